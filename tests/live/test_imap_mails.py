"""The imap driver and single mails that a server cannot give: asked for again by themselves, then gone or put
aside, and never in the way of the others."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import probe
import program
import tap
from dovecot import read_maildir
from scripted import Reply, ScriptedImap

PASSWORD = "quiet river 77"
SHORT_MS = 300
LONG_MS = 20000		# for servers that answer
BAD = "User is authenticated but not connected."


def mail(number, extra=""):
    return ("From: KP <kp@example.org>\nTo: list@example.org\nMessage-ID: <m%d@example.org>\nSubject: mail %d\n\n"
            "[AI Dave] paint fence %d\n%s" % (number, number, number, extra)).encode()


MAILS = [mail(number) for number in range(1, 6)]
IDS = ["<m%d@example.org>" % number for number in range(1, 6)]
WITHOUT_3 = IDS[:2] + [""] + IDS[3:]
BIG = mail(3, "a line of the letter\n" * 5000)
STRUCTURES = {
    "of garbage": b'("TEXT" "PLAIN" ((((NIL)',
    "with a size that is no number": b'("TEXT" "PLAIN" NIL NIL NIL "8BIT" many 3)',
    "of nothing": b"NIL",
    "without parts": b'(("MIXED") "MIXED")',
}


# ---- what a server may do at a mail; each is called as server.odd[number] ----

def wants_text(items):
    return "BODY[" in items or "BODY.PEEK[" in items


def sane(conn, number, items):
    return conn.server.fetch_reply(number, items)


def at_text(then):
    """Sane but where the mail's text is asked for."""
    return lambda conn, number, items: (then if wants_text(items) else sane)(conn, number, items)


def times(count, then):
    """So often, and then sane."""
    left = [count]

    def odd(conn, number, items):
        if not wants_text(items) or not left[0]:
            return sane(conn, number, items)
        left[0] -= 1
        return then(conn, number, items)
    return odd


def stall(conn, number, items):
    conn.stall()


def hang_up(conn, number, items):
    conn.drop()


def cut(conn, number, items):
    conn.send(sane(conn, number, items)[:60])
    conn.drop()


def leave_out(conn, number, items):
    return b""


def removed_at_first_sight():
    gone = []

    def odd(conn, number, items):
        if wants_text(items):
            gone.append(number)
        return b"" if gone else sane(conn, number, items)
    return odd


def no_body(conn, number, items):
    return b"* %d FETCH (UID %d)\r\n" % (number, number)


def nil(conn, number, items):
    return b"* %d FETCH (UID %d BODY[] NIL)\r\n" % (number, number)


def empty(conn, number, items):
    return b"* %d FETCH (UID %d BODY[] {0}\r\n)\r\n" % (number, number)


def garbage(conn, number, items):
    return b"* %d FETCH (UID %d BODY[ {3 \r\n" % (number, number)


def tagged(words):
    """The command ends here, and otherwise than well."""
    def odd(conn, number, items):
        conn.send("%s %s" % (conn.tag, words))
        raise EndOfCommand
    return odd


class EndOfCommand(Exception):
    pass


class Server(ScriptedImap):
    def _obey(self, conn, tag, name, rest):
        try:
            super()._obey(conn, tag, name, rest)
        except EndOfCommand:
            pass


def size(bytes_told):
    return lambda conn, number, items: sane(conn, number, items).replace(
        b"RFC822.SIZE %d" % len(conn.server.messages[number - 1].replace(b"\n", b"\r\n")), b"RFC822.SIZE %s" % bytes_told)


def no_size(conn, number, items):
    return b"" if "RFC822.SIZE" in items else sane(conn, number, items)


def case(run, name, want, odd=None, kind="", words="", messages=MAILS, timeout_ms=LONG_MS, connections=None, log="", **options):
    """One fetch: which mails come, in order ("": one put aside), and what the log has of it."""
    server_options = {key: options.pop(key) for key in ("structure", "partial_echo", "faults") if key in options}
    with Server(messages, odd=odd, **server_options) as server:
        got = run.run(tls="none", port=server.port, timeout_ms=timeout_ms, **options)
        count = len(server.connections)
    tap.check((got.ids(), got.kind) == (want, kind), name, want=want, got=got.ids(), kind=got.kind, text=got.text, log=got.stderr)
    tap.check_in(words, got.text + "".join(m["why"] for m in got.mails), name + ": in words")
    tap.check_in(log, got.stderr, name + ": in the log")
    if connections is not None:
        tap.check(count <= connections, "%s: over %d connections at most" % (name, connections), count=count)
    tap.check_equal(server.errors, [], name + ": the script has no mistake")
    return got, server


