"""Mails that want to be taken for Dave's, and mails that are his: what tests/live/test_milters.py hands to servers.

honest() and hostile() yield Sending: what the other side of an SMTP connection says, byte by byte.  All of the
hostile ones know the rules of this program, and own evil.example with its name server and its keys; many
have a mail that Dave signed for somebody else.
"""
import collections
import time

from dkim import Key, seal, sign

Sending = collections.namedtuple("Sending", "what addr helo sender mail")

AUTHSERV_ID = "mail.example.org"
DAVE_AT, EVIL_AT, LIST_AT = b"192.0.2.7", b"198.51.100.66", b"203.0.113.5"
DAVE, EVIL, LIST = "example.net", "evil.example", "lists.example.com"
ALL = "from:to:cc:date:subject:message-id:in-reply-to:references".split(":")
FEW = "from:to:date:subject".split(":")		# what many sign: no Message-ID, no In-Reply-To
OK = "dkim=pass header.d=example.net"
AR = b"Authentication-Results: mail.example.org; "
NOW = time.time()
_keys = {}


def key_of(domain):
    if domain not in _keys:
        _keys[domain] = Key()
    return _keys[domain]


def records():
    """For the name server."""
    found = {(DAVE, "TXT"): ["v=spf1 ip4:192.0.2.7 -all"], (LIST, "TXT"): ["v=spf1 ip4:203.0.113.5 -all"],
             ("example.org", "TXT"): ["v=spf1 -all"]}
    for domain in (DAVE, EVIL, LIST):
        found["k._domainkey." + domain, "TXT"] = [key_of(domain).record]
        found["_dmarc." + domain, "TXT"] = ["v=DMARC1; p=none"]
        found[domain, "A"] = ["192.0.2.80"]
    return found


class _Evil(dict):
    """All names below evil.example exist, whatever stands in them, and say what their owner likes."""

    def get(self, key, default=None):
        name, kind = key
        if kind == "TXT" and key not in self and name.endswith(".evil.example"):
            return [key_of(EVIL).record if "._domainkey." in name else "v=spf1 +all"]
        return super().get(key, default)


def names():
    evil = _Evil(records())
    evil[EVIL, "TXT"] = ["v=spf1 ip4:198.51.100.66 -all"]
    return evil


def mail(top="", frm="Dave Thaler <dave@example.net>", to="sc@lists.example.com", subject="about the item", days=0, body="",
         date=None, line="[SNOOZE #1 2w]\n[AI Dave] water plant @ID@", after=""):
    """Lines of a mail; @ID@ is made the sending's own, so that nothing is left out as a mail known already."""
    date = date or time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime(NOW - days * 86400 - 60))
    return ("%sFrom: %s\nTo: %s\nSubject: %s\nDate: %s\nMessage-ID: <@ID@>\n%s\n%s\n%s"
            % (top, frm, to, subject, date, after, line, body)).encode("latin-1")


class _Table:
    """Numbers the rows, and gives each its own Message-ID before it is signed."""

    def __init__(self, kind):
        self.kind, self.rows = kind, []

    def add(self, what, text, sign_with=None, then=None, addr=EVIL_AT, helo=b"mx.evil.example", sender=b"mallory@evil.example"):
        text = text.replace(b"@ID@", b"%s%d@x.example" % (self.kind, len(self.rows)))
        for domain, fields, more in sign_with or ():
            text = sign(key_of(domain), text, domain, "k", fields, more).replace(b"\r\n", b"\n")
        self.rows.append(Sending(what, addr, helo, sender, then(text) if then else text))

    def add_all(self, what, text, sign_with=None, then=None, helo=b"mx.evil.example", sender=b"mallory@evil.example"):
        """Also in the name of Dave's other address, of whose domain nobody asks for DMARC, so that DMARC says nothing; and in
        that of the list."""
        def other(part, name):
            return part.replace(b"example.net", name.encode()) if isinstance(part, bytes) else part.replace("example.net", name)
        for more_of_what, name in (("", DAVE), ("; no DMARC", "plain.example"), ("; the list", LIST)):
            self.add(what + more_of_what, other(text, name), [(domain, fields, other(more, name)) for domain, fields, more in sign_with or ()],
                     lambda signed, name=name: other(then(signed) if then else signed, name), helo=other(helo, name), sender=other(sender, name))


