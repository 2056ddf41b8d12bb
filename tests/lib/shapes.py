"""Mails of the shapes that a list sees, sane and insane, as many as wanted: make(n) is the n-th.

The same n gives the same mail.  Most of them hold a tag.
"""
import base64
import quopri
import random

NAMES = ("Dave", "Joe", "KP")
VERBS = ("forward", "write", "review", "send", "collect", "update", "translate", "archive", "measure", "publish")
THINGS = ("letter", "budget", "charter", "slides", "minutes", "survey", "roadmap", "invoice", "policy", "website",
          "whitepaper", "logo", "agenda", "newsletter", "blog post")
WHENCE = ("foundation", "board", "editors", "hosts", "speakers", "members", "printers", "auditors", "students")


class Maker:
    """One mail's own dice."""

    def __init__(self, n):
        self.n = n
        self.dice = random.Random(n)

    def item(self):
        """One of 20 items, in any notation: people speak of the same thing many times."""
        d, kind = self.dice, random.Random(self.n * 7 % 20)
        text = "%s the %s for the %s" % (kind.choice(VERBS), kind.choice(THINGS), kind.choice(WHENCE))
        name = kind.choice(NAMES)
        return d.choice(("[AI %s] %s", "AI(%s): %s", "AI: %s to %s", "[AI: %s] %s", "**AI (%s):** %s")) % (name, text)

    def prose(self, lines=6):
        words = VERBS + THINGS + WHENCE
        return "\n".join(" ".join(self.dice.choice(words) for _ in range(9)) for _ in range(lines))

    def body(self):
        return self.prose(3) + "\n\n" + self.item() + "\n\n" + self.prose(2) + "\n"


