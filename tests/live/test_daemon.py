"""The daemon under the hands of an operator and of the world: signals, systemd, a second keeper, a mailbox
server that goes away, a mailbox that is made anew, mails that kill their reader."""
import email
import email.policy
import email.utils
import os
import re
import signal
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import procs
import tap
from dovecot import Dovecot, need_dovecot, read_maildir
from faults import Call, Send, Stall
from program import Program, need_beadle
from scripted import ScriptedSmtp
from supervisor import Supervisor

CONFIG = """\
state: state
operator: ops@example.org
people:
  - {{name: Dave Thaler, aliases: [Dave], address: dave@example.org}}
  - {{name: KP Singh, aliases: [KP], address: kp@example.org}}
mailboxes:
  bot: {{type: imap, host: 127.0.0.1, port: {port}, tls: none, user: {user}, folder: {folder}, password_file: pass}}
outbox: {outbox}
lists:
  bsc: {{address: bsc@example.org, mailbox: bot, prefix: "{prefix}", zone: UTC, notices: {{assigned_after: 0s}}}}
"""
MAILDIR = "{type: maildir, path: outbox, from: Beadle <beadle@example.org>}"
SMTP = "{{type: smtp, host: 127.0.0.1, port: {port}, tls: none, from: beadle@example.org, doubt_wait: 10m}}"
TASKS = ("forward the letter", "paint the fence", "count the votes", "book a room", "answer the auditors")


def mail(n, head="", message_id=True):
    return ("Date: %s\r\nFrom: KP <kp@example.org>\r\nTo: bsc@example.org\r\n%s%s"
            "Subject: mail %d\r\n\r\n[AI Dave] %s\r\n"
            % (email.utils.formatdate(), "Message-ID: <m%d@example.org>\r\n" % n if message_id else "", head, n, TASKS[n])).encode()


class Stage:
    """A Dovecot, and for each case a program with a mailbox of its own."""

    def __init__(self, imap):
        self.imap = imap
        self.count = 0

    def program(self, **settings):
        bot = Program()
        self.count += 1
        bot.user = "bot%d" % self.count
        bot.settings = dict(port=self.imap.port, user=bot.user, folder="INBOX", outbox=MAILDIR, prefix="[BSC]")
        configure(bot, **settings)
        return bot


def configure(bot, **settings):
    bot.settings.update(settings)
    bot.configure(CONFIG.format(**bot.settings), "secret")