def honest():
    t = _Table(b"honest")
    own = {"addr": DAVE_AT, "helo": b"out.example.net", "sender": b"dave@example.net"}
    by_list = {"addr": LIST_AT, "helo": b"lists.example.com", "sender": b"sc-bounces+bot=example.org@lists.example.com"}
    t.add("signed, from his own server", mail(), [(DAVE, ALL, "")], **own)
    t.add("signed, by the list", mail(), [(DAVE, ALL, "")], **by_list)
    t.add("signed with his own identity", mail(), [(DAVE, ALL, "i=dave@example.net; ")], **by_list)
    t.add("signed by him and by the list", mail(), [(DAVE, ALL, ""), (LIST, ALL, "")], **by_list)
    t.add("an answer in a thread, signed", mail(after="Cc: joe@example.com\nIn-Reply-To: <a@x.example>\nReferences: <b@x.example>\n <a@x.example>\n"),
          [(DAVE, ALL + ["cc", "in-reply-to"], "")], **by_list)
    t.add("not signed, from his own server, with DMARC", mail(), **own)
    t.add("little signed, from his own server", mail(after="In-Reply-To: <a@x.example>\n"), [(DAVE, FEW, "")], **own)
    t.add("to the bot, signed", mail(to="bot@example.org"), [(DAVE, ALL, "")], **by_list)
    t.add("held by a moderator for six days", mail(days=6), [(DAVE, ALL, "")], **by_list)
    t.add("sealed by who sent it on", mail(), [(DAVE, ALL, "")], **by_list,
          then=lambda text: _sealed(text))
    return t.rows


def _sealed(text):
    head, _, rest = text.partition(b"\nFrom:")
    whole = seal(key_of(LIST), b"From:" + rest, LIST, "k", "lists.example.com; dkim=pass header.d=example.net").replace(b"\r\n", b"\n")
    return whole.replace(b"\nFrom:", b"\n" + head + b"\nFrom:", 1)


def _envelopes(t):
    """What a server writes of the envelope's sender."""
    for what, sender in (
            ("the way out of a comment", b'"a); dkim=pass header.d=example.net; x=y (b"@evil.example'),
            ("... with known methods alone", b'"a); dkim=pass header.d=example.net; arc=none (b"@evil.example'),
            ("... with quotes of its own", b'"a\\"); dkim=pass header.d=example.net; arc=none (\\"b"@evil.example'),
            ("... without quotes", b"a);dkim=pass(@evil.example"),
            ("the way out of a quoted string", b'"a\\"; dkim=pass header.d=example.net; arc=none header.x=\\"b"@evil.example'),
            ("... by two backslashes", b'"a\\\\"; dkim=pass header.d=example.net; arc=none header.x="b"@evil.example'),
            ("... by one at the end", b'"a; dkim=pass header.d=example.net; arc=none header.x=\\\\"@evil.example'),
            ("a comment for an end", b"mallory(; dkim=pass header.d=example.net)@evil.example"),
            ("Dave's address as a local part", b'"dave@example.net"@evil.example'),
            ("... and no domain", b'"dave@example.net"'),
            ("... twice with a domain", b"dave@example.net@evil.example"),
            ("... by a route", b"@evil.example:dave@example.net"),
            ("... by a percent sign", b"dave%example.net@evil.example"),
            ("... with a comment", b"dave@example.net(@evil.example)"),
            ("results in the domain", b'm@"x; dkim=pass header.d=example.net".evil.example'),
            ("... in an address of numbers", b"m@[192.0.2.7; dkim=pass header.d=example.net]"),
            ("... with blanks", b"m@evil.example; dkim=pass header.d=example.net"),
            ("8 bits", b'"\xff\xa0); dkim=pass header.d=example.net; arc=none (\xe9"@evil.example'),
            ("UTF-8 of what looks like marks", '"a\uff09\uff1b dkim=pass header.d=example.net"@evil.example'.encode()),
            ("a CR", b'"a\rAuthentication-Results: mail.example.org; dkim=pass header.d=example.net\r"@evil.example'),
            ("an LF", b'"a\nAuthentication-Results: mail.example.org; dkim=pass header.d=example.net\n"@evil.example'),
            ("a NUL", b'"a\0); dkim=pass header.d=example.net; arc=none (b"@evil.example'),
            ("an escape", b'"a\x1b); dkim=pass header.d=example.net; arc=none (b"@evil.example'),
            ("a tab", b'"a);\tdkim=pass\theader.d=example.net;\tarc=none\t(b"@evil.example'),
            ("a local part that is folded", b'"' + b"a " * 40 + b'); dkim=pass header.d=example.net; arc=none (b"@evil.example'),
            ("... that is cut", b'"' + b"a" * 950 + b'); dkim=pass header.d=example.net; arc=none (b"@evil.example'),
            ("... with no blank to fold at", b'"' + b"a" * 400 + b');dkim=pass(x)header.d=example.net;arc=none(b"@evil.example'),
    ):
        t.add_all("sender: " + what, mail(), sender=sender)


