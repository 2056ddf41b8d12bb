#!/usr/bin/env python3
"""scan_mbox.py CORPORA MAILS: an mbox of so many mails on standard output.

The mails of lists and replies again and again, each with a Message-ID of its own and one in
twenty with a tag of ours in its first part; those above 64 kB, which a fetch takes apart, stand
in once.  Bytes stay as they are but for the From_ line and '>From '.
"""
import os
import re
import sys

WHOLE_BYTES = 64 * 1024


def mails(corpora):
    for folder in ("lists", "replies"):
        for place, _, files in sorted(os.walk(os.path.join(corpora, folder))):
            for name in sorted(files):
                if name.endswith(".eml"):
                    with open(os.path.join(place, name), "rb") as file:
                        yield re.sub(rb"\A(From |>From )[^\n]*\n", b"", file.read())


def own(mail, number):
    head, gap, body = mail.partition(b"\r\n\r\n" if b"\r\n\r\n" in mail[:20000] else b"\n\n")
    head = re.sub(rb"(?im)^message-id:[^\n]*(\n[ \t][^\n]*)*", b"Message-ID: <%d@example.org>" % number, head)
    if number % 20 == 0 and not re.search(rb"(?im)^content-(transfer-encoding: *(base64|quoted)|type: *multipart)", head):
        body = b"[AI Dave] forward the email number %d\n" % number + body
    return head + gap + body


def main():
    corpora, wanted = sys.argv[1], int(sys.argv[2])
    all_mails = list(mails(corpora))
    if not all_mails:
        sys.exit("no mails below " + corpora)
    small = [m for m in all_mails if len(m) <= WHOLE_BYTES]
    large = [m for m in all_mails if len(m) > WHOLE_BYTES]
    out = sys.stdout.buffer
    for number in range(wanted):
        mail = large[number] if number < len(large) else small[number % len(small)]
        mail = re.sub(rb"(?m)^From ", b">From ", own(mail, number))
        out.write(b"From dave@example.org Wed Jun 28 14:00:00 2023\n" + mail.rstrip(b"\n") + b"\n\n")


main()
