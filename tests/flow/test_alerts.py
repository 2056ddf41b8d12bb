#!/usr/bin/env python3
"""conf/beadle.rules.yaml: alerts over figures that beadle really writes; each fires when it should, and none when all is well."""
import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
import tap  # noqa: E402
from program import Program, need_beadle  # noqa: E402
from promtool import need_promtool, promtool  # noqa: E402

RULES = HERE.parents[1] / "conf" / "beadle.rules.yaml"
CONFIG = """\
state: state
metrics: beadle.prom
people: [{name: Dave Miller, address: dave@example.org}]
mailboxes: {in: {type: maildir, path: inbox}}
outbox: {type: maildir, path: outbox, from: b@example.org}
lists: {sc: {address: sc@example.org, mailbox: in}}
"""
BOT = 'bot="b@example.org"'
HOURS = 30
STEPS = HOURS * 12	# of five minutes
# In promtool's words: from a value by a step, so many times.
WELL = {
    "beadle_last_round_timestamp_seconds{%s}" % BOT: "0+300x%d" % STEPS,
    'beadle_mailbox_last_sync_timestamp_seconds{%s,mailbox="in"}' % BOT: "0+300x%d" % STEPS,
    "beadle_outbox_refused_since_timestamp_seconds{%s}" % BOT: "0x%d" % STEPS,
    "beadle_clock_in_doubt_since_timestamp_seconds{%s}" % BOT: "0x%d" % STEPS,
    'beadle_notices_waiting{%s,kind="reminder",state="ready"}' % BOT: " ".join(["0 3 1"] * (STEPS // 3)),
    'beadle_notices_total{%s,kind="reminder",result="sent"}' % BOT: "0+1x%d" % STEPS,
    'beadle_notices_total{%s,kind="reminder",result="refused"}' % BOT: "7x%d" % STEPS,
    'beadle_messages_total{%s,result="aside"}' % BOT: "2x%d" % STEPS,
}
# Alert -> the figure that goes wrong (all by that name), and how; None: it is not written any more.
WRONG = {
    "BeadleStandsStill": ("beadle_last_round", "0+300x120 36000x%d" % (STEPS - 120)),
    "BeadleMissing": ("beadle_last_round", None),
    "BeadleMailboxUnread": ("beadle_mailbox_last_sync", "0+300x120 36000x%d" % (STEPS - 120)),
    "BeadleRefusedByServer": ("beadle_outbox_refused", "36000x%d" % STEPS),
    "BeadleClockInDoubt": ("beadle_clock_in_doubt", "36000x%d" % STEPS),
    "BeadleMailWaits": ("beadle_notices_waiting", "2x%d" % STEPS),
    "BeadleMailFailed": ('kind="reminder",result="refused"', "0x200 1x%d" % (STEPS - 200)),
    "BeadleMailPutAside": ("beadle_messages_total", "0x200 1x%d" % (STEPS - 200)),
}


def figures():
    """The names of all figures that a first round writes, each with its type."""
    with Program() as bot:
        for folder in ("new", "cur", "tmp"):
            pathlib.Path(bot.path("inbox", folder)).mkdir(parents=True)
        bot.configure(CONFIG)
        bot.once("2023-06-28T20:00:00Z")
        return re.findall(r"^# TYPE (\w+) ", pathlib.Path(bot.path("beadle.prom")).read_text(), re.M)


def firing(folder, series):
    """The alerts that fire at the end, as promtool tells them: the test that expects none of them fails with each."""
    case = {"interval": "5m", "input_series": [{"series": name, "values": values} for name, values in series.items()],
            "alert_rule_test": [{"eval_time": "%dh" % (HOURS - 1), "alertname": name, "exp_alerts": []} for name in WRONG]}
    path = pathlib.Path(folder) / "alerts.json"	# which is YAML too
    path.write_text(json.dumps({"rule_files": [str(RULES)], "evaluation_interval": "5m", "tests": [case]}))
    status, said = promtool("test", "rules", str(path))
    if status and "FAILED" not in said:
        raise AssertionError(said)
    return sorted(set(re.findall(r"alertname: (\w+), time", said)))


def main():
    if need_beadle():
        tap.skip_all(need_beadle())
    rules = "\n".join(line for line in RULES.read_text().splitlines() if not line.startswith("#"))
    known = figures()
    tap.check_equal(sorted(set(re.findall(r"\bbeadle_\w+", rules)) - set(known)), [], "the rules name figures that beadle writes")
    tap.check_equal(sorted(re.findall(r"- alert: (\w+)", rules)), sorted(WRONG), "each alert is tried here")
    if need_promtool():
        tap.skip("promtool tries the alerts", need_promtool())
    else:
        status, said = promtool("check", "rules", str(RULES))
        tap.check(status == 0, "promtool check rules", said=said)
        with Program() as scratch:
            tap.check_equal(firing(scratch.root, WELL), [], "all is well: no alert")
            for alert, (figure, values) in WRONG.items():
                series = {name: values if figure in name else value for name, value in WELL.items()}
                tap.check_equal(firing(scratch.root, {name: value for name, value in series.items() if value}), [alert],
                                "%s: what goes wrong makes it fire, and no other" % alert)
    tap.done()


main()