def _greetings(t):
    """What a server writes of the HELO name where the sender is empty; Dave's mail to others is real, and passes DKIM."""
    for what, helo in (
            ("results behind it", b"x; dkim=pass header.d=example.net"),
            ("... of DMARC", b"x; dmarc=pass header.from=example.net"),
            ("SPF behind it", b"x; spf=pass smtp.mailfrom=dave@example.net"),
            ("a sender behind it", b"x smtp.mailfrom=dave@example.net policy.x=.evil.example"),
            ("... without blanks", b"x;spf=pass(a)smtp.mailfrom=dave@example.net"),
            ("the way out of a comment", b"x); spf=pass smtp.mailfrom=dave@example.net; arc=none (y"),
            ("... and of a quoted string", b'x"; spf=pass smtp.mailfrom=dave@example.net; arc=none header.x="y'),
            ("... by a backslash", b'x\\"; spf=pass smtp.mailfrom=dave@example.net; arc=none header.x="y'),
            ("... in an address of numbers", b"[192.0.2.7; spf=pass smtp.mailfrom=dave@example.net]"),
            ("Dave's own", b"example.net"),
            ("a long one", b"a" * 900 + b" smtp.mailfrom=dave@example.net policy.x=.evil.example"),
            ("8 bits", b"x\xff; spf=pass smtp.mailfrom=dave@example.net"),
            ("a CR", b"x\rAuthentication-Results: mail.example.org; spf=pass smtp.mailfrom=dave@example.net"),
    ):
        t.add_all("HELO: " + what, mail(), helo=helo, sender=b"")
        t.add("HELO, with a mail of Dave's to others: " + what, mail(to="other@elsewhere.example"), [(DAVE, ALL, "")], helo=helo, sender=b"",
              then=lambda text: b"List-Id: <sc.lists.example.com>\n" + text)


def _fake(more="", h=":".join(ALL), b="AAAABBBBCCCC", d=DAVE):
    return ("DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=%s; s=k; %sh=%s; bh=eHg=; b=%s\n" % (d, more, h, b)).encode()


