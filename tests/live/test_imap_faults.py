"""The imap driver against servers that lie, stall, drop and garble: the right kind of error, no
secret told to the wrong one, no hang, no crash."""
import base64
import os
import socket
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import certs
import probe
import tap
from faults import Call, Drop, Send, Stall, Truncate
from proxy import Proxy
from scripted import Reply, ScriptedImap

PASSWORD = "quiet river 77"
SECRETS = (PASSWORD.encode(), base64.b64encode(b"\0bot\0" + PASSWORD.encode()), base64.b64encode(PASSWORD.encode()))
MAILS = [("From: KP <kp@example.org>\nMessage-ID: <m%d@example.org>\n\n[AI Dave] do it\n" % i).encode()
         for i in range(1, 6)]
IDS = ["<m%d@example.org>" % i for i in range(1, 6)]


def told_nothing(server, name):
    said = server.received() + b"\n" + server.received_plain()
    tap.check(not any(secret in said for secret in SECRETS) and b"AUTHENTICATE" not in said and b"LOGIN" not in said,
              "%s: no secret was told" % name, said=said[:300])


def test_certificates(made, run):
    cases = (("expired", "TLS chain: the certificate expired on "),
             ("future", "TLS chain: the certificate is valid only from 20"),
             ("self_signed", "TLS chain: the certificate is self-signed"),
             ("stranger", "TLS chain: the certificate's issuer is unknown"),
             ("wrong_host", "host name: the certificate is not for localhost"),
             ("client", "TLS chain: the certificate is for clients, not for servers"),
             ("without_san", "TLS chain: the certificate names no host"))
    for kind, words in cases:
        for mode in ("implicit", "starttls"):
            pair = made[kind]
            with ScriptedImap(MAILS, tls=pair if mode == "implicit" else None,
                              starttls=pair if mode == "starttls" else None) as server:
                got = run.run(tls=mode, port=server.port)
                tap.check_equal(got.kind, "refused", "%s certificate, %s: refused" % (kind, mode))
                tap.check_in(words, got.text, "%s certificate, %s: the cause is named" % (kind, mode))
                told_nothing(server, "%s, %s" % (kind, mode))


def test_stripped(made, run):
    plain = {"capabilities": ("IDLE", "SASL-IR", "AUTH=PLAIN")}
    with ScriptedImap(MAILS, **plain) as server:
        got = run.run(tls="starttls", port=server.port)
        tap.check_equal(got.kind, "refused", "STARTTLS that is not offered is refused")
        tap.check_in("STARTTLS: the server does not offer it", got.text, "and named")
        told_nothing(server, "stripped")
    with ScriptedImap(MAILS, starttls=made.good, faults={"STARTTLS": [Reply("%TAG NO not today")]}) as server:
        got = run.run(tls="starttls", port=server.port)
        tap.check_equal(got.kind, "refused", "STARTTLS answered by NO is refused")
        told_nothing(server, "NO to STARTTLS")
    inject = [Reply("%TAG OK go on\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN"), Call(lambda c: c.start_tls(made.good))]
    with ScriptedImap(MAILS, starttls=made.good, faults={"STARTTLS": inject}) as server:
        got = run.run(tls="starttls", port=server.port)
        tap.check_equal(got.kind, "refused", "plain text put in front of TLS is refused")
        told_nothing(server, "injection")
    with ScriptedImap(MAILS, starttls=made.good, faults={"GREETING": [Send("* PREAUTH hello")]}) as server:
        got = run.run(tls="starttls", port=server.port)
        tap.check_equal((got.kind, "PREAUTH" in got.text), ("refused", True), "PREAUTH is refused")
        told_nothing(server, "PREAUTH")
    with ScriptedImap(MAILS, tls=made.good, faults={"GREETING": [Send("* PREAUTH hello")]}) as server:
        got = run.run(tls="implicit", port=server.port)
        tap.check_equal(got.kind, "refused", "PREAUTH is refused under TLS too")


