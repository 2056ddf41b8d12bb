#!/usr/bin/env python3
"""delay.py PORT MILLISECONDS: a proxy before a server of this machine that is so far away.

Prints the port that it listens on.  Each byte, both ways, arrives half of the milliseconds later; what is under way in one
direction is bounded, as by a window of TCP.  Many bytes are no slower than a few.
"""
import collections
import selectors
import socket
import sys
import time

WINDOW_BYTES = 4 << 20
PIECE_BYTES = 1 << 18


class Way:
    """One direction of a connection: what is under way, and when it arrives."""

    def __init__(self, source, target):
        self.source, self.target = source, target
        self.under_way, self.held, self.over = collections.deque(), 0, False

    def take(self, arrives):
        try:
            piece = self.source.recv(PIECE_BYTES)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        self.under_way.append([arrives, memoryview(piece)])
        self.held += len(piece)
        self.over = not piece

    def give(self, now):
        """Hands on what has arrived; False: the connection is over."""
        while self.under_way and self.under_way[0][0] <= now:
            piece = self.under_way[0][1]
            if not piece:
                return False
            try:
                n = self.target.send(piece)
            except BlockingIOError:
                return True
            except OSError:
                return False
            self.held -= n
            if n < len(piece):
                self.under_way[0][1] = piece[n:]
                return True
            self.under_way.popleft()
        return True

    def is_stuck(self, now):
        """Has something arrived that the other side does not take?"""
        return bool(self.under_way) and self.under_way[0][0] <= now


def serve(listener, port, half_s):
    ways = []
    while True:
        now = time.monotonic()
        for way in list(ways):
            if way in ways and not way.give(now):
                ways = [w for w in ways if w.source not in (way.source, way.target)]
                way.source.close()
                way.target.close()
        selector = selectors.DefaultSelector()
        selector.register(listener, selectors.EVENT_READ)
        events = collections.Counter()
        for way in ways:
            if not way.over and way.held < WINDOW_BYTES:
                events[way.source] |= selectors.EVENT_READ
            if way.is_stuck(now):
                events[way.target] |= selectors.EVENT_WRITE
        for sock, mask in events.items():
            selector.register(sock, mask)
        due = [way.under_way[0][0] for way in ways if way.under_way and not way.is_stuck(now)]
        ready = {key.fileobj: mask for key, mask in selector.select(max(min(due) - now, 0) if due else None)}
        selector.close()
        if listener in ready:
            pair = (listener.accept()[0], socket.create_connection(("127.0.0.1", port)))
            for sock in pair:
                sock.setblocking(False)
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            ways += [Way(*pair), Way(*reversed(pair))]
        for way in ways:
            if ready.get(way.source, 0) & selectors.EVENT_READ:
                way.take(time.monotonic() + half_s)


def main():
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    serve(listener, int(sys.argv[1]), float(sys.argv[2]) / 2000)


main()
