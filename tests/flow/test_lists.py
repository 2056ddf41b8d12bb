#!/usr/bin/env python3
"""Mail of the usual lists, read with what doc/servers.md says to configure for each: whose it is, by what that is proved,
which list and thread it belongs to, and what of it the list has added.

tests/data/lists has two mails of each list: Dave gives Joe something to do, and Joe says that it is done.
"""
import json
import pathlib
import re
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parents[1]
sys.path[:0] = [str(HERE.parent / "lib")]
import tap  # noqa: E402
from world import World  # noqa: E402

MAILS = TOP / "tests" / "data" / "lists"
CONFIG = """\
state: state
operator: ops@example.org
people:
  - {name: Dave Miller, aliases: [Dave], address: dave@example.org}
  - {name: Joe Stringer, aliases: [Joe], address: joe@example.com}
  - {name: KP Rao, aliases: [KP], address: kp@example.org}
mailboxes: {bot: {type: maildir, path: inbox}}
outbox: {type: maildir, path: outbox, from: Beadle <bot@example.org>}
answers: {authserv_id: mx.example.org, hops: 1}
"""
# Of each: where the author was found, what proved the first mail, and the second.  "": nothing, which does nothing.
LISTS = {
    "groups.io": ("groupsio", "encoded", "", ""),
    "Mailman 3": ("mailman3", "reply-to", "", ""),
    "Google Groups": ("google", "x-original-from", "", "dkim=example.com by mx.example.org"),
    "Microsoft 365 groups": ("microsoft365", "from", "", ""),
    "Discourse": ("discourse", "unknown", "", ""),
}
# And with `vouches: yes` besides, where the list's server says what it saw of the author
VOUCHED = {
    "Mailman 3": ("list: dkim=lists.example.net by mx.example.org, dkim=example.org by lists.example.net",
                  "list: dkim=lists.example.net by mx.example.org, dkim=example.com by lists.example.net"),
    "Google Groups": ("list: dkim=googlegroups.com by mx.example.org, dkim=example.org by gmr-mx.google.com",
                      "dkim=example.com by mx.example.org"),
}
SAID = {"": {"AI(Joe): book the hall by June 20"}, "-reply": {"[DONE]"}}


def sections():
    """Heading -> the keys of the list that it shows."""
    text = (TOP / "doc" / "servers.md").read_text()
    return {head: re.search(r"^```yaml list\n(.*?)^```", part, re.M | re.S)
            for head, part in re.findall(r"^## (.*?)\n(.*?)(?=^## |\Z)", text, re.M | re.S)}


def rows(world, *args):
    done = world.beadle(*args, "--json")
    tap.check_equal(done.stderr, "", " ".join(args))
    return [json.loads(line) for line in done.stdout.splitlines()]


def check_reading(world, head, name, source):
    """Who wrote it, and that nothing of what the list has added is read as said."""
    for which, said in SAID.items():
        path = str(MAILS / f"{name}{which}.eml")
        read = {row["text"] for row in rows(world, "explain", path)
                if row["shape"] in ("text", "bullet", "continuation", "heading", "table")}
        tap.check_equal(read, said, f"{head}{which}: what they have written, and nothing else")
    shown = world.beadle("explain", str(MAILS / f"{name}.eml")).stdout
    tap.check_in(f"({source})", shown, f"{head}: the author is found in {source}")


def deliver(world, name, which, day):
    world.deliver((MAILS / f"{name}{which}.eml").read_bytes(), f"2023-06-{day:02}T09:00:10Z")
    return world.once(f"2023-06-{day:02}T09:01:00Z")


def check_list(root, head, keys, vouched=None):
    name, source, raised, done = LISTS[head][:2] + vouched if vouched else LISTS[head]
    head += " that vouches" if vouched else ""
    world = World(root / head.replace(" ", "-"), CONFIG + keys + ("    vouches: yes\n" if vouched else ""))
    checked = world.beadle("check")
    tap.check_equal((checked.returncode, checked.stderr), (0, ""), f"{head}: the configuration is good")
    world.once("2023-06-04T09:00:00Z")
    check_reading(world, head, name, source)
    deliver(world, name, "", 5)
    items = rows(world, "list")
    tap.check_equal([(i["list"], i["text"], [o["person"] for o in i["owners"]], i["due"], i["raised_by"]) for i in items],
                    [("bsc", "book the hall by June 20", ["Joe Stringer"], "2023-06-20", "Dave Miller")], f"{head}: item, list, owner and author")
    deliver(world, name, "-reply", 6)
    events = [(e["what"], e["actor"], e["proof"]) for e in rows(world, "history", "1") if e["what"] in ("raised", "done", "ignored")]
    tap.check_equal(events, [("raised", "Dave Miller", raised), ("done" if done else "ignored", "Joe Stringer", done)],
                    f"{head}: of which item is told by the thread, and it counts if it is proved")
    tap.check_equal([i["status"] for i in rows(world, "list", "--all")], ["done" if done else "open"], f"{head}: and is it done?")
    return world


def check_discourse(world):
    """As a forum comes from the box, each post is marked as automatic, and is not read."""
    again = (MAILS / "discourse.eml").read_text().replace("post/4101", "post/4199").replace(
        "Precedence: list\n", "Precedence: list\nAuto-Submitted: auto-generated\n")
    world.deliver(again, "2023-06-07T09:00:10Z")
    log = world.once("2023-06-07T09:01:00Z")
    tap.check_in("fate=automatic", log, "Discourse: a post that is marked as automatic is left alone")
    tap.check_equal(len(rows(world, "list", "--all")), 1, "Discourse: and raises nothing")


def check_forged(root, keys):
    """Somebody posts as Dave and has written what Google would say of him; Google's own word stands beside."""
    text = (MAILS / "google.eml").read_text()
    field = re.search(r"^X-Original-Authentication-Results: .*\n(?: .*\n)+", text, re.M)[0]
    text = re.sub(r"^From: .*\nX-Original-From: .*\nReply-To: .*\n", "From: Dave Miller <dave@example.org>\n", text, flags=re.M)
    other = field.replace("example.org", "evil.example")
    plain = field.replace("X-Original-", "")
    words = {"alone": field, "below": other + field, "above": field + other, "as of a server, below": other + plain,
             "as of a server, above": plain + other}
    for where, fields in words.items():
        world = World(root / f"forged-{len(fields)}-{where}", CONFIG + keys)
        world.once("2023-06-04T09:00:00Z")
        world.deliver(text.replace(field, fields), "2023-06-05T09:00:10Z")
        world.once("2023-06-05T09:01:00Z")
        wanted = VOUCHED["Google Groups"][0] if where == "alone" else ""
        tap.check_equal([e["proof"] for e in rows(world, "history", "1") if e["what"] == "raised"], [wanted],
                        f"Google Groups: its word, {where}: {'proves who wrote it' if wanted else 'proves nothing beside another one'}")


def main():
    shown = sections()
    with tempfile.TemporaryDirectory(prefix="beadle-lists-") as name:
        root = pathlib.Path(name)
        for head in LISTS:
            if tap.check(shown.get(head), f"{head}: doc/servers.md shows what to configure"):
                world = check_list(root, head, shown[head][1])
                if head == "Discourse":
                    check_discourse(world)
                if head == "Google Groups":
                    check_forged(root, shown[head][1])
                if head in VOUCHED:
                    check_list(root, head, shown[head][1], VOUCHED[head])
    tap.done()


if __name__ == "__main__":
    main()