def test_sane(made, run):
    for mode in ("implicit", "starttls", "none"):
        with ScriptedImap(MAILS, tls=made.good if mode == "implicit" else None,
                          starttls=made.good if mode == "starttls" else None) as server:
            got = run.run(tls=mode, port=server.port)
            tap.check_equal((got.status, got.ids()), (0, IDS), "a sane server is read over %s" % mode)
            tap.check_equal(server.logins, [("bot", PASSWORD)], "%s: one login" % mode)
    for words, name in ((("AUTH=PLAIN",), "without SASL-IR"), ((), "with nothing but LOGIN"),
                        (("AUTH=LOGIN", "LOGINDISABLED", "AUTH=PLAIN"), "with LOGINDISABLED")):
        with ScriptedImap(MAILS, capabilities=words) as server:
            got = run.run(tls="none", port=server.port)
            tap.check_equal((got.status, server.logins), (0, [("bot", PASSWORD)]), "a server %s" % name)
    with ScriptedImap(MAILS, capabilities=("LOGINDISABLED",)) as server:
        got = run.run(tls="none", port=server.port)
        tap.check_equal(got.kind, "refused", "LOGINDISABLED and no mechanism: refused")
        tap.check(PASSWORD.encode() not in server.received(), "and the password stays here")


def test_cut_in_handshake(made, run):
    """A line that breaks says nothing about the server's settings, at whatever byte of TLS it does."""
    for mode in ("implicit", "starttls"):
        with ScriptedImap(MAILS, tls=made.good if mode == "implicit" else None,
                          starttls=made.good if mode == "starttls" else None) as server, Proxy(server.port) as wire:
            kinds = set()
            for count in range(1, 1500, 61):
                wire.cut_to_client(count)
                kinds.add(run.run(tls=mode, port=wire.port, timeout_ms=2000).kind)
            tap.check_equal(kinds, {"retry"}, "%s, cut anywhere in the handshake: tried again" % mode)


def test_other_beginning(made, run):
    """TLS from the start on the port for STARTTLS, and the reverse."""
    with ScriptedImap(MAILS, starttls=made.good) as server:
        got = run.run(tls="implicit", port=server.port)
        tap.check_equal((got.kind, "expected tls: starttls" in got.text), ("refused", True), "a server that begins in plain text is named")
    with ScriptedImap(MAILS, tls=made.good) as server:
        got = run.run(tls="starttls", port=server.port, timeout_ms=300)
        tap.check_equal((got.kind, "write tls: implicit" in got.text), ("retry", True), "and one that waits for TLS")


def test_scram_refused(made, run, plain):
    """auto: a server may know the password in a form that serves for PLAIN alone."""
    no = [Reply("%TAG NO [AUTHENTICATIONFAILED] not in this form")]
    scram = ("SASL-IR", "AUTH=SCRAM-SHA-256", "AUTH=SCRAM-SHA-1")

    def tries(server):
        return [line.split()[2].decode() for line in server.received().split(b"\n") if b"AUTHENTICATE" in line]
    for mode in ("implicit", "starttls", "none"):
        with ScriptedImap(MAILS, {"AUTHENTICATE": [no]}, tls=made.good if mode == "implicit" else None,
                          starttls=made.good if mode == "starttls" else None, capabilities=scram + ("AUTH=PLAIN",)) as server:
            got = run.run(tls=mode, port=server.port)
            tap.check_equal((got.ids(), tries(server), server.logins), (IDS, ["SCRAM-SHA-256", "PLAIN"], [("bot", PASSWORD)]),
                            "SCRAM refused, %s: PLAIN is next" % mode)
            tap.check_in("event=login-refused mailbox=probe mechanism=SCRAM-SHA-256 next=PLAIN", got.stderr, "%s: in the log" % mode)
            tap.check_not_in(SECRETS[1], server.received_plain() if mode == "starttls" else b"", "%s: not in plain text" % mode)
    with ScriptedImap(MAILS, {"AUTHENTICATE": [no]}, tls=made.good, capabilities=scram) as server:
        got = run.run(tls="implicit", port=server.port)
        tap.check_equal((got.ids(), server.logins), (IDS, [("bot", PASSWORD)]), "SCRAM refused, nothing else on offer: LOGIN is next")
    for name, options, faults in (("PLAIN too", {}, [no, no]), ("SCRAM that was asked for", {"auth": "scram-sha-256"}, [no])):
        with ScriptedImap(MAILS, {"AUTHENTICATE": faults}, tls=made.good, capabilities=scram + ("AUTH=PLAIN",)) as server:
            got = run.run(tls="implicit", port=server.port, **options)
            tap.check_equal((got.kind, "not in this form" in got.text, len(tries(server))), ("refused", True, len(faults)),
                            "refused: " + name)
    # a server that does not know the password, and one on the way that asks for a cheap derivation: no password for them
    cheap = base64.b64encode(b"r=%s,s=c2FsdA==,i=1").decode()
    for name, steps in (("of nonsense", [Send("+ AAAA")]), ("of one iteration", [Send("+ " + cheap)])):
        with ScriptedImap(MAILS, {"AUTHENTICATE": steps}, tls=made.good, capabilities=scram + ("AUTH=PLAIN",)) as server:
            got = run.run(tls="implicit", port=server.port)
            tap.check_equal((got.kind, tries(server)), ("refused", ["SCRAM-SHA-256"]), "a challenge %s: no PLAIN" % name)
    # beyond this machine plain text is the operator's will, and a refusal may be anybody's
    own = address_of_this_machine()
    if not own:
        tap.skip("SCRAM refused in plain text to another address", "this machine has no address but loopback")
        return
    with ScriptedImap(MAILS, {"AUTHENTICATE": [no]}, capabilities=scram + ("AUTH=PLAIN",), address=own) as server:
        got = plain.run(host=own, tls="none", port=server.port, insecure=True)
        tap.check_equal((got.kind, tries(server)), ("refused", ["SCRAM-SHA-256"]),
                        "SCRAM refused in plain text to another address: no PLAIN")


