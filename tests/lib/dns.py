"""A name server of one's own on a loopback address: what it is not told of does not exist.

    with Names({("k._domainkey.example.net", "TXT"): ["v=DKIM1; p=..."]}) as names:
        names.address               # 127.x.y.z, port 53 unless another is asked for
        names.records[...] = [...]  # may change at any time

A and TXT alone have data; MX takes "10 host".  Port 53 wants root, and suits programs that know
/etc/resolv.conf and no port.
"""
import random
import socket
import socketserver
import struct
import threading

_TYPES = {1: "A", 15: "MX", 16: "TXT"}
_NXDOMAIN, _ANSWER = 3, 0x8580	# response, authoritative, recursion as asked and offered


def _name(text):
    return b"".join(bytes([len(part)]) + part.encode() for part in text.split(".") if part) + b"\0"


def _rdata(kind, value):
    if kind == "A":
        return socket.inet_aton(value)
    if kind == "MX":
        preference, host = value.split()
        return struct.pack("!H", int(preference)) + _name(host)
    raw = value.encode()
    return b"".join(bytes([len(raw[at:at + 255])]) + raw[at:at + 255] for at in range(0, len(raw), 255))


def answer(records, query):
    """The reply to one packet; None for what is no question."""
    if len(query) < 17:
        return None
    at, labels = 12, []
    while at < len(query) and query[at]:
        labels.append(query[at + 1:at + 1 + query[at]].decode("latin-1"))
        at += 1 + query[at]
    question = query[12:at + 5]
    if len(question) < 5:
        return None
    name, kind = ".".join(labels).lower(), _TYPES.get(struct.unpack("!H", question[-4:-2])[0])
    values = records.get((name, kind), [])
    known = any(owner == name or owner.endswith("." + name) for owner, _ in records)
    body = b"".join(b"\xc0\x0c" + question[-4:] + struct.pack("!IH", 60, len(data)) + data
                    for data in (_rdata(kind, value) for value in values))
    return query[:2] + struct.pack("!HHHHH", _ANSWER | (0 if known else _NXDOMAIN), 1, len(values), 0, 0) + question + body


class _Datagram(socketserver.BaseRequestHandler):
    def handle(self):
        query, sock = self.request
        reply = answer(self.server.records, query)
        if reply:
            sock.sendto(reply, self.client_address)


class _Stream(socketserver.StreamRequestHandler):
    def handle(self):
        while True:
            length = self.rfile.read(2)
            if len(length) < 2:
                return
            reply = answer(self.server.records, self.rfile.read(struct.unpack("!H", length)[0]))
            if reply:
                self.wfile.write(struct.pack("!H", len(reply)) + reply)


class _Tcp(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


class Names:
    def __init__(self, records, port=53):
        self.records = {(name.lower(), kind): values for (name, kind), values in records.items()}
        self.port = port
        self.address = ""
        self._servers = []

    def __enter__(self):
        for _ in range(20):
            self.address = "127.%d.%d.%d" % tuple(random.SystemRandom().randrange(1, 255) for _ in range(3))
            try:
                self._servers = [socketserver.ThreadingUDPServer((self.address, self.port), _Datagram),
                                 _Tcp((self.address, self.port), _Stream)]
                break
            except OSError:
                continue
        else:
            raise OSError("no loopback address on which port %d is free" % self.port)
        for server in self._servers:
            server.records = self.records
            server.daemon_threads = True
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_):
        for server in self._servers:
            server.shutdown()
            server.server_close()
