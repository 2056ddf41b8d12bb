"""Answers to a notice as mail programs make them: each is a function of the sender, the notice and the words.

The sender is a Sender, the notice a mail of the email package; the answer is a text with CRLF or LF.
"""
import base64
import collections
import email.utils
import html
import quopri
import re

Sender = collections.namedtuple("Sender", "name addr")


def text_of(mail):
    return mail.get_body(("plain",)).get_content().replace("\r\n", "\n")


def quoted(notice):
    return "".join(("> " + line).rstrip() + "\n" for line in text_of(notice).splitlines())


def page(notice):
    return "<br>".join(html.escape(line) for line in text_of(notice).splitlines())


def head(sender, notice, more):
    """A mail of this sender that answers the notice; more: the fields of its body."""
    return ("Date: %s\r\nFrom: %s <%s>\r\nTo: %s\r\nSubject: Re: %s\r\nMessage-ID: %s\r\nIn-Reply-To: %s\r\n"
            "References: %s\r\nMIME-Version: 1.0\r\n%s\r\n"
            % (email.utils.formatdate(), sender.name, sender.addr, notice["Reply-To"], notice["Subject"],
               email.utils.make_msgid(domain="example.org"), notice["Message-ID"], notice["Message-ID"], more))


def alternative(plain, rich, boundary):
    """text/plain in base64, text/html in quoted-printable."""
    return ("--%s\r\nContent-Type: text/plain; charset=\"UTF-8\"\r\nContent-Transfer-Encoding: base64\r\n\r\n%s\r\n--%s\r\n"
            "Content-Type: text/html; charset=\"UTF-8\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n%s\r\n--%s--\r\n"
            % (boundary, base64.encodebytes(plain.encode()).decode(), boundary, quopri.encodestring(rich.encode()).decode(), boundary))


def gmail(sender, notice, words):
    plain = words + "\r\n\r\nOn Mon, Jun 5, 2023 at 9:01 AM Beadle <\r\nbot@example.org> wrote:\r\n\r\n" + quoted(notice)
    rich = ('<div dir="ltr">%s</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon, Jun 5, 2023 at 9:01 AM '
            'Beadle wrote:<br></div><blockquote class="gmail_quote" style="margin:0px">%s</blockquote></div>'
            % (html.escape(words).replace("\n", "<br>"), page(notice)))
    return head(sender, notice, 'Content-Type: multipart/alternative; boundary="000000000000a1b2"\r\n') + alternative(plain, rich, "000000000000a1b2")


def outlook(sender, notice, words):
    """HTML and nothing else; the notice below a block of its header, not marked as a quotation."""
    rich = ('<html xmlns:o="urn:schemas-microsoft-com:office:office"><body lang="EN-US"><div class="WordSection1"><p class="MsoNormal">%s'
            '<o:p></o:p></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p><p class="MsoNormal">Best regards,<o:p></o:p></p>'
            '<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal"><b>From:</b> Beadle &lt;bot@example.org&gt;<br>'
            '<b>Sent:</b> Monday, June 5, 2023 9:01 AM<br><b>To:</b> %s<br><b>Subject:</b> %s</p></div><p class="MsoNormal">%s</p></div></body></html>'
            % ("</p><p class=\"MsoNormal\">".join(html.escape(w) for w in words.splitlines()), sender.name, html.escape(notice["Subject"]), page(notice)))
    return (head(sender, notice, 'Content-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n')
            + base64.encodebytes(rich.encode()).decode())


def apple_mail(sender, notice, words):
    return (head(sender, notice, "Content-Type: text/plain;\r\n\tcharset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n")
            + quopri.encodestring((words + "\n\n\n> On 5 Jun 2023, at 09:01, Beadle <bot@example.org> wrote:\n> \n" + quoted(notice) + "\n").encode()).decode())


def thunderbird(sender, notice, words):
    """Below what it answers, and format=flowed."""
    return (head(sender, notice, "Content-Type: text/plain; charset=UTF-8; format=flowed\r\nContent-Transfer-Encoding: 8bit\r\n")
            + "On 05.06.23 09:01, Beadle wrote:\n" + quoted(notice) + "\n" + words + "\n\n-- \nJoe Stringer\nthe committee's archive\n")


def mutt(sender, notice, words):
    """Among the rows: each word below the one that it answers."""
    lines, answers = [], dict(re.findall(r"(#\d+) (.*)", words))
    for row in text_of(notice).split("\n\n"):
        lines += ["> " + line for line in row.splitlines()] + [">"]
        number = re.match(r"(#\d+)  ", row)
        if number and number[1] in answers:
            lines += ["", answers[number[1]], ""]
    return (head(sender, notice, "Content-Type: text/plain; charset=us-ascii\r\nContent-Disposition: inline\r\nUser-Agent: Mutt/2.2.9\r\n")
            + "On Mon, Jun 05, 2023 at 09:01:00AM +0000, Beadle wrote:\n" + "\n".join(lines) + "\n")


def telephone(sender, notice, words):
    return (head(sender, notice, "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n")
            + quopri.encodestring((words[0].upper() + words[1:] + "\n\nVon meinem iPhone gesendet\n\n> Am 05.06.2023 um 09:01 schrieb Beadle "
                                   "<bot@example.org>:\n> \n> \ufeff" + quoted(notice)[2:]).encode()).decode())


def yahoo(sender, notice, words):
    plain = words + "\n\n    On Monday, June 5, 2023 at 09:01:00 AM UTC, Beadle <bot@example.org> wrote:\n\n" + re.sub("(?m)^", " ", text_of(notice))
    rich = ('<html><body><div class="yahoo-style-wrap"><div>%s</div></div><div id="yahoo_quoted_1" class="yahoo_quoted"><div>On Monday, June 5, '
            '2023 at 09:01:00 AM UTC, Beadle wrote:</div><div>%s</div></div></body></html>' % (html.escape(words), page(notice)))
    return head(sender, notice, 'Content-Type: multipart/alternative; boundary="----=_Part_1_2"\r\n') + alternative(plain, rich, "----=_Part_1_2")