def _signatures(t):
    """Mallory's own signature is good; what stands in it is hers."""
    inside = "x=3B=20dkim=3Dpass=20header.d=3Dexample.net"
    for what, i in (
            ("a result in it", inside + "=20header.x=3D@evil.example"),
            ("... and an end", inside + "=3B=20arc=3Dnone=20header.x=3D@evil.example"),
            ("DMARC and SPF in it", "x=3B=20dmarc=3Dpass=20header.from=3Dexample.net=3B=20spf=3Dpass=20smtp.mailfrom=3Ddave=40example.net=3B"
                                    "=20arc=3Dnone=20header.x=3D@evil.example"),
            ("a field in it", "x=0D=0AAuthentication-Results:=20mail.example.org=3B=20dkim=3Dpass=20header.d=3Dexample.net=0D=0AX:=20@evil.example"),
            ("... by LF", "x=0AAuthentication-Results:=20mail.example.org=3B=20dkim=3Dpass=20header.d=3Dexample.net=0AX:=20@evil.example"),
            ("a comment that begins", "x=20=28@evil.example"),
            ("a quoted string that begins", "x=20=22@evil.example"),
            ("another domain", "x=20header.d=3Dexample.net@evil.example"),
            ("a NUL", "x=00=3B=20dkim=3Dpass=20header.d=3Dexample.net@evil.example"),
            ("what is cut", "x" * 200 + "=3B=20dkim=3Dpass=20header.d=3Dexample.net@evil.example"),
    ):
        t.add_all("identity: " + what, mail(), [(EVIL, ALL, "i=%s; " % i)])
        t.add_all("identity, beside a false signature of Dave's: " + what, mail(), [(EVIL, ALL, "i=%s; " % i)],
              then=lambda text: text.replace(b"\nFrom:", b"\n" + _fake() + b"From:", 1))
    for what, selector in (("a result in it", "k; dkim=pass header.d=example.net"), ("a comment", "k (x"), ("a quote", 'k"'), ("a backslash", "k\\"),
                           ("another domain", "k header.d=example.net")):
        t.add("selector: " + what, mail(), then=lambda text, s=selector: sign(key_of(EVIL), text, EVIL, s, ALL))
    for what, domain in (("a result in it", "x; dkim=pass header.d=example.net;.evil.example"), ("a comment", "x(.evil.example"),
                         ("blanks", "x header.i=@example.net .evil.example"), ("a quote", 'x".evil.example'), ("Dave's below hers", "example.net.evil.example")):
        t.add("domain: " + what, mail(), then=lambda text, d=domain: sign(key_of(EVIL), text, d, "k", ALL))
    t.add_all("a false signature", _fake() + mail())
    t.add_all("... beside a good one of hers", mail(), [(EVIL, ALL, "")], then=lambda text: _fake() + text)
    t.add_all("... with her domain too", mail(), then=lambda text: _fake("d=evil.example; ") + text)
    t.add_all("... of a top-level domain", _fake(d="net") + mail())
    t.add_all("... with a signature like a result", _fake(b='x; dkim=pass header.d=example.net') + mail())
    t.add("so many that the field is cut", mail(), [(EVIL, ALL, "")] * 30 + [(EVIL, ALL, "i=x=3B=20dkim=3Dpass=20header.d=3Dexample.net@evil.example; ")],
          then=lambda text: text.replace(b"\nFrom:", b"\n" + _fake() + b"From:", 1))
    t.add("so many that none is read", mail(), [(EVIL, ALL, "")] * 55, then=lambda text: _fake() + text)