def test_for_once(run):
    """What goes wrong once goes well when it is asked for again."""
    for name, odd, timeout_ms in (("left out", leave_out, LONG_MS), ("without a body", no_body, LONG_MS), ("NIL", nil, LONG_MS),
                                  ("no byte", empty, LONG_MS), ("garbage", garbage, SHORT_MS), ("a NO", tagged("NO try again"), LONG_MS),
                                  ("a BAD", tagged("BAD " + BAD), LONG_MS), ("a connection dropped", hang_up, LONG_MS),
                                  ("a literal cut short", cut, LONG_MS), ("a stall", stall, SHORT_MS)):
        case(run, "once %s" % name, IDS, {3: times(1, odd)}, timeout_ms=timeout_ms, connections=2,
             log="event=mail-not-fetched mailbox=probe uid=3 times=1")
    case(run, "twice a stall", IDS, {3: times(2, stall)}, timeout_ms=SHORT_MS, connections=3)


def test_for_ever(run):
    """After some tries the others are read, and the one is put aside with its reason."""
    for name, odd, words in (("left out", leave_out, "the server gives no text for it"),
                             ("without a body", no_body, "the server gives no text for it"),
                             ("NIL", nil, "the server gives no text for it"), ("no byte", empty, "the server gives no text for it"),
                             ("a NO", tagged("NO [SERVERBUG] mail is broken"), "mail is broken"),
                             ("a BAD", tagged("BAD " + BAD), BAD), ("a connection dropped", hang_up, "closed the connection"),
                             ("a literal cut short", cut, "closed the connection"), ("a stall", stall, "no answer within")):
        timeout_ms = SHORT_MS if odd is stall else LONG_MS
        for number in (1, 3, 5):
            case(run, "always %s, mail %d" % (name, number), IDS[:number - 1] + [""] + IDS[number:], {number: at_text(odd)},
                 words=words, timeout_ms=timeout_ms, connections=4, log="uid=%d times=2" % number)
    case(run, "two stalls beside each other", IDS[:2] + ["", ""] + IDS[4:], {3: at_text(stall), 4: at_text(stall)},
         timeout_ms=SHORT_MS)
    case(run, "removed after the listing", IDS[:2] + IDS[3:], {3: removed_at_first_sight()}, log="event=mail-gone mailbox=probe mails=1 uid=3")


def test_nobody_is_blamed(run):
    """Where no mail at all can be had it is the server's trouble: nothing is put aside."""
    for name, odd, words in (("a stall", stall, "no answer within"), ("a connection dropped", hang_up, "closed the connection"),
                             ("a NO", tagged("NO [UNAVAILABLE] no disk"), "no disk"), ("NIL", nil, "gives no text"),
                             ("left out", leave_out, "gives no text"), ("a BAD", tagged("BAD " + BAD), BAD)):
        case(run, "all of them: " + name, [], {0: at_text(odd)}, "retry", words,
             timeout_ms=SHORT_MS if odd is stall else LONG_MS)
    case(run, "the only mail stalls", [], {0: at_text(stall)}, "retry", "no answer within", messages=MAILS[:1], timeout_ms=SHORT_MS)
    case(run, "the only mail has no text", [""], {0: at_text(nil)}, messages=MAILS[:1])
    case(run, "BAD to the listing", [], kind="retry", words=BAD, faults={"UID FETCH": [Reply("%TAG BAD " + BAD)]})
    case(run, "BAD to the folder", [], kind="retry", words=BAD, faults={"EXAMINE": [Reply("%TAG BAD " + BAD)]})