def address_of_this_machine():
    """One that is not loopback, or None; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        try:
            sock.connect(("192.0.2.1", 9))
        except OSError:
            return None
        address = sock.getsockname()[0]
    return None if address.startswith("127.") else address


def test_id(run):
    """RFC 2971, where it is offered: some let nobody read who has not said what they are."""
    def demand(conn):
        known = any(b" ID (" in line for line in conn.received)
        conn.send("* 5 EXISTS\r\n* OK [UIDVALIDITY 1] valid\r\n%s OK done" % conn.tag if known else
                  "%s NO EXAMINE Unsafe Login. Please contact kefu@example.org for help" % conn.tag)
    for words, kind in ((("ID",), ""), ((), "refused")):
        with ScriptedImap(MAILS, {"EXAMINE": [Call(demand)]}, capabilities=("AUTH=PLAIN", "SASL-IR") + words) as server:
            got = run.run(tls="none", port=server.port)
            tap.check_equal((got.kind, len(got.mails)), (kind, 0 if kind else 5), "a server that demands ID: %s" % (words or "not offered",))
            tap.check_equal(b'ID ("name" "beadle" "version" "' in server.received(), bool(words), "ID is told when it is offered, and only then")
    tap.check_in("Unsafe Login", got.text, "its words are kept")
    for name, steps in (("NO", [Reply("%TAG NO not for you")]), ("BAD", [Reply("%TAG BAD what")]),
                        ("much", [Reply('* ID ("name" "x" "support-url" NIL)\r\n* 5 EXISTS\r\n%TAG OK done')])):
        with ScriptedImap(MAILS, {"ID": steps}, capabilities=("ID", "AUTH=PLAIN", "SASL-IR")) as server:
            tap.check_equal(run.run(tls="none", port=server.port).ids(), IDS, "ID answered by %s: goes on" % name)


def test_plain_beyond_loopback(run):
    got = run.run(host="192.0.2.1", tls="none", port=143)
    tap.check_equal(got.kind, "config", "plain text beyond loopback is refused before connecting")
    tap.check_in("is not this machine: set tls", got.text, "and says what to do")
    got = run.run(host="192.0.2.1", tls="none", port=143, insecure=True, timeout_ms=100)
    tap.check_equal(got.kind, "retry", "unless the operator insists")


def case(run, name, faults, kind, words="", mails=None, **options):
    """One fault over plain text to loopback; mails: the identities that must have come."""
    begin = time.monotonic()
    with ScriptedImap(options.pop("messages", MAILS), faults=faults) as server:
        got = run.run(tls="none", port=server.port, timeout_ms=options.pop("timeout_ms", 400), **options)
    tap.check_equal((got.status in (0, 1), got.kind), (True, kind), "%s: %s" % (name, kind or "no error"))
    tap.check_in(words, got.text, "%s: in words" % name)
    if mails is not None:
        tap.check_equal(got.ids(), mails, "%s: what came" % name)
    tap.check(time.monotonic() - begin < 50, "%s: no hang" % name)
    return got


def test_faults(run):
    case(run, "drop at once", {"GREETING": [Drop()]}, "retry", "closed the connection")
    case(run, "reset", {"GREETING": [Drop(reset=True)]}, "retry")
    case(run, "stall at the greeting", {"GREETING": [Stall()]}, "retry", "no answer within 400 ms")
    case(run, "BYE", {"GREETING": [Send("* BYE too many")]}, "retry", "goodbye")
    case(run, "garbage greeting", {"GREETING": [Send("SSH-2.0-OpenSSH_9")]}, "retry", "makes no sense")
    case(run, "endless line", {"GREETING": [Send(b"* OK " + b"x" * 4000000)]}, "retry", "more than it announced")
    for command in ("CAPABILITY", "EXAMINE", "UID FETCH"):
        case(run, "drop at " + command, {command: [Drop()]}, "retry", "closed the connection")
        case(run, "stall at " + command, {command: [Stall()]}, "retry", "no answer within")
        case(run, "garbage at " + command, {command: [Send(b"\x00\xff((((\r\n"), Reply("%TAG OK done")]}, "retry")
        case(run, "wrong tag at " + command, {command: [Send("xyz OK done")]}, "retry")
        case(run, "BYE at " + command, {command: [Send("* BYE shutting down"), Drop()]}, "retry")
        case(run, "BAD at " + command, {command: [Reply("%TAG BAD what")]}, "retry")
    case(run, "stall at AUTHENTICATE", {"AUTHENTICATE": [Stall()]}, "retry", "login:")
    case(run, "garbage at AUTHENTICATE", {"AUTHENTICATE": [Send("blah")]}, "retry", "login:")
    case(run, "NO for now", {"AUTHENTICATE": [Reply("%TAG NO [UNAVAILABLE] later")]}, "retry", "login:")
    case(run, "challenges without end", {"AUTHENTICATE": [Send("+ \r\n+ \r\n+ \r\n+ \r\n+ ")]}, "refused")
    case(run, "NO to the folder", {"EXAMINE": [Reply("%TAG NO [NONEXISTENT] no")]}, "refused", "mailbox: folder INBOX")
    case(run, "a folder without UIDVALIDITY", {"EXAMINE": [Reply("* 5 EXISTS\r\n%TAG OK done")]}, "refused", "UIDVALIDITY")
    got = case(run, "a trickle", {"UID FETCH": [Call(trickle)]}, "retry", timeout_ms=300)
    tap.check("slowly" in got.text or "no answer" in got.text, "a trickle: the cause", text=got.text)


def trickle(conn):
    conn.send(b"* 1 FETCH (UID 1 ")
    for _ in range(100):
        time.sleep(0.02)
        conn.send(b"X")
    conn.stall()


LIST = "".join("* %d FETCH (UID %d RFC822.SIZE %d INTERNALDATE \"05-Jul-2023 12:00:00 +0000\")\r\n"
               % (i, i, len(MAILS[0]) + 6) for i in range(1, 6))


def bodies(*numbers):
    return "".join("* %d FETCH (UID %d BODY[] {%d}\r\n%s)\r\n" % (n, n, len(MAILS[n - 1]), MAILS[n - 1].decode())
                   for n in numbers)


def fetches(*answers, **options):
    """UID FETCH answers in turn, after the list; the last is followed by sane ones."""
    return {"UID FETCH": [[Reply(LIST + "%TAG OK done")]] + [list(a) for a in answers]}


def test_bodies(run):
    case(run, "out of order", fetches([Reply(bodies(3, 1, 5, 2, 4) + "%TAG OK done")]), "", mails=IDS)
    case(run, "twice the same", fetches([Reply(bodies(1, 1, 2, 3, 2, 4, 5, 5) + "%TAG OK done")]), "", mails=IDS)
    case(run, "one left out", fetches([Reply(bodies(1, 2, 4, 5) + "%TAG OK done")]), "", mails=IDS)
    case(run, "one nobody asked for", fetches([Reply("* 9 FETCH (UID 9 BODY[] {3}\r\nabc)\r\n" + bodies(1, 2, 3, 4, 5)
                                                    + "%TAG OK done")]), "", mails=IDS)
    case(run, "a literal cut short", fetches([Truncate((bodies(1) + "* 2 FETCH (UID 2 BODY[] {500}\r\nabc").encode(),
                                                       300)]), "", mails=IDS)
    case(run, "a literal that never ends", fetches([Reply(bodies(1) + "* 2 FETCH (UID 2 BODY[] {500}\r\nabc"), Stall()]),
         "", mails=IDS)
    case(run, "a drop between batches", fetches([Reply(bodies(1, 2) + "%TAG OK done")], [Drop()]), "", mails=IDS, batch=2)
    got = case(run, "a NO for one", fetches([Reply(bodies(1, 2) + "%TAG NO [SERVERBUG] one is broken")],
                                            [Reply("%TAG NO [SERVERBUG] broken")]), "",
               mails=IDS[:2] + [""] + IDS[3:])
    tap.check_in("broken", got.mails[2]["why"], "a NO for one: the server's words are kept")
    case(run, "NIL for one", fetches([Reply(bodies(1, 2) + "* 3 FETCH (UID 3 BODY[] NIL)\r\n" + bodies(4, 5)
                                           + "%TAG OK done")]), "", mails=IDS)
    garbled = "* 3 FETCH (UID 3 BODY[] \"never closed\r\n%TAG OK"
    case(run, "garbage for one", fetches([Reply(bodies(1, 2) + garbled)], [Reply(garbled)]), "", mails=IDS)
    huge = [Reply("* 3 FETCH (UID 3 BODY[] {4294967290}\r\nabc"), Send(b"x" * 300000), Stall()]
    case(run, "a literal of four gigabytes", fetches(huge), "", mails=IDS)
    for deep in (b"(" * 60000, b"(NIL " * 12000, b'("a" {1}\r\n(' * 5000):
        reply = [Send(b"* 1 FETCH (UID 1 BODYSTRUCTURE " + deep + b"\r\n"), Reply("%TAG OK done")]
        case(run, "a structure of brackets " + deep[:5].decode(),
             {"UID FETCH": [[Reply(LIST.replace("SIZE ", "SIZE 9") + "%TAG OK done")], reply]}, "", mails=IDS)


def test_idle(run):
    def early(conn):
        conn.server.messages.append(MAILS[4])
        conn.send("* 5 EXISTS")
        conn.send("+ idling")
        conn.read_line()
        conn.send(conn.tag + " OK done")
    case(run, "EXISTS before the plus", {"IDLE": [[Call(early)]]}, "", messages=MAILS[:4], mails=IDS, rounds=2, wait_ms=20000,
         timeout_ms=5000)
    case(run, "IDLE dropped", {"IDLE": [Drop()]}, "retry", "idle:", mails=IDS, rounds=2)
    case(run, "IDLE stalls", {"IDLE": [Stall()]}, "retry", "idle:", mails=IDS, rounds=2)
    case(run, "IDLE refused", {"IDLE": [Reply("%TAG BAD unknown")]}, "", mails=IDS, rounds=2, wait_ms=50)
    case(run, "BYE while idle", {"IDLE": [Send("+ idling\r\n* BYE restart"), Drop()]}, "retry", "idle:", rounds=2,
         wait_ms=20000)


def main():
    reason = certs.need_certs() or probe.need_probe()
    if reason:
        tap.skip_all(reason)
    made = certs.Certs()
    run = probe.Probe(password=PASSWORD, host="localhost", ca=made.ca, user="bot")
    test_sane(made, run)
    test_certificates(made, run)
    test_stripped(made, run)
    test_cut_in_handshake(made, run)
    test_other_beginning(made, run)
    plain = probe.Probe(password=PASSWORD, host="127.0.0.1", user="bot")
    test_scram_refused(made, run, plain)
    test_id(plain)
    test_plain_beyond_loopback(plain)
    test_faults(plain)
    test_bodies(plain)
    test_idle(plain)
    tap.done()


main()