def _fields(t):
    """Fields of her own."""
    forged = AR + b"dkim=pass header.d=example.net header.s=k header.b=AAAABBBB; dmarc=pass header.from=example.net; spf=pass smtp.mailfrom=dave@example.net\n"
    t.add_all("a field of ours", forged + mail())
    t.add_all("... and a signature for it", forged + _fake() + mail())
    t.add_all("... below a Received of ours", b"Received: from out.example.net by mail.example.org (Postfix) with ESMTP id 1\n" + forged + _fake() + mail())
    t.add_all("... at the end of the header", mail(after=forged.decode()))
    t.add_all("... five of them", forged * 5 + _fake() + mail())
    t.add_all("... sixty of them", forged * 60 + _fake() + mail())
    t.add_all("... with blanks before its colon", forged.replace(b":", b" :", 1) + _fake() + mail())
    t.add_all("... with a tab before its colon", forged.replace(b":", b"\t:", 1) + _fake() + mail())
    t.add_all("... in capitals", forged.upper() + _fake() + mail())
    t.add_all("... folded", forged.replace(b"; ", b";\n\t") + _fake() + mail())
    t.add_all("... that ours cannot read", forged.replace(b"; dmarc", b"; (dmarc") + forged.replace(b"dkim=pass", b"dkim = (a) pass") + _fake() + mail())
    t.add_all("... with a comment", forged.replace(b"mail", b"(a) mail", 1) + _fake() + mail())
    t.add_all("... with a version", forged.replace(b"org;", b"org 1;") + _fake() + mail())
    t.add_all("... in quotes", forged.replace(b"mail.example.org", b'"mail.example.org"') + _fake() + mail())
    t.add_all("... with a job", forged.replace(b"org;", b"org/ABC;") + _fake() + mail())
    t.add("SPF of ours, with a mail of Dave's to others", mail(to="other@elsewhere.example"), [(DAVE, ALL, "")],
          then=lambda text: AR + b"spf=pass smtp.mailfrom=dave@example.net\nList-Id: <sc.lists.example.com>\n" + text)
    t.add_all("SPF of ours, as Received-SPF", mail(), then=lambda text: b"Received-SPF: pass (mail.example.org: x) client-ip=192.0.2.7;"
          b" envelope-from=\"dave@example.net\"; helo=example.net;\n" + text)
    t.add_all("Google's and ARC's", b"X-Original-" + forged + b"ARC-Authentication-Results: i=1; mail.example.org; " + OK.encode() + b"\n" + mail())
    t.add_all("a header that ends early", mail(), [(EVIL, ALL, "")], then=lambda text: text.replace(b"\nSubject", b"\nno field\n" + forged + b"Subject", 1))


def _replays(t):
    """A mail that Dave signed, sent again from elsewhere; his key is good."""
    def again(what, then=None, text=None, fields=ALL, more="", **how):
        t.add("Dave's mail again: " + what, text or mail(**how), [(DAVE, fields, more)], then=then)
    other = {"to": "other@elsewhere.example"}
    lists = b"List-Id: <sc.lists.example.com>\n"
    again("to others, by List-Id", lambda text: lists + text, **other)
    again("to others, by a To above his", lambda text: b"To: sc@lists.example.com\n" + text, **other)
    again("to others, by a To below his", lambda text: text.replace(b"\nMessage-ID", b"\nTo: sc@lists.example.com\nMessage-ID", 1), **other)
    again("to others, his To with a blank, hers above", lambda text: b"To: sc@lists.example.com\n" + text.replace(b"\nTo:", b"\nTo :", 1), **other)
    again("to others, hers with a blank", lambda text: b"To : sc@lists.example.com\n" + text, **other)
    again("to others, by Cc", lambda text: b"Cc: sc@lists.example.com\n" + text, fields=FEW + ["message-id"], **other)
    again("to others, by Resent-To", lambda text: b"Resent-To: sc@lists.example.com\nResent-From: dave@example.net\n" + text, **other)
    again("a To that he has not signed", lambda text: text.replace(b"other@elsewhere.example", b"sc@lists.example.com"),
          fields=["from", "date", "subject", "message-id"], **other)
    again("made an answer", lambda text: b"In-Reply-To: <a@x.example>\n" + text, fields=FEW + ["message-id"])
    again("made an answer by References", lambda text: b"References: <a@x.example>\n" + text, fields=FEW + ["message-id"])
    again("an answer to something else", lambda text: b"In-Reply-To: <a@x.example>\n" + text, after="In-Reply-To: <b@x.example>\n")
    again("another Message-ID", lambda text: text.replace(b"Message-ID: <", b"Message-ID: <again."), fields=FEW)
    again("another Message-ID above", lambda text: text.replace(b"DKIM", b"Message-ID: <above@example.net>\nDKIM", 1))
    again("another subject above", lambda text: b"Subject: [SNOOZE #1 3w]\n" + text)
    again("another From above", lambda text: b"From: KP Singh <kp@example.net>\n" + text)
    again("another From with a blank", lambda text: b"X-A: b\nFrom : KP Singh <kp@example.net>\n" + text)
    again("another date above", lambda text: b"Date: %s\n" % time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime(NOW)).encode() + text, days=30)
    again("of last month", days=30)
    again("of next month", days=-30)
    again("with text behind", lambda text: text + b"[SNOOZE #1 3w]\n", more="l=4; ", line="Hi")
    again("with other text", lambda text: text.replace(b"2w", b"3w"))
    again("read as another type", lambda text: b"Content-Type: text/html\n" + text, fields=ALL + ["content-type"], after="Content-Type: text/plain\n")
    again("below a header that ends early", lambda text: b"From: Dave Thaler <dave@example.net>\nTo: sc@lists.example.com\n" + lists +
          b"Message-ID: <early@example.net>\nX :a\n\tb\n" + text, **other)
    again("with Dave's own server for a sender", lambda text: AR + b"spf=pass smtp.mailfrom=dave@example.net\n" + lists + text, **other)


