"""The smtp driver against scripted servers: dropped, stalled, lied to, robbed of its TLS."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import certs
import tap
from faults import Call, Drop, Send, Stall
from outbox_probe import MAIL, need_probe, run
from scripted import ScriptedSmtp

DAVE, JOE, KP = "dave@example.org", "joe@example.org", "kp@example.org"
LONG = 20000			# for points at which nothing may time out


def expect(name, faults, outcomes, kind, text="", rcpts=(DAVE, JOE), **options):
    """One mail to two recipients; the outcome letters, the kind and a part of the texts."""
    options.setdefault("timeout_ms", LONG)
    server_options = {key: options.pop(key) for key in ("starttls", "tls_pair", "offers") if key in options}
    for ours, theirs in (("tls_pair", "tls"), ("offers", "auth")):
        if ours in server_options:
            server_options[theirs] = server_options.pop(ours)
    with ScriptedSmtp(faults, **server_options) as server:
        result = run(server.port, *rcpts, **options)
    tap.check((result.outcomes, result.kind) == (outcomes, kind) and text in result.output, name,
              wanted="%s %s %s" % (outcomes, kind, text), got=result.output + result.stderr)
    tap.check_equal(server.errors, [], name + ": the script has no mistake")
    return server, result


def check_drops():
    """Before the final dot nothing was sent; after it nobody knows."""
    for key, outcomes in (("GREETING", "UU"), ("EHLO", "UU"), ("MAIL", "UU"), ("RCPT " + DAVE, "LU"),
                          ("RCPT " + JOE, "LL"), ("DATA", "LL"), ("BODY", None), ("DATA.", "DD")):
        for how in (Drop(), Drop(reset=True)):
            name = "%s at %s" % ("reset" if how is not None and getattr(how, "reset", False) else "drop", key)
            if outcomes is None:
                # A small mail may be written whole before the reset is noticed: doubt is honest there.
                with ScriptedSmtp({key: [how]}) as server:
                    result = run(server.port, DAVE, JOE, timeout_ms=LONG)
                tap.check(result.outcomes in ("LL", "DD") and result.kind == "retry", name, got=result.output)
                continue
            expect(name, {key: [how]}, outcomes, "retry")
    big = MAIL + b"x" * 70 + b"\r\n"
    big += b"0123456789012345678901234567890123456789\r\n" * 200000
    expect("reset in the middle of a large mail", {"BODY": [Call(lambda conn: conn.read_bytes(1000)), Drop(reset=True)]},
           "LL", "retry", mail=big)


def check_stalls():
    for key, outcomes in (("GREETING", "UU"), ("EHLO", "UU"), ("MAIL", "UU"), ("RCPT " + DAVE, "LU"),
                          ("DATA", "LL"), ("DATA.", "DD")):
        expect("stall at " + key, {key: [Stall()]}, outcomes, "retry", "no answer within", timeout_ms=150)
    expect("QUIT is not waited for", {"QUIT": [Stall()]}, "SS", "none", timeout_ms=LONG)


def check_refusals():
    for key, reply, outcomes, kind, text in (
            ("GREETING", "421 4.3.2 busy", "UU", "retry", "greeting: 421"),
            ("GREETING", "554 5.7.1 not you", "UU", "refused", "greeting: 554"),
            ("EHLO", "421 closing", "UU", "retry", "421"),
            ("MAIL", "451 4.3.0 later", "LL", "none", "4.3.0 later"),
            ("MAIL", "550 5.7.1 no", "RR", "none", "5.7.1 no"),
            ("MAIL", "530 5.7.0 login first", "UU", "refused", "sender: 530"),
            ("MAIL", "421 closing", "LL", "retry", "421"),
            ("RCPT", "450 4.2.0 grey", "LL", "none", "4.2.0 grey"),
            ("RCPT", "550 5.1.1 nobody", "RR", "none", "5.1.1 nobody"),
            ("RCPT " + JOE, "550-5.1.1 first line\r\n550 5.1.1 second", "SR", "none", "first line"),
            ("RCPT " + JOE, "452 4.5.3 too many", "SL", "none", "too many"),
            ("DATA", "451 4.3.0 no", "LL", "none", "4.3.0 no"),
            ("DATA", "554 5.5.1 no", "RR", "none", "5.5.1 no"),
            ("DATA.", "452 4.3.1 full", "LL", "none", "4.3.1 full"),
            ("DATA.", "554 5.7.1 spam", "RR", "none", "5.7.1 spam"),
            ("DATA.", "421 4.3.2 closing", "LL", "none", "closing"),
            ("DATA.", "250-one\r\n250-two\r\n250 three", "SS", "none", "one two three"),
            ("DATA.", "250", "SS", "none", "")):
        expect("%s answered by %s" % (key, reply.split("\r\n")[0]), {key: [Send(reply)]}, outcomes, kind, text)
    expect("421 and a closed connection at the second recipient",
           {"RCPT " + JOE: [Send("421 4.3.2 closing"), Drop()]}, "LL", "retry", "closing")
    expect("one of three each way", {"RCPT " + JOE: [Send("450 4.2.1 later")], "RCPT " + KP: [Send("550 no")]},
           "SLR", "none", rcpts=(DAVE, JOE, KP))


def check_nonsense():
    endless = b"250-and so on and on\r\n" * 1000

    def flood(conn):
        while True:
            conn.send(endless)

    expect("an endless greeting", {"GREETING": [Call(lambda c: [c.send(b"220-x\r\n" * 5000) for _ in iter(int, 1)])]},
           "UU", "retry", "does not end")
    expect("an endless answer to MAIL", {"MAIL": [Call(flood)]}, "UU", "retry", "does not end")
    expect("an endless answer to the dot", {"DATA.": [Call(flood)]}, "DD", "retry", "does not end")
    expect("an endless line", {"MAIL": [Call(lambda c: [c.send(b"2" * 65536) for _ in iter(int, 1)])]},
           "UU", "retry", "", timeout_ms=500)
    expect("not SMTP at all", {"GREETING": [Send("SSH-2.0-OpenSSH_9.2"), Stall()]}, "UU", "retry", "SSH-2.0",
           timeout_ms=300)
    expect("garbage for an answer to the dot", {"DATA.": [Send(b"\x00\xff\x1b[2J\r\n"), Stall()]}, "DD", "retry",
           timeout_ms=100)
    server, result = expect("a hostile reply is one clean line",
                            {"RCPT": [Send(b"550 a\x1b[2Jb\x07\xff\x00c\r\n")]}, "RR", "none")
    tap.check("\x1b" not in result.output and "\x07" not in result.output, "no control character is printed")


def check_lines():
    body = b"Subject: x\r\n\r\n" + b".\r\n..\r\n.a\r\n\r\n.\r\n" * 20000 + b"."
    server, _ = expect("dots, over many chunks", {}, "SS", "none", mail=body)
    got = server.mails[0][2] if server.mails else b""
    tap.check_equal(got == body.replace(b"\r\n", b"\n") + b"\n", True, "they arrive as they were")
    server, _ = expect("bare LF and no last line end", {}, "SS", "none", mail=b"Subject: x\n\nhi\n.\nbye")
    tap.check_equal(server.mails[0][2], b"Subject: x\n\nhi\n.\nbye\n", "they become whole lines")
    tap.check_equal([line for line in server.connections[0].received if line == b".."], [b".."], "the dot is doubled")
    for name, mail in (("a bare CR", b"a: b\r\n\r\nx\r.\r\nMAIL FROM:<z@x>\r\n"), ("a NUL", b"a: b\r\n\r\n\0\r\n"),
                       ("a line of 999", b"a: b\r\n\r\n" + b"x" * 999 + b"\r\n"), ("nothing", b"")):
        server, _ = expect(name + " is refused", {}, "RR", "data", mail=mail)
        tap.check_equal(server.connections, [], name + ": nothing was said")
    server, _ = expect("an address with a command", {}, "SR", "none", rcpts=(DAVE, "a@x>\r\nRCPT TO:<z@x"))
    tap.check_not_in(b"z@x", server.received(), "it is not sent")
    server, _ = expect("a sender with a command", {}, "RR", "data", **{"from": "a@x>\r\nRCPT TO:<z@x"})
    tap.check_equal(server.connections, [], "a sender with a command: nothing was said")
    server, _ = expect("the empty sender", {}, "SS", "none", **{"from": ""})
    tap.check_in(b"MAIL FROM:<>", server.received(), "is sent as <>")


def check_reuse():
    with ScriptedSmtp() as server:
        result = run(server.port, DAVE, repeat=5, timeout_ms=LONG)
        tap.check_equal((result.outcomes, len(server.connections)), ("SSSSS", 1), "five mails, one connection")
    with ScriptedSmtp({"DATA.": [[Send("451 no")]]}) as server:
        result = run(server.port, DAVE, repeat=3, timeout_ms=LONG)
        tap.check_equal((result.outcomes, len(server.connections)), ("LSS", 2), "after a refusal a new connection")
    with ScriptedSmtp({"DATA.": [[Send("250 ok"), Drop()]]}) as server:
        result = run(server.port, DAVE, repeat=2, timeout_ms=LONG)
        tap.check_equal((result.outcomes, len(server.connections)), ("SS", 2), "a connection closed while idle")
    with ScriptedSmtp({"MAIL": [[Send("250 ok")], [Send("421 idle too long"), Drop()]]}) as server:
        result = run(server.port, DAVE, repeat=2, timeout_ms=LONG)
        tap.check_equal((result.outcomes, len(server.connections)), ("SS", 2), "421 to the first command of a kept one")
    with ScriptedSmtp({"DATA.": [[Stall()]]}) as server:
        result = run(server.port, DAVE, repeat=2, timeout_ms=100)
        tap.check_equal((result.outcomes, len(server.connections)), ("DS", 2), "after a time-out a new connection")


def check_tls(made):
    secret = os.path.join(made.folder, "secret")
    with open(secret, "w", encoding="ascii") as out:
        out.write("open sesame\n")
    os.chmod(secret, 0o600)
    login = {"user": "bot@example.org", "secret_file": secret}
    usual = dict(login, tls="starttls", ca=made.ca, tls_name="mail.example.org")
    server, result = expect("STARTTLS and login", {}, "SS", "none", starttls=made.good, **usual)
    tap.check_equal(server.logins, [("PLAIN", b"\0bot@example.org\0open sesame")], "the login is right")
    tap.check_not_in(b"AUTH", server.received_plain(), "and goes out over TLS alone")
    tap.check_not_in("sesame", result.output + result.stderr, "and is printed nowhere")
    server, _ = expect("TLS from the start", {}, "SS", "none", tls_pair=made.good, **dict(usual, tls="implicit"))
    expect("plain text where TLS was to be from the start", {}, "UU", "refused", "expected tls: starttls",
           starttls=made.good, **dict(usual, tls="implicit"))
    expect("TLS from the start where it was to be plain text", {}, "UU", "retry", "write tls: implicit",
           tls_pair=made.good, timeout_ms=300, **usual)
    expect("verified by address", {}, "SS", "none", starttls=made.good, tls="starttls", ca=made.ca)
    for kind, text in (("expired", "TLS: the certificate expired on 20"), ("future", "valid only from 20"),
                       ("wrong_host", "host name: the certificate is not for mail.example.org"),
                       ("self_signed", "self-signed"), ("stranger", "issuer is unknown"),
                       ("client", "TLS: the certificate is for clients"),
                       ("without_san", "TLS: the certificate names no host")):
        for mode in ("starttls", "implicit"):
            server, _ = expect("%s, %s" % (kind, mode), {}, "UU", "refused", text,
                               **{"starttls" if mode == "starttls" else "tls_pair": made[kind]},
                               **dict(usual, tls=mode, tls_name="localhost" if kind == "without_san" else "mail.example.org"))
            tap.check_equal(server.logins, [], "%s, %s: no login was tried" % (kind, mode))
    server, _ = expect("an authority the system may know is not asked", {}, "UU", "refused", "issuer is unknown",
                       starttls=made.good, **dict(usual, ca=made.stranger.cert))
    server, _ = expect("a stripped STARTTLS", {}, "UU", "refused", "STARTTLS: the server does not offer it",
                       **usual)
    tap.check_not_in(b"AUTH", server.received(), "nothing is said without TLS")
    tap.check_not_in(b"MAIL", server.received(), "nor is the mail")
    expect("STARTTLS refused", {"STARTTLS": [Send("454 4.7.0 not now")]}, "UU", "retry", "454", starttls=made.good, **usual)
    server, _ = expect("a reply put in before TLS", {"STARTTLS": [Send("220 go\r\n250 injected")]}, "UU", "retry",
                       starttls=made.good, **dict(usual, timeout_ms=500))
    tap.check_equal(server.logins, [], "a reply put in before TLS: no login")
    expect("a stall in the handshake", {"STARTTLS": [Send("220 go"), Stall()]}, "UU", "retry", "TLS: no answer",
           starttls=made.good, **dict(usual, timeout_ms=300))
    expect("password wrong", {"AUTH": [Send("535 5.7.8 no")]}, "UU", "refused", "login: 535 5.7.8", starttls=made.good, **usual)
    server, _ = expect("no login offered", {}, "UU", "refused", "offers no login", starttls=made.good, offers=(), **usual)
    tap.check_equal(server.mails, [], "no login offered: no mail")
    expect("no common mechanism", {}, "UU", "refused", "offers only GSSAPI", starttls=made.good, offers=("GSSAPI",), **usual)
    for auth, said in (("plain", b"\0bot@example.org\0open sesame"), ("login", b"open sesame"),
                       ("xoauth2", b"user=bot@example.org\1auth=Bearer open sesame\1\1")):
        server, _ = expect("login by " + auth, {}, "SS", "none", starttls=made.good, auth=auth,
                           offers=("PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER"), **usual)
        tap.check_equal(server.logins[-1:], [(auth.upper(), said)], auth + ": what is said")
    # Whether libcurl can do SCRAM is its builder's choice (GSASL); where it cannot, that is said.
    with ScriptedSmtp(starttls=made.good, auth=("SCRAM-SHA-256",)) as server:
        result = run(server.port, DAVE, timeout_ms=LONG, auth="scram-sha-256", **usual)
        tap.check(result.outcomes == "U" and (result.kind == "refused" or "GSASL" in result.text),
                  "SCRAM is tried, or named as what this libcurl cannot do", got=result.output)
    with ScriptedSmtp(starttls=made.good) as server:
        result = run(server.port, check=True, timeout_ms=LONG, **usual)
        tap.check_equal((result.kind, [step.split(":")[0] for step in result.steps]),
                        ("none", ["name", "TCP", "TLS", "host name", "greeting", "login", "sender"]), "check names each step")
        tap.check_equal((server.mails, b"RSET" in server.received()), ([], True), "check sends nothing")
    with ScriptedSmtp({"MAIL": [Send("553 5.7.1 not yours")]}, starttls=made.good) as server:
        result = run(server.port, check=True, timeout_ms=LONG, **usual)
        tap.check_in("sender: 553 5.7.1 not yours", result.text, "check: the sender is refused")
    with ScriptedSmtp(starttls=made.expired) as server:
        result = run(server.port, check=True, timeout_ms=LONG, **usual)
        tap.check_in("expired on", result.text, "check: the certificate")


def check_plain():
    result = run(25, DAVE, host="192.0.2.1", timeout_ms=LONG)
    tap.check_equal((result.outcomes, result.kind), ("U", "config"), "plain text to another machine is refused")
    result = run(25, DAVE, host="x/../y", timeout_ms=LONG)
    tap.check_equal((result.outcomes, result.kind), ("U", "config"), "a host that is none")
    result = run(1, DAVE, timeout_ms=LONG)
    tap.check_equal((result.outcomes, result.kind, "refused" in result.text), ("U", "retry", True), "nobody listens")


def main():
    reason = need_probe() or certs.need_certs()
    if reason:
        tap.skip_all(reason)
    made = certs.Certs()
    check_drops()
    check_stalls()
    check_refusals()
    check_nonsense()
    check_lines()
    check_reuse()
    check_tls(made)
    check_plain()
    tap.done()


main()
