"""ScriptedSmtp and ScriptedImap: sane small servers in which any single answer can be a fault.

See faults.py for the steps.  Both are obedient, not strict: what a client may say is judged by the
real servers; here stands what a client must bear.
"""
import base64
import re

from faults import FaultyServer, Gone


class ScriptedSmtp(FaultyServer):
    """Keys of faults: GREETING, EHLO, STARTTLS, TLS (after the handshake, before EHLO), AUTH (the
    final answer), MAIL, RCPT (any recipient) or "RCPT joe@example.org", DATA (the 354), BODY (in
    the place of reading the mail), "DATA." (the answer to the final dot), RSET, QUIT.

    mails: what was taken, as (sender, [recipients], bytes), in order, noted when the final dot has
    come, whatever is answered then; accepted: those of them that were answered by 250.
    starttls: certs.Pair that STARTTLS uses, None when it is not offered; auth: mechanisms
    offered; logins: (mechanism, bytes sent) of each AUTH."""

    def __init__(self, faults=None, tls=None, starttls=None, auth=("PLAIN", "LOGIN"), size=52428800):
        self.starttls = starttls
        self.auth = auth
        self.size = size
        self.mails = []
        self.accepted = []
        self.logins = []
        super().__init__(faults, tls)

    def dialogue(self, conn):
        self.answer(conn, "GREETING", "220 mail.example.org ESMTP")
        sender, recipients = None, []
        while True:
            line = conn.read_line().decode("utf-8", "replace")
            verb = line.split(" ", 1)[0].upper()
            if verb in ("EHLO", "HELO"):
                self.answer(conn, "EHLO", self._features(conn))
            elif verb == "STARTTLS" and self.starttls:
                if self.answer(conn, "STARTTLS", "220 2.0.0 go on"):
                    conn.start_tls(self.starttls)
                    self.answer(conn, "TLS", None)
            elif verb == "AUTH":
                self._login(conn, line)
            elif verb == "MAIL":
                sender, recipients = self._address(line), []
                self.answer(conn, "MAIL", "250 2.1.0 sender ok")
            elif verb == "RCPT":
                address = self._address(line)
                key = "RCPT " + address if "RCPT " + address in self.faults else "RCPT"
                if self.answer(conn, key, "250 2.1.5 recipient ok"):
                    recipients.append(address)
            elif verb == "DATA":
                self._data(conn, sender, recipients)
                sender, recipients = None, []
            elif verb == "RSET":
                sender, recipients = None, []
                self.answer(conn, "RSET", "250 2.0.0 forgotten")
            elif verb == "NOOP":
                conn.send("250 2.0.0 still here")
            elif verb == "QUIT":
                self.answer(conn, "QUIT", "221 2.0.0 bye")
                raise Gone("QUIT")
            else:
                conn.send("502 5.5.2 not known here")

    def _features(self, conn):
        lines = ["mail.example.org", "PIPELINING", "SIZE %d" % self.size, "8BITMIME",
                 "ENHANCEDSTATUSCODES"]
        if self.starttls and not conn.tls:
            lines.append("STARTTLS")
        if self.auth:
            lines.append("AUTH " + " ".join(self.auth))
        return "\r\n".join("250%s%s" % (" " if i == len(lines) - 1 else "-", text)
                           for i, text in enumerate(lines))

    @staticmethod
    def _address(line):
        found = re.search(r"<([^>]*)>", line)
        return found.group(1) if found else ""

    def _login(self, conn, line):
        words = line.split(" ")
        mechanism = words[1].upper() if len(words) > 1 else ""
        said = words[2] if len(words) > 2 else None
        if mechanism == "LOGIN":
            prompts = ["VXNlcm5hbWU6", "UGFzc3dvcmQ6"] if said is None else ["UGFzc3dvcmQ6"]
            parts = [] if said is None else [said]
            for prompt in prompts:
                conn.send("334 " + prompt)
                parts.append(conn.read_line().decode("ascii", "replace"))
            said = parts[-1]
        elif said is None:
            conn.send("334 ")
            said = conn.read_line().decode("ascii", "replace")
        try:
            self.logins.append((mechanism, base64.b64decode(said)))
        except ValueError:
            self.logins.append((mechanism, said.encode()))
        self.answer(conn, "AUTH", "235 2.7.0 welcome")

    def _data(self, conn, sender, recipients):
        if not recipients:
            conn.send("554 5.5.1 no valid recipients")
            return
        if not self.answer(conn, "DATA", "354 end with a dot alone"):
            return
        if not self.answer(conn, "BODY", None):
            return
        lines = conn.read_until(b".")[:-1]
        body = b"\n".join(text[1:] if text.startswith(b".") else text for text in lines) + b"\n"
        mail = (sender, list(recipients), body)
        self.mails.append(mail)
        self.answer(conn, "DATA.", "250 2.0.0 taken as %d" % len(self.mails),
                    note=lambda: self.accepted.append(mail))


