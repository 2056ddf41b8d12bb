"""Started as root, beadle becomes the user of the configuration, for good, and says what stands in the way."""
import os
import pwd
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import tap
from procs import status_of
from program import BEADLE, Program, need_beadle, parse_log


CONFIG = """\
state: %(state)s
%(user)s
people:
  - {name: Dave Thaler, aliases: [Dave], address: dave@example.org}
  - {name: KP Singh, aliases: [KP], address: kp@example.org}
mailboxes: {in: {type: maildir, path: inbox}}
outbox: {type: maildir, path: out, from: b@example.org}
lists: {bsc: {address: list@example.org, mailbox: in, zone: UTC}}
"""
MAIL = (b"From: KP <kp@example.org>\nTo: list@example.org\nMessage-ID: <m1@example.org>\nSubject: x\n"
        b"Date: Wed, 5 Jul 2023 12:00:00 +0000\n\n[AI Dave] paint the fence\n")
NOW = "2023-07-05T13:00:00Z"


class Bot(Program):
    """Its folders belong to the user, all but the one for the ledger, which is not there."""

    def __init__(self, user, owner=None, state="state"):
        super().__init__()
        self.owner = owner or user
        os.chmod(self.root, 0o755)
        for folder in ("inbox", "inbox/new", "inbox/cur", "inbox/tmp", "out"):
            os.mkdir(self.path(folder))
            os.chown(self.path(folder), self.owner.pw_uid, self.owner.pw_gid)
        with open(self.path("inbox/new/1"), "wb") as file:
            file.write(MAIL)
        self.configure(CONFIG % {"state": state, "user": "user: %s" % user.pw_name if user else ""})

    def owners(self):
        """Of everything that is there."""
        return {os.lstat(os.path.join(folder, name)).st_uid
                for folder, folders, files in os.walk(self.path("state")) for name in folders + files}


def somebody():
    """A user of this system that is neither root nor ourselves."""
    for name in ("daemon", "nobody", "mail"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None


def test_becomes(user):
    with Bot(user) as bot:
        done = bot.once(NOW)
        tap.check(done.status == 0, "root starts a round, and it goes well", log=done.err)
        folder = os.stat(bot.path("state"))
        tap.check_equal((folder.st_uid, folder.st_gid, folder.st_mode & 0o777), (user.pw_uid, user.pw_gid, 0o700),
                        "the folder of the ledger is made for the user alone")
        tap.check_equal(bot.owners(), {user.pw_uid}, "and so is all that lies in it")
        tap.check(not done.has_event("root"), "nobody is warned of root")
        tap.check_equal((bot.call("done", "1").status, [item["text"] for item in bot.items()], bot.owners()),
                        (0, ["paint the fence"], {user.pw_uid}), "root's own commands work beside it and leave nothing of root's")
        tap.check_not_in("root", bot.call("check").out, "check has nothing to say of root")
        with bot.run() as daemon:
            daemon.wait_event("synced")
            processes = {"beadle": [daemon.pid], **daemon.workers()}
            for name, (pid,) in sorted(processes.items()):
                tap.check_equal((set(status_of(pid, "Uid").split()), set(status_of(pid, "Gid").split())),
                                ({str(user.pw_uid)}, {str(user.pw_gid)}), "%s: real, effective and saved user and group" % name)
                tap.check_equal(sorted(map(int, status_of(pid, "Groups").split())),
                                sorted(os.getgrouplist(user.pw_name, user.pw_gid)), "%s: the user's groups" % name)
                tap.check_equal(status_of(pid, "CapEff").strip("0"), "", "%s: no capability is left" % name)
            tap.check_equal(daemon.terminate()[0], 0, "the daemon ends well")


def refused(name, words, bot, *command):
    done = bot.call(*(command or ("once", "--now", NOW)))
    tap.check(done.status == 3 and words in done.err, name, want=words, status=done.status, got=done.err)


def test_refuses(user):
    with Bot(user) as bot:
        os.mkdir(bot.path("state"), 0o700)
        refused("a folder that is root's", "state does not belong to %s, the user that beadle runs as: chown -R %s /"
                % (user.pw_name, user.pw_name), bot)
        refused("check says so too", "does not belong to", bot, "check")
        os.chown(bot.path("state"), user.pw_uid, user.pw_gid)
        bot.write("state/ledger.db", "")
        refused("a file in it that is root's", "state/ledger.db does not belong to " + user.pw_name, bot)
    with Bot(user) as bot:
        os.chmod(bot.path("beadle.yaml"), 0o600)
        refused("a configuration that the user cannot read", "user: %s cannot read %s: Permission denied"
                % (user.pw_name, bot.path("beadle.yaml")), bot)
    with Bot(user) as bot:
        for name, words in (("no-such-user", "user: no-such-user is not a user of this machine"), ("root", "user: root is root by another name")):
            bot.configure(CONFIG % {"state": "state", "user": "user: " + name})
            refused("user: " + name, words, bot)
            tap.check(not os.path.exists(bot.path("state")), "user: %s: and no folder is made" % name)


def test_without(user):
    with Bot(None, pwd.getpwuid(0)) as bot:
        out = bot.call("check").out
        tap.check_in("beadle runs as root, and need not", out.replace("\n", " "), "without a user check says so")
        tap.check_in('"part": "user"', bot.call("check", "--json").out, "as JSON too")
        with bot.run() as daemon:
            daemon.wait_event("root", level="warn")
            tap.ok("and so does the daemon's log")
        tap.check_equal(bot.call("once", "--now", NOW).err, "", "a round that cron starts does not, or it would be a mail each time")
    with Bot(user) as bot:
        os.mkdir(bot.path("state"))
        os.chown(bot.path("state"), user.pw_uid, user.pw_gid)
        program = os.open(BEADLE, os.O_RDONLY)	# which may lie where that user cannot go
        done = subprocess.run(["/proc/self/fd/%d" % program, "-c", bot.path("beadle.yaml"), "once", "-v", "--now", NOW], cwd=bot.root,
                              user=user.pw_uid, group=user.pw_gid, extra_groups=[], pass_fds=[program], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        os.close(program)
        tap.check_equal(done.returncode, 0, "who is that user already starts it as well")
        tap.check(not [e for e in parse_log(done.stderr.decode()) if e.get("event") == "root"], "and is not taken for root")


def main():
    reason = need_beadle() or (None if os.getuid() == 0 else "only root can become somebody else")
    user = somebody()
    if reason or not user:
        tap.skip_all(reason or "this system has no other user")
    test_becomes(user)
    test_refuses(user)
    test_without(user)
    tap.done()


main()
