#!/usr/bin/env python3
"""Killed at every failpoint between a real Dovecot and a real Postfix: nothing lost, nothing twice.

What is compared are the recipients' mailboxes.  A mail in doubt is looked for by its witness, the
copy to the bot itself: "later" here means when Postfix has delivered all that it took.
"""
import calendar
import collections
import email
import email.policy
import os
import pathlib
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "lib")]
import crash  # noqa: E402
import tap  # noqa: E402
from servers import Dovecot, Postfix, need_dovecot, need_postfix  # noqa: E402

CONFIG = """\
state: state
people:
  - {{name: Dave Thaler, aliases: [Dave], address: dave{n}@example.org}}
  - {{name: Joe Stringer, aliases: [Joe], address: joe{n}@example.org}}
  - {{name: KP Singh, aliases: [KP], address: kp@example.org}}
mailboxes:
  bot: {{type: imap, host: 127.0.0.1, port: {imap}, tls: none, user: bot{n}, password_file: pass}}
outbox: {{type: smtp, host: 127.0.0.1, port: {smtp}, tls: none, from: Beadle <bot{n}@example.org>,
  witness: bot{n}@example.org, doubt_wait: 10m}}
lists:
  bsc: {{address: bsc@example.org, mailbox: bot, prefix: "[BSC]", zone: UTC, notices: {{assigned_after: 0s}}}}
"""
MAIL = b"""Date: Mon, 5 Jun 2023 10:00:00 +0000\r
From: kp@example.org\r
To: bsc@example.org\r
Message-ID: <m1@example.org>\r
Subject: two\r
\r
[AI Dave due 2023-06-12] send the letter to the foundation\r
[AI Joe due 2023-06-12] update the list of projects\r
"""
WHO, TRIALS_MAX = ("bot", "dave", "joe"), 300
STEPS = ["2023-06-05T09:00:00Z", "2023-06-05T10:05:00Z", "2023-06-09T09:00:00Z"]


def later(now):
    """The doubt's wait after now."""
    then = time.strptime(now, "%Y-%m-%dT%H:%M:%SZ")
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(calendar.timegm(then) + 700))


class Stage:
    """The two servers, and users of its own for each trial."""

    def __init__(self, imap, mta):
        self.imap, self.mta, self.trials = imap, mta, 0

    def trial(self, kill_at):
        n = self.trials = self.trials + 1
        users = [f"{who}{n}" for who in WHO]
        with tempfile.TemporaryDirectory(prefix="beadle-crash-") as name:
            w = crash.World(name)
            (w.root / "beadle.yaml").write_text(CONFIG.format(n=n, imap=self.imap.port, smtp=self.mta.port))
            (w.root / "pass").write_text("secret\n")
            (w.root / "pass").chmod(0o600)
            w.kill_at = kill_at

            def until(now):
                self.mta.wait_idle()
                return later(now)
            kills = w.once(STEPS[0], until)
            self.imap.append(users[0], MAIL, internal_date=1685959200)
            kills += sum(w.once(step, until) for step in STEPS[1:])
            self.mta.wait_idle()
            ledger = w.ledger().replace(f"dave{n}@", "dave@").replace(f"joe{n}@", "joe@")
            return kills, self.received(users[1:]), ledger, w.passed()

    def received(self, users):
        """What lies in the owners' mailboxes: (who, subject) -> how often."""
        count = collections.Counter()
        for user in users:
            for data in self.imap.messages(user):
                m = email.message_from_bytes(data, policy=email.policy.default)
                count[user.rstrip("0123456789"), str(m["Subject"])] += 1
        return count


def main():
    reason = need_dovecot() or need_postfix()
    if reason:
        tap.skip_all(reason)
    users = {f"{who}{n}": "secret" for who in WHO for n in range(1, TRIALS_MAX + 1)}
    with Dovecot(users=users) as imap, Postfix(dovecot=imap) as mta:
        stage = Stage(imap, mta)
        _, wanted, ledger, names = stage.trial(None)
        tap.check_equal(sum(wanted.values()), 4, "the undisturbed run: two assigned mails, two reminders")
        lost = duplicated = trials = killed = 0
        differ = []
        for n in range(1, len(names) + 1, crash.stride()):
            kills, got, one_ledger, _ = stage.trial(n)
            one_lost, one_dup = crash.compare(wanted, got)
            trials, killed, lost, duplicated = trials + 1, killed + (kills > 0), lost + one_lost, duplicated + one_dup
            if one_lost or one_dup:
                differ.append(f"{n} ({names[n - 1]}): {one_lost} lost, {one_dup} twice")
            if one_ledger != ledger:
                differ.append(f"{n} ({names[n - 1]}): the ledger differs\n{ledger}\n{one_ledger}")
        tap.diag(f"servers: {len(names)} failpoints of {len(set(names))} names, {trials} scenarios, {killed} killed, "
                 f"{lost} lost, {duplicated} duplicated")
        tap.check(killed >= trials * 8 // 10, "nearly every trial was killed", detail=f"{killed} of {trials}")
        tap.check(not differ, "nothing missing, nothing twice, the same ledger", detail="\n".join(differ))
    tap.done()


if __name__ == "__main__":
    main()