def test_a_long_run(run):
    """A server that says nothing at all when one of many cannot be had: it is found in a few steps."""
    mails = [mail(number) for number in range(1, 201)]

    class Hesitant(Server):
        def _fetch(self, conn, rest):
            wanted, _, items = rest.partition(" ")
            if wants_text(items.upper()) and 150 in self._numbers(wanted):
                conn.drop()
            super()._fetch(conn, rest)
    with Hesitant(mails) as server:
        got = run.run(tls="none", port=server.port, timeout_ms=LONG_MS)
    tap.check_equal(got.ids(), ["" if n == 150 else "<m%d@example.org>" % n for n in range(1, 201)], "199 of 200 come, in order")
    tap.diag("over %d connections" % len(server.connections))
    tap.check(len(server.connections) <= 40, "the one among 200 is found in few steps")


def test_listing(run):
    for name, odd in (("size 0", size(b"0")), ("no size", lambda c, n, items: sane(c, n, items.replace("RFC822.SIZE", "")))):
        case(run, "announced with " + name, IDS, {3: odd})
        case(run, "all announced with " + name, IDS, {0: odd})
    case(run, "announced as smaller than it is", IDS, {3: size(b"1")}, messages=MAILS[:2] + [BIG] + MAILS[3:])
    for number in (1, 3, 5):
        case(run, "mail %d is not announced" % number, IDS, {number: no_size}, log="event=listing-incomplete mailbox=probe left_out=1")
    case(run, "the first new mail is not announced", IDS[2:], {3: no_size}, uidvalidity=1, uid=2, log="left_out=1")
    case(run, "no mail is announced", IDS, {0: no_size}, log="left_out=5")
    got, _ = case(run, "what is found by a search alone", IDS, {3: no_size})
    tap.check_equal({m["received"] for m in got.mails}, {1688558400}, "has its date too")
    case(run, "nothing is new", [], uidvalidity=1, uid=5)
    case(run, "a listing that cannot be read", IDS, {2: lambda c, n, items: sane(c, n, items).replace(
        b"05-Jul-2023", b"never") if "INTERNALDATE" in items else sane(c, n, items)}, log="event=listing-unreadable")


def test_partial(run):
    for echo in ("<0>", "<0.n>", "<n>", ""):
        case(run, "a part is echoed as %s" % (echo or "nothing"), IDS, partial_echo=echo)
        case(run, "a large mail, a part is echoed as %s" % (echo or "nothing"), IDS, partial_echo=echo,
             messages=MAILS[:2] + [BIG] + MAILS[3:])
        with Server([BIG], partial_echo="<0>") as server:
            run.run(tls="none", port=server.port)
        tap.check_not_in(b"]<0.", server.received(), "no part is asked for where the whole may be")
    got, _ = case(run, "a text beyond max_bytes", IDS, messages=MAILS[:2] + [BIG] + MAILS[3:], max=65536, partial_echo="<0>")
    tap.check("max_bytes" in got.mails[2]["why"] and got.mails[2]["size"] < 70000, "it is cut, and marked", mail=got.mails[2])


def test_structure(run):
    for name, structure in STRUCTURES.items():
        got, _ = case(run, "a structure " + name, IDS, messages=MAILS[:2] + [BIG] + MAILS[3:],
                      structure=lambda number, text=structure: text, timeout_ms=SHORT_MS)
        tap.check(got.mails[2]["size"] >= len(BIG) or name == "without parts", "the whole mail comes: " + name, size=got.mails[2]["size"])

    def text_missing(conn, number, items):
        return sane(conn, number, items.replace("BODY.PEEK[1]", "X")) if "BODYSTRUCTURE" not in items else sane(conn, number, items)
    got, _ = case(run, "the text is left out of the answer", IDS, {3: text_missing}, messages=MAILS[:2] + [BIG] + MAILS[3:])
    tap.check(got.mails[2]["size"] > len(BIG), "the whole mail comes instead", size=got.mails[2]["size"])
    for name, odd in (("NO", tagged("NO cannot convert")), ("a stall", stall), ("a connection dropped", hang_up)):
        got, _ = case(run, "a structure that is answered by " + name, IDS,
                      {3: lambda c, n, items, odd=odd: (odd if "BODYSTRUCTURE" in items else sane)(c, n, items)},
                      messages=MAILS[:2] + [BIG] + MAILS[3:], timeout_ms=SHORT_MS)
        tap.check(got.mails[2]["size"] > len(BIG), "the whole mail comes instead of " + name, size=got.mails[2]["size"])


