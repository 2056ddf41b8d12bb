#!/usr/bin/env python3
"""A committee of seven for a year and a quarter, in which people answer as people do: now and then, and in the words of their mail program.

Every other Wednesday it meets, and the chair mails minutes with a few action items the day after.  Each mail that asks an owner
for something is answered with probability 0.3, some hours later, for the whole mail or for one item of it: mostly `done`,
sometimes `snooze`, `due`, `keep`, `drop` or `not me`.  Beadle looks once a day.

The dice of the second play are the same; there the ladder is a reminder every week, for twenty weeks.  What each year came
to is printed; the test holds that nothing of the first play is asked for without end, or forgotten.
"""
import collections
import concurrent.futures
import datetime
import email
import email.message
import email.policy
import email.utils
import json
import os
import pathlib
import random
import re
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
import shapes  # noqa: E402
import tap  # noqa: E402
import world as folders  # noqa: E402

SEED = int(os.environ.get("SEED", "1"))
ANSWERED = 0.3
LIST, BOT = "board@lists.example.net", "bot@example.org"
FIRST, MEETINGS, DAYS = datetime.date(2024, 1, 10), 26, 470
PEOPLE = ("Anna Kern", "Bruno Haas", "Carla Neri", "Didier Roux", "Eva Lund", "Farid Haddad", "Greta Voss")
CONFIG = """\
state: state
operator: ops@example.org
people:
%s
mailboxes: {in: {type: maildir, path: inbox}}
outbox: {type: maildir, path: outbox, from: Beadle <bot@example.org>}
lists:
  board:
    address: board@lists.example.net
    list_id: board.lists.example.net
    mailbox: in
    zone: Europe/Zurich
    chair: Anna Kern
    meetings:
      rule: FREQ=WEEKLY;INTERVAL=2;BYDAY=WE
      start: "16:00"
      first: {number: 1, date: %s}
      chairs: {members: [Anna, Bruno, Carla], first: Anna}
""" % ("\n".join(f"  - {{name: {name}, aliases: [{name.split()[0]}], address: {name.split()[0].lower()}@example.org, "
                 "zone: Europe/Zurich}" for name in PEOPLE), FIRST.isoformat())
EVERY_WEEK = "0d, " + ", ".join(f"{n}w" for n in range(1, 20))
WEEKLY = CONFIG.replace("    meetings:", f'    notices: {{ladder: "{EVERY_WEEK}"}}\n    meetings:')
MOST = 6	# of one item to one owner, who does not answer
LADDER_DAYS = 13 * 7 + 14	# from its due date, and what working days and the looks of a day add
ASKS = ("assigned", "reminder", "last-call")


def address(name):
    return name.split()[0].lower() + "@example.org"


# ---- what they write ----

def gmail(text, mail):
    return f"{text}\n\nOn {mail['Date']}, {mail['From']} wrote:\n\n" + quoted(mail)


def outlook(text, mail):
    return (f"{text}\n\n-----Original Message-----\nFrom: {mail['From']}\nSent: {mail['Date']}\nTo: {mail['To']}\n"
            f"Subject: {mail['Subject']}\n\n{mail.get_content()}")


def telephone(text, mail):
    return f"{text}\n\nSent from my telephone\n\n> On 3 Mar, at 09:00, Beadle <{BOT}> wrote:\n> \n" + quoted(mail)


def below(text, mail):
    """As people do who quote first."""
    return f"On {mail['Date']}, Beadle wrote:\n{quoted(mail)}\n{text}\n\n-- \nKind regards\n"


def quoted(mail):
    return "".join(f"> {line}\n" for line in mail.get_content().splitlines())


PROGRAMS = (gmail, outlook, telephone, below)


def words(dice, day, who):
    """What is to become of an item."""
    other = dice.choice([name for name in PEOPLE if name != who]).split()[0]
    later = (day + datetime.timedelta(days=dice.randrange(7, 40))).isoformat()
    return dice.choices(("done", "done, sent it this morning", "snooze 2w", f"due {later}", "keep", "drop nobody asked for it since",
                         f"not me -> {other}"), (40, 20, 12, 8, 8, 7, 5))[0]


# ---- a year ----