class ScriptedImap(FaultyServer):
    """One mailbox, INBOX, of the given messages (bytes), UIDs from 1.

    Keys of faults: GREETING, STARTTLS, TLS, any command's name (LOGIN, AUTHENTICATE, CAPABILITY,
    SELECT, "UID FETCH", "UID SEARCH", IDLE, NOOP, LOGOUT ...: in the place of its whole answer),
    and COMPLETE NAME ("COMPLETE SELECT": untagged answers are sent, the tagged line is not).
    In text sent by a fault "%TAG" stands for the tag of the command, see Reply.

    starttls: certs.Pair or None; capabilities: words beyond IMAP4rev1; uid_validity and messages
    may be changed at any time; logins: (user, password) pairs seen by LOGIN and PLAIN.

    odd: number of a message to function(conn, number, items), which is called for it in every
    FETCH, to return the bytes of its answer, b"" for none, or to do something else to the
    connection; key 0 stands for all that have none of their own.  structure: function(number) to
    a BODYSTRUCTURE.  partial_echo: what is said of a part that was asked for as <0.n>.
    received_at: INTERNALDATE of all messages."""

    def __init__(self, messages=(), faults=None, tls=None, starttls=None,
                 capabilities=("IDLE", "UIDPLUS", "SASL-IR", "AUTH=PLAIN"), uid_validity=1,
                 odd=None, structure=None, partial_echo="<0>", address="127.0.0.1"):
        self.odd = dict(odd or {})
        self.structure = structure
        self.partial_echo = partial_echo
        self.received_at = "05-Jul-2023 12:00:00 +0000"
        self.messages = list(messages)
        self.starttls = starttls
        self.capabilities = capabilities
        self.uid_validity = uid_validity
        self.logins = []
        super().__init__(faults, tls, address)

    def _words(self, conn):
        words = ["IMAP4rev1"] + list(self.capabilities)
        if self.starttls and not conn.tls:
            words.append("STARTTLS")
        return " ".join(words)

    def _command(self, conn):
        """One command with its literals put in place, as (tag, name, arguments)."""
        line = conn.read_line()
        while True:
            literal = re.search(rb"\{(\d+)(\+?)\}$", line)
            if not literal:
                break
            if not literal.group(2):
                conn.send("+ go on")
            line = (line[:literal.start()] + conn.read_bytes(int(literal.group(1)))
                    + conn.read_line())
        words = line.decode("utf-8", "replace").split(" ", 2) + ["", ""]
        tag, name, rest = words[0], words[1].upper(), words[2]
        if name == "UID":
            second, _, rest = rest.partition(" ")
            name = "UID " + second.upper()
        return tag, name, rest

    def dialogue(self, conn):
        self.answer(conn, "GREETING", "* OK [CAPABILITY %s] ready" % self._words(conn))
        while True:
            tag, name, rest = self._command(conn)
            conn.tag = tag
            if self.answer(conn, name, None):
                self._obey(conn, tag, name, rest)
            if name == "LOGOUT":
                raise Gone("LOGOUT")

    def _obey(self, conn, tag, name, rest):
        status = "OK"
        if name == "STARTTLS" and self.starttls:
            conn.send(tag + " OK go on")
            conn.start_tls(self.starttls)
            self.answer(conn, "TLS", None)
            return
        if name == "CAPABILITY":
            conn.send("* CAPABILITY " + self._words(conn))
        elif name == "LOGIN":
            self.logins.append(tuple(word.strip('"') for word in rest.split(" ", 1)))
        elif name == "AUTHENTICATE":
            self._authenticate(conn, rest)
        elif name in ("SELECT", "EXAMINE"):
            count = len(self.messages)
            conn.send("* %d EXISTS\r\n* 0 RECENT\r\n* FLAGS (\\Seen \\Deleted)\r\n"
                      "* OK [UIDVALIDITY %d] valid\r\n* OK [UIDNEXT %d] next"
                      % (count, self.uid_validity, count + 1))
        elif name in ("UID SEARCH", "SEARCH"):
            conn.send("* SEARCH" + "".join(" %d" % n for n in self._search(rest)))
        elif name in ("UID FETCH", "FETCH"):
            self._fetch(conn, rest)
        elif name == "IDLE":
            conn.send("+ idling")
            conn.read_line()
        elif name == "LOGOUT":
            conn.send("* BYE see you")
        elif name not in ("NOOP", "CHECK", "CLOSE", "ENABLE", "ID", "LIST", "LSUB", "STATUS"):
            status = "BAD"
        if self.answer(conn, "COMPLETE " + name, None):
            conn.send("%s %s %s done" % (tag, status, name))

    def _authenticate(self, conn, rest):
        mechanism, _, said = rest.partition(" ")
        if not said:
            conn.send("+ ")
            said = conn.read_line().decode("ascii", "replace")
        try:
            parts = base64.b64decode(said).split(b"\0")
        except ValueError:
            parts = [said.encode()]
        texts = [part.decode("utf-8", "replace") for part in parts]
        self.logins.append(tuple(texts[-2:]) if mechanism.upper() == "PLAIN" else tuple(texts))

    def _numbers(self, wanted):
        last = len(self.messages)
        found = set()
        for part in wanted.split(","):
            ends = [last if end == "*" else int(end) for end in part.split(":")]
            low, high = min(ends[0], ends[-1]), max(ends[0], ends[-1])
            found.update(range(max(low, 1), min(high, last) + 1))
        return sorted(found)

    def _search(self, criteria):
        sets = re.search(r"(?:UID )?([\d*][\d:,*]*)", criteria)
        header = re.search(r'HEADER "?message-id"? "?([^"]+)"?', criteria, re.I)
        if header:
            needle = header.group(1).encode()
            return [n for n, mail in enumerate(self.messages, 1) if needle in mail]
        return self._numbers(sets.group(1)) if sets else range(1, len(self.messages) + 1)

    def _fetch(self, conn, rest):
        wanted, _, items = rest.partition(" ")
        for number in self._numbers(wanted):
            odd = self.odd.get(number, self.odd.get(0))
            items = items.upper()
            conn.send(odd(conn, number, items) if odd else self.fetch_reply(number, items))

    def fetch_reply(self, number, items):
        """The bytes of one FETCH answer; for faults that cut or change it."""
        mail = self.messages[number - 1].replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        head = mail.split(b"\r\n\r\n", 1)[0] + b"\r\n\r\n"
        parts = [b"UID %d" % number]
        if "FLAGS" in items:
            parts.append(b"FLAGS ()")
        if "INTERNALDATE" in items:
            parts.append(b'INTERNALDATE "%s"' % self.received_at.encode())
        if "RFC822.SIZE" in items:
            parts.append(b"RFC822.SIZE %d" % len(mail))
        if "BODYSTRUCTURE" in items:
            text = (b'("TEXT" "PLAIN" ("CHARSET" "utf-8") NIL NIL "8BIT" %d %d)'
                    % (len(mail) - len(head), mail.count(b"\n")))
            parts.append(b"BODYSTRUCTURE " + (self.structure(number) if self.structure else text))
        fields = re.search(r"BODY(?:\.PEEK)?(\[HEADER\.FIELDS \(([^)]*)\)\])", items)
        if fields:
            names = "|".join(re.escape(name) for name in fields.group(2).split())
            data = b"".join(m.group(0) for m in re.finditer(
                rb"^(?:%s):.*\r\n(?:[ \t].*\r\n)*" % names.encode(), head, re.M | re.I)) + b"\r\n"
            parts.append(b"BODY%s {%d}\r\n%s" % (fields.group(1).encode(), len(data), data))
        for section, data in ((r"HEADER", head), (r"TEXT|1", mail[len(head):]), (r"", mail)):
            asked = re.search(r"BODY(?:\.PEEK)?(\[(?:%s)\])(?:<0\.(\d+)>)?" % section, items)
            if asked:
                name = asked.group(1)
                if asked.group(2):
                    data = data[:int(asked.group(2))]
                    name += self.partial_echo.replace("n", asked.group(2))
                parts.append(b"BODY%s {%d}\r\n%s" % (name.encode(), len(data), data))
        return b"* %d FETCH (%s)\r\n" % (number, b" ".join(parts))


class Reply:
    """A step that sends lines with %TAG replaced by the tag of the command being answered."""

    def __init__(self, text):
        self.text = text

    def run(self, conn):
        conn.send(self.text.replace("%TAG", getattr(conn, "tag", "*")))