def head(m, more="", subject=None, message_id=True):
    return ("Date: %s, %d Jun 2023 %02d:%02d:00 +0%d00\nFrom: %s <%s@example.org>\nTo: bsc@lists.example.org\n%s"
            "Subject: %s\nList-Id: <bsc.lists.example.org>\n%s"
            % (("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[(4 + m.n % 28) % 7 - 1], 1 + m.n % 28, m.n % 24, m.n % 60,
               m.n % 9, NAMES[m.n % 3], NAMES[m.n % 3].lower(),
               "Message-ID: <shape-%d@example.org>\n" % m.n if message_id else "",
               subject or "about the %s" % m.dice.choice(THINGS), more))


def plain(m):
    return (head(m) + "\n" + m.body()).encode()


def subject_tag(m):
    return (head(m, subject="[BSC] " + m.item()) + "\n" + m.prose()).encode()


def quoted_printable(m):
    text = m.body() + "d\u00e9j\u00e0 vu \u2014 na\u00efve\n"
    return (head(m, "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n")
            + "\n").encode() + quopri.encodestring(text.encode())


def in_base64(m):
    return (head(m, "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n")
            + "\n").encode() + base64.encodebytes(m.body().encode())


def other_charset(m):
    charset, words = m.dice.choice((("iso-8859-1", "\u00fcbermorgen"), ("windows-1252", "\u201cquoted\u201d \u2013 so"),
                                    ("koi8-r", "\u043f\u0440\u0438\u0432\u0435\u0442"), ("iso-2022-jp", "\u3053\u3093\u306b\u3061\u306f"),
                                    ("gb18030", "\u4f60\u597d"), ("utf-16", "wide"), ("x-unknown", "who knows")))
    data = (m.body() + words + "\n").encode("utf-8" if charset.startswith("x-") else charset)
    return (head(m, "MIME-Version: 1.0\nContent-Type: text/plain; charset=%s\nContent-Transfer-Encoding: base64\n" % charset,
                 subject="=?utf-8?q?=C3=BCber?= =?iso-8859-1?b?5A==?= =?broken?q?x") + "\n").encode() + base64.encodebytes(data)


def flowed(m):
    text = m.body().replace(" the ", " \nthe ")
    return (head(m, "MIME-Version: 1.0\nContent-Type: text/plain; charset=us-ascii; format=flowed; delsp=no\n") + "\n" + text).encode()


def html(m):
    text = "".join("<p>%s<br></p>" % line for line in m.body().splitlines())
    page = ("<html><head><style>p {color: red}</style></head><body>%s<blockquote>[AI Joe] quoted</blockquote>"
            "<table><tr><td>a&nbsp;&amp; b<td>&#8364;</table><div><div>unclosed</body>" % text)
    return (head(m, "MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n") + "\n" + page).encode()


def multipart(m, subtype="alternative"):
    parts = ["Content-Type: text/plain; charset=utf-8\n\n" + m.body(),
             "Content-Type: text/html\n\n<p>%s</p>" % m.prose(2),
             "Content-Type: application/pdf; name*=utf-8''%e2%82%ac.pdf\nContent-Disposition: attachment\n"
             "Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(bytes(range(256)) * m.dice.randrange(20)).decode()]
    text = "".join("--b%d\n%s\n" % (m.n, part) for part in parts)
    return (head(m, "MIME-Version: 1.0\nContent-Type: multipart/%s; boundary=\"b%d\"\n" % (subtype, m.n)) + "\npreamble\n" + text
            + "--b%d--\n" % m.n).encode()


def mixed(m):
    return multipart(m, "mixed")


def forwarded(m):
    return (head(m, "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=f\n") + "\n--f\n\n" + m.body()
            + "\n--f\nContent-Type: message/rfc822\n\n").encode() + plain(Maker(m.n + 100000)) + b"\n--f--\n"


def reply(m):
    quoted = "\n".join("> " + line for line in m.body().splitlines())
    return (head(m, "In-Reply-To: <shape-%d@example.org>\nReferences: <shape-%d@example.org>\n" % (m.n - 1, m.n - 1), subject="Re: it")
            + "\nOn Mon, 5 Jun 2023, KP Singh wrote:\n" + quoted + "\n\n[DONE] did that\n" + m.item()
            + "\n\n-- \nKP\n_______________________________________________\nbsc mailing list\n").encode()


def minutes(m):
    text = ("## Meeting #%d - 2023-06-%02d\n\n- **Chair: KP Singh**\n- **Participants:**\n  - **Dave Thaler**\n- **Agenda**\n"
            "  - [20m] Topic [Dave/KP]\n    - %s\n    - %s\n- Action items:\n  - Joe: %s\n  - [x] @dave %s\n"
            % (m.n, 1 + m.n % 28, m.item(), m.prose(1), m.prose(1), m.prose(1)))
    return (head(m, subject="[BSC] Minutes of meeting #%d" % m.n) + "\n" + text).encode()


def patch(m):
    return (head(m, subject="[PATCH 1/2] fix it") + "\n" + m.prose(2) + "\n---\n a.c | 2 +-\n\ndiff --git a/a.c b/a.c\n--- a/a.c\n+++ b/a.c\n"
            "@@ -1,2 +1,2 @@\n-" + m.item() + "\n+" + m.item() + "\n").encode()


def bounce(m):
    return (head(m, "Auto-Submitted: auto-replied\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; "
                 "boundary=r\n") + "\n--r\n\nNot delivered.\n" + m.item() + "\n--r\nContent-Type: message/delivery-status\n\n"
            "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; joe@example.org\nAction: failed\nStatus: 5.1.1\n\n--r--\n").encode()


def large(m):
    """Beyond the 64 kB that are fetched whole; now and then, as it takes its readers long."""
    return (head(m) + "\n" + m.item() + "\n" + m.prose(1200 if m.n // len(SHAPES) % 6 == 0 else 30)).encode()


def long_line(m):
    return (head(m) + "\n" + m.item() + " " + "x" * 20000 + "\n").encode()


def truncated(m):
    data = multipart(m)
    return data[:m.dice.randrange(50, len(data))]


def noise(m):
    data = bytearray(m.dice.choice((plain, multipart, quoted_printable, html))(m))
    for _ in range(40):
        data[m.dice.randrange(len(data))] = m.dice.choice((0, 10, 13, 34, 61, 128, 255, m.dice.randrange(256)))
    return bytes(data)


def deep(m):
    depth = m.dice.choice((5, 20, 60))
    begin = "".join("Content-Type: multipart/mixed; boundary=d%d\n\n--d%d\n" % (i, i) for i in range(depth))
    return (head(m, "MIME-Version: 1.0\n") + begin + "\n" + m.body()).encode()


def anonymous(m):
    return (head(m, message_id=False) + "\n" + m.body()).encode()


def beyond(m):
    return (head(m, "X-Long: " + "y" * 70000 + "\n") + "\n" + m.item() + "\n").encode()


SHAPES = (plain, subject_tag, quoted_printable, in_base64, other_charset, flowed, html, multipart, mixed, forwarded, reply,
          minutes, patch, bounce, large, long_line, truncated, noise, noise, deep, anonymous)


def make(n):
    if n % 250 == 249:
        return beyond(Maker(n))
    if n % 100 == 99:
        return make(n - 42)	# delivered twice
    return SHAPES[n % len(SHAPES)](Maker(n))