class Committee:
    def __init__(self, world, seed):
        self.world, self.dice, self.minute_dice, self.seen = world, random.Random(seed), random.Random(seed), set()
        self.mails, self.answered, self.asked, self.most_asked = [], {}, collections.Counter(), 0
        things = [(v, t) for v in shapes.VERBS for t in shapes.THINGS]
        self.minute_dice.shuffle(things)
        self.things = things

    def put(self, at_s, sender, to, subject, text, message_id, answers=None):
        mail = email.message.EmailMessage(policy=email.policy.default)
        mail["Date"] = email.utils.formatdate(at_s)
        mail["From"] = f"{sender} <{address(sender)}>"
        mail["To"] = to
        mail["Subject"] = subject
        mail["Message-ID"] = f"<{message_id}@example.org>"
        if answers:
            mail["In-Reply-To"] = mail["References"] = answers
        if to == LIST:
            mail["List-Id"] = "<board.lists.example.net>"
        mail.set_content(text)
        self.world.deliver(mail.as_bytes(), stamp(at_s))

    def minutes(self, number, day):
        rows = []
        for _ in range(self.minute_dice.choice((2, 3, 4))):
            verb, thing = self.things.pop()
            rows.append(f"AI: {self.minute_dice.choice(PEOPLE).split()[0]} to {verb} the {thing} of meeting {number}")
        self.raised += len(rows)
        text = f"# Meeting #{number} ({day.isoformat()})\n\nPresent: {', '.join(PEOPLE)}\n\n" + "\n\n".join(rows) + "\n"
        self.put(midnight(day) + 86400 + 8 * 3600, PEOPLE[(number - 1) % 3], LIST, f"[MINUTES #{number}]", text, f"minutes-{number}")

    raised = 0

    def answer(self, mail, day):
        """By who got it, with so many lines as it has rows, or with one."""
        who = next(name for name in PEOPLE if address(name) in str(mail["To"]))
        rows = re.findall(r"^#(\d+)\b", mail.get_content(), re.M)
        if mail["X-Beadle-Notice"] != "assigned":
            self.asked.update((int(n), who) for n in rows)
            self.most_asked = max(self.most_asked, *self.asked.values())
        if not rows or self.dice.random() >= ANSWERED:
            return
        asked = rows if self.dice.random() < 0.5 else [self.dice.choice(rows)]
        lines = [words(self.dice, day, who) for _ in asked]
        text = lines[0] if len(rows) == 1 else "\n".join(f"#{n} {line}" for n, line in zip(asked, lines))
        self.n_answers += 1
        for n in asked:
            self.answered[int(n), who] = day
            self.asked[int(n), who] = 0
        self.put(midnight(day) + 15 * 3600, who, str(mail["Reply-To"]), f"Re: {mail['Subject']}",
                 self.dice.choice(PROGRAMS)(text, mail), f"answer-{self.n_answers}", str(mail["Message-ID"]))

    n_answers = 0

    def day(self, day):
        if (day - FIRST).days % 14 == 0 and (day - FIRST).days // 14 < MEETINGS:
            self.minutes((day - FIRST).days // 14 + 1, day)
        self.world.once(stamp(midnight(day) + 9 * 3600 + 1800))
        for path in sorted((self.world.root / "outbox" / "new").glob("*")):
            if path.name in self.seen:
                continue
            self.seen.add(path.name)
            mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            self.mails.append((day, mail))
            if mail["X-Beadle-Notice"] in ASKS:
                self.answer(mail, day)


def midnight(day):
    return folders.seconds(day.isoformat() + "T00:00:00Z")


def stamp(at_s):
    return datetime.datetime.fromtimestamp(at_s, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def play(root, config):
    committee = Committee(folders.World(root, config), SEED)
    committee.world.once(stamp(midnight(FIRST) - 86400))
    for n in range(DAYS):
        committee.day(FIRST + datetime.timedelta(days=n))
    return committee


# ---- what it came to ----

def report(name, committee):
    kinds = collections.Counter(str(mail["X-Beadle-Notice"]) for _, mail in committee.mails)
    personal = sum(kinds[kind] for kind in ASKS)
    items = json.loads("[%s]" % ",".join(committee.world.beadle("list", "--all", "--json").stdout.splitlines()))
    states = collections.Counter(item["status"] for item in items)
    tap.diag(f"{name}: seed {SEED}, {len(items)} items, {committee.n_answers} answers: " +
             ", ".join(f"{n} {state}" for state, n in sorted(states.items())))
    tap.diag(f"{name}: at most {committee.most_asked} reminders of an item to an owner without an answer")
    tap.diag(f"{name}: {personal} mails to owners, {personal / len(PEOPLE) / (DAYS / 30.4):.1f} a person and month: " +
             ", ".join(f"{kinds[kind]} {kind}" for kind in ASKS))
    return items


def check_ladder(committee, items):
    """Nobody is asked without end, and nothing is forgotten: what is neither done nor put away has been spoken of."""
    reminders = collections.Counter((day, str(mail["To"])) for day, mail in committee.mails if mail["X-Beadle-Notice"] in ASKS[1:])
    last = FIRST + datetime.timedelta(days=DAYS - LADDER_DAYS)
    spoken = {n for (n, _), day in committee.answered.items() if day >= last}
    tap.check_equal(len(items), committee.raised, "every item of the minutes is there, and no other")
    tap.check(committee.most_asked <= MOST, f"nobody is asked more than {MOST} times for an item without an answer",
              detail=str(committee.most_asked))
    tap.check_equal(max(reminders.values()), 1, "nobody has two reminders on a day")
    tap.check_equal([item["number"] for item in items if item["status"] == "open" and item["number"] not in spoken], [],
                    "what nobody has answered is parked")
    tap.check(any(item["status"] == "parked" for item in items), "some are")


def main():
    with tempfile.TemporaryDirectory(prefix="beadle-follow-") as tmp, concurrent.futures.ThreadPoolExecutor(2) as pool:
        plays = {name: pool.submit(play, pathlib.Path(tmp, name.split()[0]), config)
                 for name, config in (("ladder", CONFIG), ("every week", WEEKLY))}
        reports = {name: report(name, done.result()) for name, done in plays.items()}
        committee, items = plays["ladder"].result(), reports["ladder"]
        check_ladder(committee, items)
        tap.check(committee.most_asked < plays["every week"].result().most_asked, "a reminder every week asks more often for an item")
        ids = [str(mail["Message-ID"]) for _, mail in committee.mails]
        tap.check_equal(len(ids), len(set(ids)), "no mail is sent twice")
    tap.done()


if __name__ == "__main__":
    main()
