#!/usr/bin/env python3
"""Meetings by address: a calendar that is fetched over HTTPS from a server that answers well, badly, late or not."""
import http.server
import os
import pathlib
import re
import ssl
import sys
import threading

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "lib"), str(HERE.parent / "crash")]
import crash  # noqa: E402
import procs  # noqa: E402
import tap  # noqa: E402
from certs import Certs, need_certs  # noqa: E402
from program import Program, need_beadle  # noqa: E402

SECRET = "secret-path-4711"
CONFIG = """\
state: state
operator: ops@example.org
people:
  - {{name: Dave Thaler, aliases: [Dave], address: dave@example.org}}
  - {{name: Joe Stringer, aliases: [Joe], address: joe@example.org}}
mailboxes:
  in: {{type: maildir, path: inbox, poll: 1s}}
outbox: {{type: maildir, path: outbox, from: Beadle <beadle@example.org>}}
lists:
  bsc:
    address: bsc@lists.example.org
    mailbox: in
    zone: UTC
    notices: {{assigned_after: 0s}}
    meetings:
      ical: {url}
      {ca}
      summary: BSC
      first: {{number: 39, date: 2023-07-05}}
      chairs: {{order: alphabetical}}
"""
EVENT = "BEGIN:VEVENT\r\nUID:%s\r\nSUMMARY:%s\r\nDTSTART;TZID=Etc/UTC:%s\r\nRRULE:FREQ=WEEKLY;INTERVAL=2\r\nEND:VEVENT\r\n"


def calendar(start="20230705T130000", title="BSC meeting"):
    return ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example.org//test//EN\r\n" + EVENT % ("m@example.org", title, start) +
            EVENT % ("lunch@example.org", "Lunch", "20230702T120000") + "END:VCALENDAR\r\n").encode()