def test_many_large(run):
    """Large mails among small ones: few commands, in order, and no mail has to bear what another is to blame for."""
    large = set(range(3, 40, 3))
    mails = [mail(n, "a line of the letter\n" * 5000 if n in large else "") for n in range(1, 41)]
    ids = ["<m%d@example.org>" % n for n in range(1, 41)]

    def wholly(got):
        return [n for n, m in enumerate(got.mails, 1) if n in large and not m["reduced"]]

    def read_ahead(conn, number, items):
        """The server answers once the next command is there: whoever asks for one mail at a time waits for ever."""
        if "BODY.PEEK[1]" in items and number == 3:
            while b"\n" not in conn._buffer:
                conn._fill()
        return sane(conn, number, items)
    got, server = case(run, "many large mails", ids, {3: read_ahead}, messages=mails)
    tap.check_equal(wholly(got), [], "all of them are reduced")
    tap.check_equal([server.received().count(text) for text in (b"BODYSTRUCTURE", b"BODY.PEEK[1]", b"BODY.PEEK[]")], [1, len(large), 2],
                    "structures by one command, the small ones before and after them by two")
    for name, odd in (("NO", tagged("NO cannot convert")), ("a stall", stall), ("a connection dropped", hang_up), ("nothing", leave_out),
                      ("garbage", garbage)):
        for what, at in (("structure", lambda items: "BODYSTRUCTURE" in items), ("text", lambda items: "BODY.PEEK[1]" in items)):
            for number in (3, 18, 39):
                got, _ = case(run, "a %s that is answered by %s, mail %d of many" % (what, name, number), ids,
                              {number: lambda c, n, items, odd=odd, at=at: (odd if at(items) else sane)(c, n, items)}, messages=mails,
                              timeout_ms=SHORT_MS if odd in (stall, garbage) else LONG_MS)
                tap.check_equal(wholly(got), [number], "it alone is fetched whole")


def test_program():
    """The same from the keeper's side: one round of `beadle once` is enough."""
    with Server(MAILS, odd={3: at_text(hang_up)}) as server, program.Program() as bot:
        bot.configure("state: state\npeople:\n  - {name: Dave Thaler, aliases: [Dave], address: dave@example.org}\n"
                      "  - {name: KP, address: kp@example.org}\n"
                      "mailboxes: {in: {type: imap, host: 127.0.0.1, port: %d, tls: none, user: bot, password_file: pass}}\n"
                      "outbox: {type: maildir, path: out, from: b@example.org}\noperator: ops@example.org\n"
                      "lists: {bsc: {address: list@example.org, mailbox: in, zone: UTC}}\n" % server.port, PASSWORD)
        done = bot.once("2023-07-05T13:00:00Z")
        tap.check(done.status == 0, "a round in which one mail cannot be had goes well", log=done.err)
        tap.check_equal(sorted(item["text"] for item in bot.items()), ["paint fence %d" % n for n in (1, 2, 4, 5)],
                        "what the others say is recorded")
        tap.check(done.has_event("mail-not-fetched", mailbox="in", uid="3", times="3"), "the log has it", log=done.err)
        again = bot.once("2023-07-05T13:10:00Z")
        tap.check_equal((again.status, again.has_event("mail-not-fetched")), (0, False), "it is not asked for again and again")
        told = b"".join(read_maildir(bot.path("out"))).replace(b" \r\n", b" ").replace(b"\r\n", b" ")
        tap.check_match(rb"put aside \(uid 3\).*closed the connection", told, "the operator is told, with the reason")


def main():
    reason = probe.need_probe() or program.need_beadle()
    if reason:
        tap.skip_all(reason)
    run = probe.Probe(password=PASSWORD, host="127.0.0.1", user="bot")
    test_for_once(run)
    test_for_ever(run)
    test_nobody_is_blamed(run)
    test_a_long_run(run)
    test_listing(run)
    test_partial(run)
    test_structure(run)
    test_many_large(run)
    test_program()
    tap.done()


main()