def later(minutes):
    """An instant from now, for --now."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 60 * minutes))


def sent(bot):
    """(To, Subject) of what lies in the outbox folder."""
    mails = [email.message_from_bytes(data, policy=email.policy.default) for data in read_maildir(bot.path("outbox"))]
    return sorted((m["To"].addresses[0].username, str(m["Subject"])) for m in mails)


def test_reload(stage):
    with stage.program() as bot:
        systemd = Supervisor(bot.path("notify"))
        with bot.run(NOTIFY_SOCKET=systemd.path, WATCHDOG_USEC="100000") as daemon:
            systemd.wait("READY=1")
            daemon.wait_event("synced")
            before = systemd.count("WATCHDOG=1")
            systemd.wait("WATCHDOG=1", before + 3)
            tap.ok("an idle daemon pings its watchdog")

            configure(bot, prefix="[NEW]")
            daemon.signal(signal.SIGHUP)
            daemon.wait_event("reload", outcome="done")
            systemd.wait("READY=1", 2)
            tap.check_equal(systemd.count("RELOADING=1"), 1, "SIGHUP: RELOADING=1, then READY=1 again")
            stage.imap.append(bot.user, mail(0))
            daemon.wait_event("outcome", to="dave@example.org", outcome="sent")
            tap.check_equal([subject[:5] for _, subject in sent(bot)], ["[NEW]"], "SIGHUP: the new configuration is used")

            configure(bot, prefix='[BAD]", zone: Nowhere/Land, frob: "')
            daemon.signal(signal.SIGHUP)
            daemon.wait_event("reload", outcome="the running configuration is kept")
            tap.check_match(r"beadle\.yaml:\d+:\d+: .*Nowhere/Land", daemon.text(), "a broken one is refused with its places")
            tap.check_match(r"beadle\.yaml:\d+:\d+: .*frob", daemon.text(), "all of them")
            systemd.wait("READY=1", 3)
            stage.imap.append(bot.user, mail(1))
            daemon.wait_event("outcome", 2, to="dave@example.org", outcome="sent")
            tap.check_equal([subject[:5] for _, subject in sent(bot)], ["[NEW]"] * 2, "and the running one is kept")
            tap.check_equal(daemon.terminate()[0], 0, "SIGTERM: status 0")
            tap.check_equal(systemd.count("STOPPING=1"), 1, "SIGTERM: STOPPING=1")
        names = [e["event"] for e in daemon.events()]
        tap.check_equal((names[0], names.count("ready"), names[-1]), ("started", 3, "stopped"),
                        "the log says when it started, was ready (after each reload too) and stopped")
        lines = [line for line in daemon.text().splitlines() if "event=" in line]
        tap.check([line for line in lines if not re.match(r"time=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ level=", line)] == [],
                  "each line has its time", detail="\n".join(lines))
        tap.check([line for line in lines if re.search(r'=""|\bitem=0', line)] == [], "and no field that says nothing",
                  detail="\n".join(lines))


def test_slow_answer(stage):
    """SIGTERM between the final dot and its answer."""
    reached, go_on = threading.Event(), threading.Event()
    slow = [Call(lambda conn: reached.set()), Call(lambda conn: go_on.wait(60)), Send("250 2.0.0 taken at last")]
    with ScriptedSmtp({"DATA.": [slow]}) as smtp, stage.program(outbox=SMTP.format(port=smtp.port)) as bot:
        stage.imap.append(bot.user, mail(0))
        with bot.run() as daemon:
            tap.check(reached.wait(60), "the final dot was sent")
            daemon.signal(signal.SIGTERM)
            daemon.wait_event("signal")
            go_on.set()
            tap.check_equal(daemon.process.wait(60), 0, "SIGTERM, then a late answer: status 0")
            tap.check_equal(daemon.count("outcome", outcome="sent", to="dave@example.org"), 1, "the answer is recorded")
        done = bot.once()
        tap.check_equal((done.status, len(smtp.mails)), (0, 1), "and nothing is sent after the restart")

    reached = threading.Event()
    mute = [Call(lambda conn: reached.set()), Stall()]
    with ScriptedSmtp({"DATA.": [mute]}) as smtp, stage.program(outbox=SMTP.format(port=smtp.port)) as bot:
        stage.imap.append(bot.user, mail(0))
        with bot.run() as daemon:
            reached.wait(60)
            status, took = daemon.terminate()
            tap.diag("SIGTERM while an answer never comes: %.3f s" % took)
            tap.check(status == 0 and took < 5, "SIGTERM while the answer never comes: ends within 5 s",
                      status=status, seconds=took)
        done = bot.once()
        tap.check_equal((done.status, done.has_event("in-doubt"), len(smtp.accepted)), (4, True, 0),
                        "after the restart the mail is in doubt")
        bot.once(later(11))
        tap.check_equal(sum(smtp_mail[1][0] == "dave@example.org" for smtp_mail in smtp.accepted), 1,
                        "and sent when no copy of it came for long enough")
        bot.once(later(30))
        tap.check_equal([m[1] for m in smtp.accepted], [["dave@example.org", "beadle@example.org"]], "once")


def test_two_keepers(stage):
    with stage.program() as bot, bot.run() as first:
        first.wait_event("synced")
        done = bot.once()
        tap.check_equal(done.status, 4, "once beside a daemon: status 4")
        tap.check_match(r"ledger in .* is in use by process %d\b" % first.pid, done.err, "and says who holds the ledger")
        tap.diag(done.err.strip().splitlines()[-1])
        systemd = Supervisor(bot.path("notify"))
        with bot.run(NOTIFY_SOCKET=systemd.path, WATCHDOG_USEC="100000") as second:
            failed = second.wait_event("keeper")
            tap.check_in("in use by process %d" % first.pid, failed[0]["error"], "a second daemon says so too, and waits")
            systemd.wait("WATCHDOG=1", 2)
            tap.ok("and pings its watchdog meanwhile")
            tap.check_equal(first.terminate()[0], 0, "the first ends")
            second.signal(signal.SIGHUP)
            second.wait_event("synced")
            tap.ok("the second is woken by SIGHUP and takes over")
            third = bot.run()
            with third:
                third.wait_event("keeper")
                tap.check_equal(third.terminate()[0], 0, "SIGTERM ends one that waits")


def test_server_gone(stage):
    imap = stage.imap
    with stage.program() as bot, bot.run() as daemon:
        daemon.wait_event("synced")
        imap.halt()
        why = daemon.wait_event("mailbox-out-of-reach")[0]["why"]
        tap.diag("Dovecot stopped: " + why)
        imap.restart()
        imap.append(bot.user, mail(0))
        daemon.wait_event("outcome", to="dave@example.org", outcome="sent")
        tries = daemon.count("mailbox-out-of-reach")
        tap.check(1 <= tries <= 2, "the mailbox server is gone and comes back: found again after a wait", tries=tries)
        imap.append(bot.user, mail(1))
        daemon.wait_event("outcome", 2, to="dave@example.org", outcome="sent")
        tap.check_equal([who for who, _ in sent(bot)], ["dave", "dave"], "news come as before, and no trouble is made of it")


def test_uidvalidity(stage):
    imap = stage.imap
    nameless = mail(2, message_id=False)  # of one second: its Date is part of what it is known by
    with stage.program(folder="list") as bot:
        for n in (0, 1):
            imap.append(bot.user, mail(n), folder="list")
        imap.append(bot.user, nameless, folder="list")
        tap.check_equal((bot.once().status, len(bot.items()), len(sent(bot))), (0, 3, 1), "a folder is read, its items told")
        client = imap.imap(bot.user)
        client.delete("list")
        client.logout()
        for n in (3, 1, 0):
            imap.append(bot.user, mail(n), folder="list")
        imap.append(bot.user, nameless, folder="list")
        done = bot.once()
        tap.check_equal((done.status, len(bot.items())), (0, 4), "made anew with another UIDVALIDITY: one item is new")
        tap.check_equal(len(sent(bot)), 2, "and it alone is told")
        tap.check_equal(sum(e["event"] == "mail" and e["fate"] == "duplicate" for e in done.events), 3,
                        "each of the others is known again, with a Message-ID or without")


def test_hostile(stage):
    """A mail beyond bounds, and one that kills whoever reads it."""
    with stage.program() as bot:
        with bot.run("-vv") as daemon:
            daemon.wait_event("synced")
            stage.imap.append(bot.user, mail(0, head="X-Long: " + "x" * 70000 + "\r\n"))
            daemon.wait_event("mail", fate="aside")
            reader = daemon.workers()["beadle-read"][0]
            os.kill(reader, signal.SIGSTOP)
            stage.imap.append(bot.user, mail(1))
            daemon.wait_event("to-reader", uid=2)
            os.kill(reader, signal.SIGKILL)
            daemon.wait_event("mail", 2, fate="aside")
            stage.imap.append(bot.user, mail(2))
            daemon.wait_event("mail", uid=3, fate="read")
            tap.check(daemon.workers()["beadle-read"] != [reader], "a new reader reads on")
            daemon.wait_event("outcome", 2, outcome="sent")
            daemon.terminate()
        tap.check_equal([who for who, _ in sent(bot)], ["dave", "ops"], "a mail put aside: the operator is told")
        tomorrow = time.strftime("%Y-%m-%dT00:00:00Z", time.gmtime(time.time() + 86400))
        bot.once(tomorrow)
        tap.check_equal([who for who, _ in sent(bot)], ["dave", "ops", "ops"], "of the other on the next day")
        told = b"".join(data for data in read_maildir(bot.path("outbox")) if b"To: ops@" in data).decode()
        told = " ".join(re.sub(r" \r?\n", " ", told).split())
        tap.check_in("the process that read it died", told, "of the one that killed its reader")
        tap.check_match(r"uid 1\b.*header", told, "of the one beyond bounds")
        before = sent(bot)
        tap.check_equal((bot.once(tomorrow).status, sent(bot)), (0, before), "and once: a restart repeats nothing")


def test_out_of_reach(stage):
    closed = procs.free_port()
    with stage.program(port=closed) as bot:
        def step(time, **settings):
            configure(bot, **settings)
            return bot.once("2023-06-05T%sZ" % time).status, len(sent(bot))
        tap.check_equal(step("09:00:00"), (4, 0), "no mailbox at the first start: status 4, nobody is told yet")
        tap.check_equal(step("09:59:00"), (4, 0), "nor in the first hour")
        tap.check_equal(step("10:01:00"), (4, 1), "out of reach for an hour: the operator is told")
        tap.check_equal(step("12:00:00"), (4, 1), "once")
        tap.check_equal(step("13:00:00", port=stage.imap.port), (0, 1), "it comes back")
        tap.check_equal(step("13:30:00", port=closed), (4, 1), "gone again: an hour's patience")
        tap.check_equal(step("14:10:00"), (4, 2), "then the operator is told again")
        tap.check_equal([who for who, _ in sent(bot)], ["ops", "ops"], "nobody else is")
    with stage.program() as bot:
        bot.write("pass", "wrong\n", 0o600)
        done = bot.once("2023-06-05T09:00:00Z")
        why = [e["why"] for e in done.events if e["event"] == "mailbox-out-of-reach"]
        tap.diag("password refused: %s" % why)
        tap.check_equal((done.status, [who for who, _ in sent(bot)]), (1, ["ops"]), "password refused: told at once, status 1")
        tap.check_in("login", why[0], "the step is named")
        done = bot.once("2023-06-05T11:00:00Z")
        tap.check_equal((done.status, len(sent(bot))), (1, 1), "and once")


def main():
    reason = need_beadle() or need_dovecot()
    if reason:
        tap.skip_all(reason)
    with Dovecot(users={"bot%d" % n: "secret" for n in range(1, 20)}) as imap:
        stage = Stage(imap)
        for test in (test_reload, test_slow_answer, test_two_keepers, test_uidvalidity, test_hostile, test_out_of_reach,
                     test_server_gone):
            test(stage)
    tap.done()


if __name__ == "__main__":
    main()
