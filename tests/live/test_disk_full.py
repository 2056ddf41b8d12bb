"""The disk under the ledger is full, now here, now there: status 4, then all goes on, nothing twice.

A first round has made the ledger on a small tmpfs.  Then mails come while the disk has k pages left,
for every fourth k until all fits; space is freed, and round after round follows.  The server's
copy to the bot itself goes into its mailbox between the rounds, as a real one would.
"""
import collections
import ctypes
import email
import email.policy
import os
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import tap
from program import SANITIZERS, Program, need_beadle
from scripted import ScriptedSmtp

PAGE = 4096
CONFIG = """\
state: {state}
people:
  - {{name: Dave Thaler, aliases: [Dave], address: dave@example.org}}
  - {{name: KP Singh, aliases: [KP], address: kp@example.org}}
  - {{name: Joe Stringer, aliases: [Joe], address: joe@example.org}}
mailboxes:
  in: {{type: maildir, path: inbox}}
outbox: {{type: smtp, host: 127.0.0.1, port: {smtp}, tls: none, from: beadle@example.org, doubt_wait: 10m}}
lists:
  bsc: {{address: bsc@example.org, mailbox: in, prefix: "[BSC]", zone: UTC, notices: {{assigned_after: 0s}},
        votes: {{default: {{period: 3d}}}}}}
"""
MAILS = ("[AI Dave] forward the letter\n[AI Joe] count the votes", "[AI Dave] paint the fence", "[VOTE] Buy a boat")
libc = ctypes.CDLL(None, use_errno=True)


def mount(folder):
    """Why a small disk cannot be had; None when it is there."""
    if os.getuid() != 0:
        return "a small disk (tmpfs) can only be mounted by root"
    if libc.mount(b"tmpfs", folder.encode(), b"tmpfs", 0, b"size=2m") != 0:
        return "no tmpfs: %s" % os.strerror(ctypes.get_errno())
    return None


def fill(folder, pages):
    """A file that leaves so many pages."""
    path = os.path.join(folder, "ballast")
    free = os.statvfs(folder).f_bavail
    with open(path, "wb") as out:
        os.posix_fallocate(out.fileno(), 0, (free - pages) * PAGE)
    return path


class World:
    """One play: the folder, the server, and where its copies go."""

    def __init__(self, bot, smtp, state):
        self.bot, self.smtp, self.state, self.copied = bot, smtp, state, 0
        for part in ("cur", "new", "tmp"):
            os.makedirs(bot.path("inbox", part))
        bot.configure(CONFIG.format(state=state, smtp=smtp.port))

    def deliver(self, name, text):
        with open(self.bot.path("inbox", "new", name), "w", encoding="ascii", newline="") as out:
            out.write(text.replace("\r\n", "\n"))
        os.utime(self.bot.path("inbox", "new", name), (1685959200, 1685959200))

    def deliver_list_mails(self):
        for n, body in enumerate(MAILS):
            self.deliver("168595920%d.M1.test" % n, "Date: Mon, 5 Jun 2023 10:00:0%d +0000\nFrom: kp@example.org\n"
                         "To: bsc@example.org\nMessage-ID: <m%d@example.org>\nSubject: m\n\n%s\n" % (n, n, body))

    def deliver_copies(self):
        for _, recipients, data in self.smtp.accepted[self.copied:]:
            self.copied += 1
            if "beadle@example.org" in recipients:
                self.deliver("1685959300.M%d.test" % self.copied, data.decode())

    def once(self, time):
        self.deliver_copies()
        done = self.bot.once("2023-06-05T%sZ" % time)
        self.deliver_copies()
        return done

    def received(self):
        count = collections.Counter()
        for _, recipients, data in self.smtp.accepted:
            parsed = email.message_from_bytes(data, policy=email.policy.default)
            for who in recipients:
                if who != "beadle@example.org":
                    count[who, str(parsed["Subject"])] += 1
        return count


def play(state, pages):
    """(status of the round on the full disk, its error, what the recipients got, what the ledger has)."""
    with ScriptedSmtp() as smtp, Program() as bot:
        for name in os.listdir(state):
            os.remove(os.path.join(state, name))
        world = World(bot, smtp, state)
        first = world.once("09:00:00")
        if first.status != 0:
            raise AssertionError("the first round: %d\n%s" % (first.status, first.err))
        world.deliver_list_mails()
        ballast = fill(state, pages) if pages is not None else None
        full = world.once("10:00:10")
        if ballast:
            os.remove(ballast)
        last = [world.once(time).status for time in ("10:01:00", "10:20:00", "10:40:00")][-1]
        items = sorted((item["text"], item["status"]) for item in bot.items())
        return full, last, world.received(), items


def main():
    if need_beadle():
        tap.skip_all(need_beadle())
    state = tempfile.mkdtemp(prefix="beadle-full-")
    try:
        reason = mount(state)
        if reason:
            tap.skip_all(reason)
        try:
            full, last, wanted, items = play(state, None)
            tap.check_equal((full.status, last, sum(wanted.values()), len(items)), (0, 0, 6, 3), "with space: three items, three ballots, and the list hears of the vote")
            statuses, wrong, texts = [], [], set()
            for pages in range(0, 241, 32 if SANITIZERS else 16):
                full, last, got, got_items = play(state, pages)
                statuses.append(full.status)
                texts.update(line for line in full.err.splitlines() if line.startswith("beadle: "))
                if last != 0 or got != wanted or got_items != items:
                    wrong.append("%d pages: last status %d, received %s, items %s\n%s"
                                 % (pages, last, dict(got), got_items, full.err))
            tap.diag("%d rounds with 0 to 240 pages left, %d of them failed" % (len(statuses), statuses.count(4)))
            for text in sorted(texts):
                tap.diag(text)
            tap.check_equal(set(statuses), {0, 4}, "a full disk: status 4, until there is room")
            tap.check_equal(statuses, sorted(statuses, reverse=True), "more room never makes it worse")
            tap.check(any("full" in text for text in texts), "the message names the cause")
            tap.check(not wrong, "after that nothing is missing and nothing came twice", wrong="\n".join(wrong[:5]))
        finally:
            libc.umount2(state.encode(), 2)
    finally:
        shutil.rmtree(state, ignore_errors=True)
    tap.done()


if __name__ == "__main__":
    main()
