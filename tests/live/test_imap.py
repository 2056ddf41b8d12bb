"""The imap driver against a real Dovecot: TLS, logins, folders, batches, large mails, IDLE."""
import calendar
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import certs
import dovecot
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


def test_tls(server, run):
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


def test_logins(server, run):
    for auth in ("auto", "plain", "login", "scram-sha-1", "scram-sha-256"):
        got = run.run(port=server.tls_port, auth=auth, check=True)
        tap.check_equal(got.status, 0, "login by %s" % auth)
    got = run.run(port=server.tls_port, check=True)
    tap.check_in("SCRAM-SHA-256", got.steps.get("login", ""), "the best mechanism is chosen")
    server.add_user("hashed", PASSWORD, hashed=True)
    got = run.run(user="hashed", port=server.tls_port, check=True)
    tap.check_equal((got.status, got.steps.get("login")), (0, "hashed by PLAIN"), "where SCRAM cannot be, PLAIN is tried")
    for auth in ("plain", "login", "scram-sha-256"):
        wrong = probe.Probe(password="wrong password", **{k: v for k, v in run.options.items()
                                                        if k != "password_file"})
        got = wrong.run(port=server.tls_port, auth=auth, check=True)
        tap.check_equal(got.kind, "refused", "a wrong password is refused (%s)" % auth)
        tap.check_in("login:", got.text, "and login is the step that failed (%s)" % auth)
        tap.check_not_in("wrong password", got.text + got.stderr, "without telling it (%s)" % auth)
    got = run.run(port=server.tls_port, folder="Nowhere", check=True)
    tap.check_equal(got.kind, "refused", "a folder that does not exist is refused")
    tap.check_in("mailbox: folder Nowhere", got.text, "and named")
    got = run.run(port=server.tls_port, folder="In\r\nx LOGOUT", check=True)
    tap.check_equal(got.kind, "config", "a folder with a line end never reaches the server")
    for auth in ("xoauth2", "oauthbearer"):
        token = probe.Probe(password="token-of-bot", **{k: v for k, v in run.options.items()
                                                        if k != "password_file"})
        got = token.run(port=server.tls_port, auth=auth, check=True)
        tap.check_equal(got.status, 0, "login by %s" % auth)
        stale = probe.Probe(password="stale-token", **{k: v for k, v in run.options.items()
                                                       if k != "password_file"})
        got = stale.run(port=server.tls_port, auth=auth, check=True)
        tap.check_equal(got.kind, "refused", "a bad token is refused (%s)" % auth)


def test_fetch(server, run):
    server.add_user("many", PASSWORD)
    fill(server, "many", [mail(i) for i in range(1000)])
    run = probe.Probe(**{**run.options, "user": "many", "port": server.tls_port})
    got = run.run(batch=100)
    tap.check_equal(len(got.mails), 1000, "a thousand mails arrive")
    tap.check_equal(got.uids(), list(range(1, 1001)), "in order, each once")
    tap.check_equal(got.ids()[999], "<m999@example.org>", "with their bytes")
    tap.check_equal(got.cursor[1], 1000, "the cursor is behind the last")
    validity = got.cursor[0]
    got = run.run(uidvalidity=validity, uid=990)
    tap.check_equal(got.uids(), list(range(991, 1001)), "only what is after the cursor")
    got = run.run(uidvalidity=validity, uid=1000)
    tap.check_equal(got.mails, [], "nothing new, nothing handed over")
    got = run.run(uidvalidity=validity - 1, uid=1000)
    tap.check_equal((len(got.mails), got.cursor), (1000, (validity, 1000)),
                    "another UIDVALIDITY starts from the first mail")
    got = run.run(fail_at=250, batch=100)
    tap.check_equal((got.kind, got.cursor[1]), ("bug", 249), "the taker's error ends the fetch where it stood")
    client = server.imap("many")
    client.select("INBOX")
    client.store("995:998", "+FLAGS", "\\Deleted")
    client.expunge()
    client.logout()
    got = run.run(uidvalidity=validity, uid=990)
    tap.check_equal(got.uids(), [991, 992, 993, 994, 999, 1000], "expunged mails are simply absent")


def test_dates(server, run):
    server.add_user("dates", PASSWORD)
    when = calendar.timegm((2023, 7, 5, 16, 30, 0))
    server.append("dates", mail(1), internal_date=when)
    got = run.run(user="dates", port=server.tls_port)
    tap.check_equal([m["received"] for m in got.mails], [when], "INTERNALDATE is read as UTC")


def test_large(server, run):
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
        tap.check_in(b'format="flowed"', text, "with its parameters")
        tap.check_not_in(b"not this", text, "a text attachment is not")
        with open(os.path.join(folder, "4.eml"), "rb") as file:
            text = file.read()
        tap.check_equal(text.replace(b"\r\n", b"\n"), mail(3, "x" * 70 + "\n" * 5 + ("word " * 14 + "\n") * 2000),
                        "a large mail of text alone is all there")
    got = run.run(user="large", port=server.tls_port, max=5000)
    tap.check_equal([bool(m["why"]) for m in got.mails], [False, False, False, True, False],
                    "text beyond max_bytes is marked, the rest goes on")
    tap.check(got.mails[3]["size"] < 6000, "and cut there", size=got.mails[3]["size"])


def test_idle(server, run):
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


def test_replaced_folder(server, run):
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


def main():
    reason = dovecot.need_dovecot() or certs.need_certs() or probe.need_probe()
    if reason:
        tap.skip_all(reason)
    made = certs.Certs()
    tokens = {"token-of-bot": "bot"}
    with dovecot.Dovecot({"bot": PASSWORD}, cert=made.good, tokens=tokens) as server:
        run = probe.Probe(password=PASSWORD, host="localhost", ca=made.ca, user="bot")
        for test in (test_tls, test_logins, test_fetch, test_dates, test_large, test_idle, test_replaced_folder):
            test(server, run)
    tap.done()


main()
