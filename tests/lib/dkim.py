"""DKIM signatures (RFC 6376, rsa-sha256, relaxed/relaxed) made with Python's own numbers: for tests alone.

    key = Key()                         # 1024 bits: small, and enough for a verifier
    key.record                          # for selector._domainkey.domain
    sign(key, mail, "example.net", "k", ["from", "to"])    # the mail with the field in front
"""
import base64
import hashlib
import random
import re

_SHA256 = bytes.fromhex("3031300d060960864801650304020105000420")	# DigestInfo, RFC 8017 9.2
_RSA = bytes.fromhex("300d06092a864886f70d0101010500")	# AlgorithmIdentifier of rsaEncryption


def _prime(bits, rng):
    while True:
        n = rng.getrandbits(bits) | (3 << (bits - 2)) | 1
        # Fermat to a few bases: nobody attacks a test's key
        if n % 65537 != 1 and all(pow(base, n - 1, n) == 1 for base in (2, 3, 5, 7)):
            return n


def _der(tag, *parts):
    body = b"".join(parts)
    length = bytes([len(body)]) if len(body) < 128 else b"\x82" + len(body).to_bytes(2, "big")
    return bytes([tag]) + length + body


def _integer(n):
    return _der(2, n.to_bytes(n.bit_length() // 8 + 1, "big"))


class Key:
    def __init__(self, bits=1024):
        rng = random.SystemRandom()
        p, q = _prime(bits // 2, rng), _prime(bits // 2, rng)
        self.n, self.size = p * q, bits // 8
        self._d = pow(65537, -1, (p - 1) * (q - 1))
        spki = _der(0x30, _RSA, _der(3, b"\0" + _der(0x30, _integer(self.n), _integer(65537))))
        self.record = "v=DKIM1; k=rsa; p=" + base64.b64encode(spki).decode()

    def sign(self, data):
        digest = _SHA256 + hashlib.sha256(data).digest()
        padded = b"\0\1" + b"\xff" * (self.size - len(digest) - 3) + b"\0" + digest
        return pow(int.from_bytes(padded, "big"), self._d, self.n).to_bytes(self.size, "big")


def _fields(head):
    """[(name, whole field)] of a header block with CRLF, in their order."""
    return [(field.split(b":")[0].strip().lower().decode("latin-1"), field)
            for field in re.findall(rb"[^\r\n]+\r\n(?:[ \t][^\r\n]*\r\n)*", head)]


def _relaxed(field):
    name, _, value = field.partition(b":")
    return name.strip().lower() + b":" + re.sub(rb"[ \t]+", b" ", value.replace(b"\r\n", b"")).strip()


def _digest(body):
    """What bh= says of the body."""
    lines = [re.sub(rb"[ \t]+", b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
    text = b"\r\n".join(lines).rstrip(b"\r\n")
    return base64.b64encode(hashlib.sha256(text + b"\r\n" if text else b"").digest()).decode()


def sign(key, mail, domain, selector, names, more=""):
    """mail: bytes with LF or CRLF; names may name a field more than once; more: further tags, such as "i=@x; "."""
    mail = mail.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    head, _, body = mail.partition(b"\r\n\r\n")
    fields, signed = _fields(head + b"\r\n"), []
    for name in names:
        left = [at for at, (known, _) in enumerate(fields) if known == name.lower()]
        if left:
            signed.append(_relaxed(fields.pop(left[-1])[1]) + b"\r\n")
    field = ("DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=%s; s=%s;\r\n\t%sh=%s;\r\n\tbh=%s;\r\n\tb="
             % (domain, selector, more, ":".join(names), _digest(body))).encode("latin-1")
    b = base64.b64encode(key.sign(b"".join(signed) + _relaxed(field)))
    return field + b"\r\n\t ".join(b[at:at + 68] for at in range(0, len(b), 68)) + b"\r\n" + mail


def seal(key, mail, domain, selector, results):
    """An ARC set, i=1 (RFC 8617), in front of the mail: what a server that sent it on had found."""
    mail = mail.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    names = ("from", "to", "subject", "date", "message-id")
    head, _, body = mail.partition(b"\r\n\r\n")
    fields = dict(_fields(head + b"\r\n"))
    tags = "i=1; a=rsa-sha256; d=%s; s=%s; " % (domain, selector)
    found = b"ARC-Authentication-Results: i=1; " + results.encode()
    message = ("ARC-Message-Signature: %sc=relaxed/relaxed; h=%s; bh=%s; b=" % (tags, ":".join(names), _digest(body))).encode()
    message += base64.b64encode(key.sign(b"".join(_relaxed(fields[name]) + b"\r\n" for name in names) + _relaxed(message)))
    whole = ("ARC-Seal: %scv=none; b=" % tags).encode()
    whole += base64.b64encode(key.sign(b"\r\n".join(_relaxed(part) for part in (found, message, whole))))
    return b"\r\n".join((whole, message, found, mail))
