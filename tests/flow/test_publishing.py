#!/usr/bin/env python3
"""`export:` and `metrics:`: files that follow the ledger, and that nothing else waits for.

The figures are read by a parser of the format that Prometheus documents, as strict as its own, and by promtool where it
is installed.
"""
import email
import os
import pathlib
import re
import shutil
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
import procs  # noqa: E402
import tap  # noqa: E402
from program import Program  # noqa: E402
from promtool import need_promtool, promtool  # noqa: E402

DEMO = HERE.parents[1] / "demo"
MORE = """\
export: {html: page, ics: page, json: data, csv: data}
metrics: metrics/beadle.prom
"""
SAMPLE = re.compile(r'([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (-?\d+)')
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)')
NAMES = ["beadle_build_info", "beadle_last_round_timestamp_seconds", "beadle_mailbox_last_sync_timestamp_seconds",
         "beadle_mailbox_lag_seconds", "beadle_messages_total", "beadle_items", "beadle_items_overdue", "beadle_deadlines",
         "beadle_notices_total", "beadle_notices_waiting", "beadle_outbox_refused_since_timestamp_seconds",
         "beadle_clock_in_doubt_since_timestamp_seconds",
         "beadle_delivery_retries_total", "beadle_votes", "beadle_vote_ballots_missing", "beadle_vote_closes_timestamp_seconds"]


def parse(text):
    """{(name, labels): value} and {name: type}; ValueError for what Prometheus would refuse or lint would scold."""
    values, types, helps, current = {}, {}, set(), None
    if not text.endswith("\n"):
        raise ValueError("the last line does not end")
    for line in text.split("\n")[:-1]:
        comment = re.fullmatch(r"# (HELP|TYPE) (\S+) (.+)", line)
        if comment:
            word, name, rest = comment.groups()
            if name in (helps if word == "HELP" else types):
                raise ValueError("twice: " + line)
            if word == "HELP":
                helps.add(name)
            elif rest not in ("gauge", "counter"):
                raise ValueError("no type: " + line)
            else:
                types[name] = rest
            current = name
            continue
        sample = SAMPLE.fullmatch(line)
        if not sample:
            raise ValueError("no sample: " + line)
        name, inside, value = sample.groups()
        labels = LABEL.findall(inside or "")
        if "".join('%s="%s",' % pair for pair in labels).rstrip(",") != (inside or ""):
            raise ValueError("bad labels: " + line)
        if name != current or name not in types or name not in helps:
            raise ValueError("a sample outside of its family: " + line)
        if (types[name] == "counter") != name.endswith("_total") or (types[name] == "counter" and int(value) < 0):
            raise ValueError("a counter that is none: " + line)
        key = (name, tuple(sorted(labels)))
        if key in values or len(dict(labels)) != len(labels):
            raise ValueError("twice: " + line)
        values[key] = int(value)
    return values, types


def check_parser():
    """The parser itself must be able to say no."""
    good = '# HELP a_total x\n# TYPE a_total counter\na_total{b="c\\"\\\\\\n"} 1\n'
    tap.check_equal(parse(good)[0], {("a_total", (("b", 'c\\"\\\\\\n'),)): 1}, "a good file is read")
    for what, bad in (("no end of line", good[:-1]), ("a sample twice", good + 'a_total{b="c\\"\\\\\\n"} 1\n'),
                      ("a bad escape", good.replace("\\n\"", "\\t\"")), ("a negative counter", good.replace(" 1\n", " -1\n")),
                      ("a family twice", good + good), ("no type", good.split("# TYPE")[0] + 'a_total 1\n'),
                      ("a gauge called total", good.replace("counter", "gauge")), ("a bare quote", good.replace('c\\"', 'c"'))):
        try:
            parse(bad)
            tap.not_ok("refused: " + what)
        except ValueError:
            tap.ok("refused: " + what)


def prepare(bot, more=MORE):
    for sub in ("new", "cur", "tmp"):
        os.makedirs(bot.path("inbox", sub), exist_ok=True)
    os.makedirs(bot.path("metrics"), exist_ok=True)
    bot.configure((DEMO / "beadle.yaml").read_text() + more)


def deliver(bot, name, at_s):
    target = bot.path("inbox", "new", name)
    shutil.copy(DEMO / "mails" / name, target + ".part")
    os.utime(target + ".part", (at_s, at_s))
    os.rename(target + ".part", target)


def read(bot, name):
    return pathlib.Path(bot.path(name)).read_text()


def metrics(bot):
    return parse(read(bot, "metrics/beadle.prom"))[0]


def of(values, name, **labels):
    labels["bot"] = "beadle@lists.example.org"
    return values.get((name, tuple(sorted(labels.items()))))


def troubles(bot):
    found = []
    for path in pathlib.Path(bot.path("outbox")).glob("*/*"):
        mail = email.message_from_bytes(path.read_bytes()) if path.is_file() else {}
        if mail.get("X-Beadle-Notice") == "trouble":
            found.append(mail.get_payload(decode=True).decode())
    return found


def check_promtool(text):
    if need_promtool():
        tap.skip("promtool has nothing to say", need_promtool())	# the parser above is what counts
        return
    tap.check_equal(promtool("check", "metrics", text=text), (0, ""), "promtool has nothing to say")


