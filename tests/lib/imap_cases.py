"""What the imap driver must do with any real server: called by the live test of each, with the server and a Probe."""
import calendar
import os
import tempfile

import probe
import tap

PASSWORD = "quiet river 77"


def mail(number, body="[AI Dave] forward the email", extra=""):
    return ("From: KP <kp@example.org>\nTo: list@example.org\nSubject: mail %d\n"
            "Message-ID: <m%d@example.org>\n%s\n%s\n" % (number, number, extra, body)).encode()


def large_mail(number, attachment_bytes):
    filler = ("QUFB" * 19 + "\n") * (attachment_bytes // 77)
    return ("From: KP <kp@example.org>\nSubject: large\nMessage-ID: <m%d@example.org>\nMIME-Version: 1.0\n"
            'Content-Type: multipart/mixed; boundary="out"\n\n'
            '--out\nContent-Type: multipart/alternative; boundary="in"\n\n'
            "--in\nContent-Type: text/plain; charset=utf-8; format=flowed\n\n[AI Joe] read the attachment\n"
            "--in\nContent-Type: text/html\n\n<p>[AI Joe] read the attachment</p>\n--in--\n"
            "--out\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n"
            'Content-Disposition: attachment; filename="a.pdf"\n\n%s\n'
            "--out\nContent-Type: text/plain\nContent-Disposition: attachment; filename=b.txt\n\nnot this\n"
            "--out--\n" % (number, filler)).encode()


def fill(server, user, mails):
    client = server.imap(user)
    for data in mails:
        client.append("INBOX", None, None, data.replace(b"\n", b"\r\n"))
    client.logout()


def check_tls(server, run):
    for mode, port in (("implicit", server.tls_port), ("starttls", server.port)):
        got = run.run(tls=mode, port=port, check=True)
        tap.check_equal(got.status, 0, "check passes over %s" % mode)
        for step in ("name", "TCP", "TLS chain", "host name", "greeting", "login", "mailbox"):
            tap.check_in(step, got.steps, "%s: step %s is reported" % (mode, step))
        tap.check_equal("STARTTLS" in got.steps, mode == "starttls", "%s: STARTTLS is a step of its own" % mode)
    got = run.run(tls="none", port=server.port, check=True)
    tap.check_equal(got.status, 0, "plain text to loopback is allowed")
    got = run.run(port=server.tls_port, host="127.0.0.1", check=True)
    tap.check_equal(got.status, 0, "an address can be verified too")
    got = run.run(port=server.tls_port, tls_name="elsewhere.example.net", check=True)
    tap.check_equal(got.kind, "refused", "tls_name is what is verified")
    got = run.run(tls="implicit", port=server.port, check=True)
    tap.check_equal((got.status, "login" in got.steps), (1, False), "TLS to a plain port fails")
    got = run.run(port=1, check=True)
    tap.check_equal(got.kind, "retry", "a closed port is worth another try")
    tap.check_in("Connection refused", got.text, "and says so")
    got = run.run(host="no-such-host.invalid", port=1, check=True)
    tap.check_in("name:", got.text, "an unknown name is the step that failed")
    got = run.run(port=server.tls_port, ca="/nonexistent/ca.pem", check=True)
    tap.check_equal(got.kind, "config", "a missing ca_file is the operator's to mend")


def check_fetch(server, run):
    many = server.many
    server.add_user("many", PASSWORD)
    fill(server, "many", [mail(i) for i in range(many)])
    run = probe.Probe(**{**run.options, "user": "many", "port": server.tls_port})
    got = run.run(batch=100)
    tap.check_equal(len(got.mails), many, "%d mails arrive" % many)
    tap.check_equal(got.uids(), list(range(1, many + 1)), "in order, each once")
    tap.check_equal(got.ids()[-1], "<m%d@example.org>" % (many - 1), "with their bytes")
    tap.check_equal(got.cursor[1], many, "the cursor is behind the last")
    validity = got.cursor[0]
    got = run.run(uidvalidity=validity, uid=many - 10)
    tap.check_equal(got.uids(), list(range(many - 9, many + 1)), "only what is after the cursor")
    got = run.run(uidvalidity=validity, uid=many)
    tap.check_equal(got.mails, [], "nothing new, nothing handed over")
    got = run.run(uidvalidity=validity - 1, uid=many)
    tap.check_equal((len(got.mails), got.cursor), (many, (validity, many)),
                    "another UIDVALIDITY starts from the first mail")
    got = run.run(fail_at=150, batch=100)
    tap.check_equal((got.kind, got.cursor[1]), ("bug", 149), "the taker's error ends the fetch where it stood")
    client = server.imap("many")
    client.select("INBOX")
    client.store("%d:%d" % (many - 5, many - 2), "+FLAGS", "\\Deleted")
    client.expunge()
    client.logout()
    got = run.run(uidvalidity=validity, uid=many - 10)
    tap.check_equal(got.uids(), [many - n for n in (9, 8, 7, 6, 1, 0)], "expunged mails are simply absent")


def check_dates(server, run):
    server.add_user("dates", PASSWORD)
    when = calendar.timegm((2023, 7, 5, 16, 30, 0))
    server.append("dates", mail(1), internal_date=when)
    got = run.run(user="dates", port=server.tls_port)
    tap.check_equal([m["received"] for m in got.mails], [when], "INTERNALDATE is read as UTC")


def check_large(server, run):
    server.add_user("large", PASSWORD)
    fill(server, "large", [mail(0), large_mail(1, 3000000), mail(2), mail(3, "x" * 70 + "\n" * 5 + ("word " * 14 + "\n") * 2000),
                           mail(4)])
    with tempfile.TemporaryDirectory() as folder:
        got = run.run(user="large", port=server.tls_port, out=folder)
        tap.check_equal(got.uids(), [1, 2, 3, 4, 5], "large mails come in their place")
        tap.check_equal([m["reduced"] for m in got.mails], [False, True, False, True, False],
                        "the large ones are reduced")
        tap.check(got.mails[1]["size"] < 2000, "three megabytes of attachment stay on the server",
                  size=got.mails[1]["size"])
        with open(os.path.join(folder, "2.eml"), "rb") as file:
            text = file.read()
        tap.check_in(b"Message-ID: <m1@example.org>", text, "the header is the original's")
        tap.check_equal(text.count(b"[AI Joe]"), 1, "the plain text is there, once")
        tap.check_in(b'format="flowed"', text.lower(), "with its parameters")
        tap.check_not_in(b"not this", text, "a text attachment is not")
        with open(os.path.join(folder, "4.eml"), "rb") as file:
            text = file.read()
        tap.check_equal(text.replace(b"\r\n", b"\n"), mail(3, "x" * 70 + "\n" * 5 + ("word " * 14 + "\n") * 2000),
                        "a large mail of text alone is all there")
    got = run.run(user="large", port=server.tls_port, max=5000)
    tap.check_equal([bool(m["why"]) for m in got.mails], [False, False, False, True, False],
                    "text beyond max_bytes is marked, the rest goes on")
    tap.check(got.mails[3]["size"] < 6000, "and cut there", size=got.mails[3]["size"])


def check_idle(server, run):
    for name, no_idle in (("IDLE", False), ("polling", True)):
        user = "idle" + name.lower()
        server.add_user(user, PASSWORD)
        server.append(user, mail(1))
        running = run.start(user=user, port=server.tls_port, rounds=3, wait_ms=300 if no_idle else 50000,
                            no_idle=no_idle)
        seen = []
        while True:
            line = running.stdout.readline().decode()
            seen.append(line.split("\t")[0])
            if line.startswith("cursor") or not line:
                break
        tap.check_equal(seen, ["mail", "cursor"], "%s: what is there comes first" % name)
        server.append(user, mail(2))
        news = []
        while True:
            line = running.stdout.readline().decode()
            news.append(line)
            if line.startswith("mail") or not line:
                break
        tap.check_in("<m2@example.org>", news[-1], "%s: a new mail ends the wait" % name)
        running.stdin.close()
        rest = running.stdout.read().decode()
        tap.check_equal(running.wait(60), 0, "%s: the end is clean" % name)
        if not no_idle:
            tap.check_in("waited\twoken", rest, "the wake descriptor ends the wait")
        running.stdout.close()
        running.stderr.close()


def check_replaced_folder(server, run):
    server.add_user("moved", PASSWORD)
    client = server.imap("moved")
    client.create("Work")
    client.append("Work", None, None, mail(1).replace(b"\n", b"\r\n"))
    run = probe.Probe(**{**run.options, "user": "moved", "folder": "Work", "port": server.tls_port})
    before = run.run()
    client.delete("Work")
    client.create("Work")
    for number in (2, 3):
        client.append("Work", None, None, mail(number).replace(b"\n", b"\r\n"))
    client.logout()
    after = run.run(uidvalidity=before.cursor[0], uid=before.cursor[1])
    tap.check_not_equal(after.cursor[0], before.cursor[0], "the new folder has a new UIDVALIDITY")
    tap.check_equal(after.ids(), ["<m2@example.org>", "<m3@example.org>"], "and is read from its first mail")


def check_flags(server, run):
    """Reading leaves no trace, and what others do with flags meanwhile is no news."""
    server.add_user("flags", PASSWORD)
    fill(server, "flags", [mail(i) for i in range(3)] + [large_mail(3, 200000)])
    got = run.run(user="flags", port=server.tls_port)
    tap.check_equal(len(got.mails), 4, "four mails are read")
    client = server.imap("flags")
    client.select("INBOX")
    tap.check_equal(client.search(None, "SEEN")[1], [b""], "and none is marked as seen by it")
    client.store("1:4", "+FLAGS", "\\Flagged")
    got = run.run(user="flags", port=server.tls_port, uidvalidity=got.cursor[0], uid=got.cursor[1])
    tap.check_equal(got.mails, [], "a flag is no new mail")
    client.store("2", "+FLAGS", "\\Deleted")
    got = run.run(user="flags", port=server.tls_port)
    tap.check_equal(len(got.mails), 4, "what is marked as deleted is there until it is expunged")
    client.logout()


ODD = {
    "no header": "only a line\n",
    "no body": "From: KP <kp@example.org>\nSubject: nothing\n\n",
    "an empty line": "\n",
    "a boundary that never comes": 'Content-Type: multipart/mixed; boundary="x"\n\ntext without parts\n',
    "a boundary of nothing": "Content-Type: multipart/mixed\n\n--\n\ntext\n",
    "an unknown type": "Content-Type: x-odd/; =;\n\ntext\n",
    "an unknown encoding": "Content-Transfer-Encoding: x-unknown\n\ntext\n",
    "a mail in a mail": "Content-Type: message/rfc822\n\nFrom: a@example.org\nContent-Type: message/rfc822\n\n"
                        "From: b@example.org\nSubject: inner\n\n[AI Dave] do not\n",
    "parts in parts": "".join('Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (i, i) for i in range(20))
                      + "Content-Type: text/plain\n\ndeep\n",
    "a quote that never ends": 'Content-Type: text/plain; charset="utf-8\nSubject: "x\n\ntext\n',
    "a long line": "Subject: long\n\n" + "x" * 50000 + "\n",
    "eight bits": "Subject: Gr\u00fc\u00dfe\n\nm\u00f6glich\n",
}


def check_odd_bodies(server, run):
    """Small and large: what the server has of them, to the byte or as their text."""
    server.add_user("odd", PASSWORD)
    client, kept = server.imap("odd"), []
    for name, text in sorted(ODD.items()):
        for data in (text, text + "and more of it\n" * 6000):
            if client.append("INBOX", None, None, data.encode().replace(b"\n", b"\r\n"))[0] == "OK":
                kept.append(name)
    client.select("INBOX", readonly=True)
    stored = [part[1] for part in client.uid("FETCH", "1:*", "(BODY.PEEK[])")[1] if isinstance(part, tuple)]
    client.logout()
    with tempfile.TemporaryDirectory() as folder:
        got = run.run(user="odd", port=server.tls_port, out=folder)
        tap.check_equal((got.kind, len(got.mails), [m["why"] for m in got.mails if m["why"]]), ("", len(stored), []),
                        "every odd mail comes")
        for number, (name, want) in enumerate(zip(kept, stored), 1):
            with open(os.path.join(folder, "%d.eml" % number), "rb") as file:
                text = file.read()
            if len(want) <= 65536:
                tap.check(text == want, "%s: to the byte" % name, want=want[:200], got=text[:200])
            else:
                tap.check(b"and more of it" in text or name in ("a mail in a mail", "an unknown type"),
                          "%s, large: its text" % name, size=len(text), got=text[:300])


def check_all(server, run):
    for check in (check_tls, check_fetch, check_dates, check_large, check_idle, check_replaced_folder, check_flags,
                  check_odd_bodies):
        check(server, run)