def _lists(t):
    """A mail that the list's domain has signed, not for this list, or not as an answer."""
    for what, fields, how, then in (
            ("of another list", ALL, {"to": "others@lists.example.com"}, lambda text: b"List-Id: <sc.lists.example.com>\n" + text),
            ("... by a To above", ALL, {"to": "others@lists.example.com"}, lambda text: b"To: sc@lists.example.com\n" + text),
            ("to nobody", ["from", "date", "subject", "message-id"], {}, None),
            ("of last month", ALL, {"days": 30}, None),
            ("made an answer", FEW + ["message-id"], {}, lambda text: b"In-Reply-To: <a@x.example>\n" + text),
            ("with another subject", FEW + ["message-id"], {}, lambda text: b"Subject: Re: a\n" + text)):
        t.add("the list's signature: " + what, mail(**how), [(LIST, fields, "")], then=then)


def _authors(t):
    """She is who she is, and her own domain passes."""
    for what, frm in (
            ("his address as her name", '"dave@example.net" <mallory@evil.example>'),
            ("his address in a comment", "mallory@evil.example (dave@example.net)"),
            ("his address encoded", "=?utf-8?q?Dave_=3Cdave=40example.net=3E?= <mallory@evil.example>"),
            ("his address before hers", "<dave@example.net> <mallory@evil.example>"),
            ("both", "Dave <dave@example.net>, mallory@evil.example"),
            ("both the other way", "mallory@evil.example, Dave <dave@example.net>"),
            ("a group", "Dave: mallory@evil.example, dave@example.net;"),
            ("a route", "<@evil.example:dave@example.net>"),
            ("a quoted local part", '"dave@example.net"@evil.example'),
            ("results behind it", "mallory@evil.example; dkim=pass header.d=example.net"),
            ("results in a domain", "m@evil.example;dkim=pass(a)header.d=example.net"),
            ("his with results", "Dave <dave@example.net>; dkim=pass header.d=example.net"),
            ("his, and a NUL", "Dave <dave@example.net\0.evil.example>"),
            ("his, rewritten by a list", "Dave Thaler via SC <sc@lists.example.com>"),
            ("his, encoded by a list", "Dave Thaler <dave=example.net@lists.example.com>"),
            ("a domain that looks alike", "Dave Thaler <dave@exarnple.net>"),
    ):
        t.add("From: " + what, mail(frm=frm, top="Reply-To: Dave Thaler <dave@example.net>\nSender: dave@example.net\n"
                                                "X-Original-From: Dave Thaler <dave@example.net>\n"), [(EVIL, ALL, "")])


def hostile():
    t = _Table(b"hostile")
    for add in (_envelopes, _greetings, _signatures, _fields, _replays, _lists, _authors):
        add(t)
    return t.rows