class Server:
    """HTTPS, or HTTP without a certificate; answer(handler) says what is answered, requests what was asked."""

    def __init__(self, pair=None):
        outer = self
        self.requests = []
        self.go_on = threading.Event()
        self.answer = good()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                outer.requests.append((self.path, self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since")))
                outer.answer(self)

            def log_message(self, *_):
                pass
        self.httpd = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.httpd.handle_error = lambda *_: None
        if pair:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(pair.cert, pair.key)
            self.httpd.socket = context.wrap_socket(self.httpd.socket, server_side=True, do_handshake_on_connect=False)
        self.url = "%s://localhost:%d/%s/basic.ics" % ("https" if pair else "http", self.httpd.server_port, SECRET)
        threading.Thread(target=self.httpd.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.go_on.set()
        self.httpd.shutdown()


def reply(status, body=b"", **fields):
    def answer(handler):
        length = fields.pop("length", len(body))
        handler.send_response(status)
        for name, value in fields.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(length))
        handler.end_headers()
        handler.wfile.write(body)
        handler.close_connection = True
    return answer


def good(body=calendar(), etag='"a"'):
    """A server as it should be: 304 when the copy is still good."""
    def answer(handler):
        if handler.headers.get("If-None-Match") == etag:
            handler.send_response(304)
            handler.end_headers()
        else:
            reply(200, body, ETag=etag, Last_Modified="Sat, 01 Jul 2023 08:00:00 GMT")(handler)
    return answer


def stall(server, first=b""):
    def answer(handler):
        reply(200, first, length=100000)(handler) if first else None
        server.go_on.wait(120)
    return answer


def program(url, ca=None):
    bot = Program()
    bot.configure(CONFIG.format(url=url, ca="ca_file: %s" % ca if ca else "length: 1h"))
    for part in ("cur", "new", "tmp"):
        os.makedirs(bot.path("inbox", part))
    return bot


def deliver(bot, n, text):
    with open(bot.path("inbox", "new", str(n)), "w", encoding="utf-8") as out:
        out.write("Date: Sat, 1 Jul 2023 1%d:00:00 +0000\r\nFrom: dave@example.org\r\nTo: bsc@lists.example.org\r\n"
                  "Message-ID: <m%d@example.org>\r\nSubject: mail %d\r\n\r\n%s\r\n" % (n, n, n, text))
    os.utime(bot.path("inbox", "new", str(n)), (1688205600 + 3600 * n, 1688205600 + 3600 * n))


def told(bot):
    """What the operator was mailed."""
    mails = [p.read_text() for p in pathlib.Path(bot.path("outbox")).glob("*/*") if p.is_file()]
    return [" ".join(m.split("\n\n", 1)[1].split()) for m in mails if "\nTo: ops@" in m.replace("\r", "")]


def next_meeting(bot, now="2023-07-01T09:00:00Z"):
    out = bot.call("check", "--now", now).out
    line = re.search(r"calendar of list.*", out)
    return line.group().split(", ")[-1].strip() if line else out


FIRST = "next meeting on 2023-07-05 13:00 UTC"

# What a bad answer is, and part of the log's why; the exit status is 4 for each.
BAD = [
    ("a server in trouble", reply(503), "HTTP status 503"),
    ("a file that is gone", reply(404), "HTTP status 404"),
    ("a part of a file", reply(206, calendar()), "HTTP status 206"),
    ("one cut short", reply(200, calendar()[:100], length=len(calendar())), "answer:"),
    ("one too large", reply(200, b"X" * (1024 * 1024 + 1)), "larger than 1048576 bytes"),
    ("a web page", reply(200, b"<html><body>Please log in</body></html>"), "calendar: line 1"),
    ("nothing at all", reply(200), "calendar:"),
    ("one cut at a line", reply(200, calendar()[:200]), "calendar:"),
    ("one without meetings", reply(200, calendar(title="Picnic")), "no event with a time of day and that summary"),
    ("a way to plain http", reply(302, Location="http://localhost/other.ics"), "answer:"),
    ("a way to nowhere", reply(302, Location="https://localhost:1/x.ics"), "connect"),
]


def test_answers(certs):
    with Server(certs.good) as server, program(server.url, certs.ca) as bot:
        tap.check_in("no ledger yet", bot.call("check").out, "check before the first start")
        done = bot.once("2023-07-01T09:00:00Z")
        tap.check_equal((done.status, next_meeting(bot)), (0, FIRST), "the first start fetches it")
        bot.once("2023-07-01T09:59:00Z")
        tap.check_equal(len(server.requests), 1, "within the hour it is not asked for again")
        done = bot.once("2023-07-01T10:00:00Z")
        tap.check_equal((done.status, server.requests[1:]), (0, [("/%s/basic.ics" % SECRET, '"a"', "Sat, 01 Jul 2023 08:00:00 GMT")]),
                        "then it is, with ETag and date")
        tap.check(done.has_event("calendar", list="bsc", outcome="unchanged"), "unchanged: the copy stays")

        for n, (name, answer, why) in enumerate(BAD):
            server.answer = answer
            done = bot.once("2023-07-01T11:%02d:00Z" % n)
            out = [e for e in done.events if e["event"] == "calendar-out-of-reach"]
            tap.check(done.status == 4 and len(out) == 1 and why in out[0]["why"] and next_meeting(bot) == FIRST,
                      "%s: the last good one counts" % name, detail="%d %s\n%s" % (done.status, out, next_meeting(bot)))
            tap.check_not_in(SECRET, done.err, "its address is in no log")
        tap.check_equal(told(bot), [], "in the first hour nobody is told")
        bot.once("2023-07-01T12:01:00Z")
        bot.once("2023-07-01T12:30:00Z")
        tap.check_equal(len(told(bot)), 1, "then the operator is, once")
        tap.check_in("calendar of list bsc cannot be fetched from localhost", told(bot)[0], "from where")
        tap.check_in("Until then the last good one counts.", told(bot)[0], "what it means")
        tap.check_not_in(SECRET, told(bot)[0], "and not the address")

        deliver(bot, 3, "[AI Dave] bring the figures for next meeting")
        server.answer = good(calendar("20230706T070000"), '"b"')
        done = bot.once("2023-07-01T13:00:00Z")
        tap.check_equal((done.status, next_meeting(bot)), (0, "next meeting on 2023-07-06 07:00 UTC"), "a new one is taken")
        deliver(bot, 4, "[AI Dave] and the letters for next meeting")
        bot.once("2023-07-01T14:00:00Z")
        tap.check_equal(bot.items()[-1]["due"], "2023-07-06", "\"next meeting\" is read by it")
        out = bot.call("cancel", "39", "--now", "2023-07-01T15:00:00Z")
        tap.check_equal((out.status, out.out.count("2023-07-20 07:00 is chaired by Dave Thaler")), (0, 1),
                        "the operator's acts know it: " + out.out.strip())
        with open(bot.path("mail"), "wb") as mail:
            mail.write(b"From a@example.org Sat Jul  1 16:00:00 2023\nDate: Sat, 1 Jul 2023 16:00:00 +0000\nFrom: dave@example.org\n"
                       b"To: bsc@lists.example.org\nMessage-ID: <s@example.org>\nSubject: x\n\n[AI Joe] sing for next meeting\n")
        out = bot.call("simulate", "--from", "2023-07-01T00:00:00Z", "--to", "2023-07-06T06:00:00Z", bot.path("mail")).out
        tap.check_in("2023-07-04T07:00:00Z  agenda-digest", out, "so does simulate")


def test_certificates(certs):
    for kind, why in (("good", None), ("expired", "the certificate expired on"), ("self_signed", "self-signed"),
                      ("wrong_host", "not for localhost"), ("stranger", "issuer is unknown"), ("future", "valid only from"),
                      ("client", "the certificate is for clients"), ("without_san", "the certificate names no host")):
        with Server(certs[kind]) as server, program(server.url, certs.ca) as bot:
            done = bot.call("check", "--connect", "--now", "2023-07-01T09:00:00Z")
            out = done.out
            if why is None:
                tap.check_equal(done.status, 0, "check --connect with a good certificate")
                tap.check_match(r"TLS +ok.*\n +calendar +ok  \d+ bytes, next meeting on 2023-07-05", out, "names its steps")
            else:
                tap.check(done.status == 1 and why in out, "%s: %s" % (kind, why), detail=out)
                tap.check_equal(server.requests, [], "nothing was asked of it")
                tap.check_equal(bot.once("2023-07-01T09:00:00Z").status, 4, "once goes on without meetings")
            tap.check_not_in(SECRET, done.out + done.err, "the address is not printed")
    with Server(certs.good) as server, program(server.url) as bot:
        tap.check_in("issuer is unknown", bot.call("check", "--connect").out, "without ca_file the system's authorities count")


def test_never_there():
    """A server that was never there: mail is read, the operator hears of it."""
    with program("http://127.0.0.1:%d/x.ics" % procs.free_port()) as bot:
        deliver(bot, 1, "[AI Dave due 2023-07-20] write the letter")
        tap.check_equal((bot.once("2023-07-01T11:00:00Z").status, len(bot.items())), (4, 1), "mail is read without a calendar")
        tap.check_in("not fetched yet", bot.call("check").out, "check says so")
        out = bot.call("simulate", "--from", "2023-07-01", "--to", "2023-07-02", bot.path("inbox"))
        tap.check(out.status == 3 and "not known yet" in out.err, "so does simulate", detail=out.err)
        bot.once("2023-07-01T12:00:00Z")
        tap.check_equal(len(told(bot)), 1, "after an hour the operator is told")
        tap.check_in("Until then the list has no meetings.", told(bot)[0], "what it means")


def test_slow(certs):
    """The keeper works on while a server says nothing, and ends when it is told to."""
    with Server(certs.good) as server, program(server.url, certs.ca) as bot:
        bot.once("2023-07-01T09:00:00Z")		# a good one; the daemon's clock is years later
        server.answer = stall(server, calendar()[:50])
        with bot.run() as daemon:
            procs.wait_until(lambda: len(server.requests) > 1, "the daemon asks")
            deliver(bot, 2, "[AI Dave due 2023-07-20] write the letter")
            daemon.wait_event("mail", fate="read")
            tap.ok("mail is read meanwhile")
            tap.check_equal(bot.call("skip").status, 0, "the operator acts")
            daemon.wait_event("act")
            status, seconds = daemon.terminate()
            tap.check(status == 0 and seconds < 5, "SIGTERM ends it within 5 s", detail="%s after %.1f s" % (status, seconds))
        tap.check_equal(next_meeting(bot), FIRST, "the good one is still there")


def test_stalled():
    """Nothing is waited for longer than half a minute."""
    with Server() as server, program(server.url) as bot:
        server.answer = stall(server)
        done = bot.call("check", "--connect")
        tap.check(done.status == 4 and "timed out" in done.out, "a server that says nothing", detail=done.out)


def test_killed():
    """SIGKILL at the failpoints around a new calendar, at each by its name and at one after the other by number (the
    order of what two processes do is not always the same): the next round has the new one."""
    with Server() as server, program(server.url) as bot:
        world = crash.World(bot.root)
        world.once("2023-07-01T09:00:00Z")
        wrong, n, kills, names = [], 0, 1, []
        at = ["feed.fetched", "feeds.before-commit", "feeds.kept", *range(1, 60)]
        while kills:
            time, passed = "13:%02d" % n, len(world.passed())
            server.answer = good(calendar("20230705T%s00" % time.replace(":", "")), '"%d"' % n)
            world.kill_at = at[n] if isinstance(at[n], str) else passed + at[n]
            kills = world.once("2023-07-0%dT%02d:30:00Z" % (1 + (n + 10) // 24, (n + 10) % 24))
            names += world.passed()[passed + at[n] - 1:passed + at[n]] if kills and n > 2 else [at[n]] * kills
            n += 1
            if next_meeting(bot) != "next meeting on 2023-07-05 %s UTC" % time:
                wrong.append("%s: %s" % (names[-1], next_meeting(bot)))
        tap.diag("feed: killed at %d failpoints of %d names, %d wrong" % (len(names), len(set(names)), len(wrong)))
        tap.check(names[:3] == at[:3] and len(names) > 10, "each was reached", detail=names)
        tap.check(not wrong, "killed at each: the next round has the new calendar", detail="\n".join(wrong))


def main():
    reason = need_beadle() or need_certs() or (None if os.access(crash.PROGRAM, os.X_OK) else "%s is not built" % crash.PROGRAM)
    if reason:
        tap.skip_all(reason)
    certs = Certs()
    slow = threading.Thread(target=test_stalled)	# half a minute: beside the others
    slow.start()
    test_answers(certs)
    test_certificates(certs)
    test_never_there()
    test_slow(certs)
    test_killed()
    slow.join()
    tap.done()


if __name__ == "__main__":
    main()