def check_once(bot):
    prepare(bot)
    done = bot.once("2023-06-28T20:00:00Z")
    tap.check_equal(done.status, 0, "a first round")
    tap.check_equal(sorted(os.listdir(bot.path("page"))), ["index.html", "sc.ics"], "the page and the calendar are there at once")
    deliver(bot, "1-minutes.eml", 1687987260)
    bot.once("2023-06-28T21:21:00Z")
    bot.once("2023-06-28T21:40:00Z")
    text = read(bot, "metrics/beadle.prom")
    values, types = parse(text)
    tap.check_equal(sorted(types), sorted(NAMES), "each figure, and no other")
    tap.check_equal((of(values, "beadle_items", list="sc", state="open"), of(values, "beadle_items", list="sc", state="done")), (4, 1),
                    "items by state")
    tap.check_equal(of(values, "beadle_deadlines", list="sc", state="open"), 1, "deadlines by state")
    tap.check_equal(of(values, "beadle_notices_total", kind="assigned", result="sent"), 4, "notices by kind and result")
    tap.check_equal(of(values, "beadle_messages_total", result="read"), 1, "mails by what became of them")
    tap.check_equal(of(values, "beadle_messages_total", result="aside"), 0, "none put aside is 0, not missing")
    tap.check_equal(of(values, "beadle_mailbox_last_sync_timestamp_seconds", mailbox="archive"), 1687988400, "the last sync")
    tap.check_equal(of(values, "beadle_mailbox_lag_seconds", mailbox="archive"), 0, "the lag: it came in the minute it was read")
    tap.check_equal(of(values, "beadle_last_round_timestamp_seconds"), 1687988400, "the last round")
    check_promtool(text)
    tap.check_in("find somebody to hold the pen", read(bot, "page/index.html"), "the page has the new items")
    tap.check_in("find somebody to hold the pen", read(bot, "data/items.csv"), "and so has the data")
    before = os.stat(bot.path("page", "sc.ics")).st_ino
    bot.once("2023-06-29T12:00:00Z")
    tap.check_in("Thu 29 Jun 2023", read(bot, "page/index.html"), "a day later the page says so")
    tap.check_equal(os.stat(bot.path("page", "sc.ics")).st_ino, before, "and the calendar, in which nothing changed, is left alone")


def check_failure(bot):
    prepare(bot)
    for name in ("page", "metrics/beadle.prom"):
        path = bot.path(*name.split("/"))
        shutil.rmtree(path, ignore_errors=True)
        if os.path.isfile(path):
            os.unlink(path)
    pathlib.Path(bot.path("page")).write_text("in the way")
    os.mkdir(bot.path("metrics", "beadle.prom"))
    deliver(bot, "2-reply.eml", 1688022360)
    done = bot.once("2023-06-29T12:10:00Z")
    tap.check_equal(done.status, 4, "what cannot be written: to be tried again")
    tap.check_equal((done.has_event("publish", what="html export"), done.has_event("publish", what="metrics")), (True, True), "logged")
    tap.check_in("book the room", read(bot, "data/items.csv"), "mail is read all the same, and the other formats are written")
    told = troubles(bot)
    tap.check_equal((len(told), [w for w in ("html export", "ics export", "metrics") if w not in "".join(told).replace(" \n", " ")]), (1, []),
                    "the operator is told, in one mail")
    bot.once("2023-06-29T12:30:00Z")
    tap.check_equal(len(troubles(bot)), 1, "and not again on that day")
    os.unlink(bot.path("page"))
    os.rmdir(bot.path("metrics", "beadle.prom"))
    tap.check_equal(bot.once("2023-06-29T12:40:00Z").status, 0, "when the way is free again, all is well")
    tap.check_equal((sorted(os.listdir(bot.path("page"))), of(metrics(bot), "beadle_messages_total", result="read")),
                    (["index.html", "sc.ics"], 2), "and up to date")


def check_daemon(bot):
    prepare(bot, MORE + "")
    bot.configure(read(bot, "beadle.yaml").replace("type: maildir, path: inbox", "type: maildir, path: inbox, poll: 1s"))
    with bot.run("-v") as daemon:
        procs.wait_until(lambda: os.path.exists(bot.path("page", "index.html")), "the page")
        tap.check_not_in("forwarded this morning", read(bot, "data/items.csv"), "the daemon begins")
        deliver(bot, "3-done.eml", 1688432460)
        procs.wait_until(lambda: "forwarded this morning" in read(bot, "data/items.csv"), "the data with the new mail")
        tap.ok("a mail that arrives is in the data soon")
        procs.wait_until(lambda: of(metrics(bot), "beadle_items", list="sc", state="done") == 2, "the figures with the new mail")
        tap.ok("and in the figures")
        first = of(metrics(bot), "beadle_last_round_timestamp_seconds")
        procs.wait_until(lambda: of(metrics(bot), "beadle_last_round_timestamp_seconds") > first, "a later round")
        tap.ok("each round writes them, whatever it brings")
        tap.check_equal(daemon.terminate()[0], 0, "and it ends as ever")


def main():
    check_parser()
    with Program() as bot:
        check_once(bot)
        check_failure(bot)
        check_daemon(bot)
    tap.done()


if __name__ == "__main__":
    main()
