#!/usr/bin/env python3
"""scan_usual.py MBOX: what a script of the usual kind does: mailbox, email, re.

Decodes each text part, leaves lines that begin with '>', looks for a few shapes of the tag.
Prints how many it found; here only to be timed against (scan.sh).
"""
import mailbox
import re
import sys

TAG = re.compile(r"^\W*(?:\[AI[ :]?([^\]]*)\]|AI ?\(([^)]*)\)|AI(?: [A-Z]\w+)?:|ACTION:)\s*(.*)")

found = 0
for message in mailbox.mbox(sys.argv[1], create=False):
    for part in message.walk():
        if part.get_content_type() != "text/plain":
            continue
        text = part.get_payload(decode=True).decode(part.get_content_charset() or "utf-8", "replace") \
            if (part.get_content_charset() or "utf-8").lower() in ("utf-8", "us-ascii", "iso-8859-1") \
            else part.get_payload(decode=True).decode("utf-8", "replace")
        for line in text.splitlines():
            if not line.startswith(">") and TAG.match(line):
                found += 1
print(found)
