"""A proxy before a real server that loses an answer or cuts the line at a chosen byte.

    with Proxy(mta.port) as wire:
        wire.lose_answer(b"\\r\\n.\\r\\n")   # the mail is taken, and the client never hears it
        wire.cut_before(b"\\r\\n.\\r\\n")    # the server gets all but these, and the line is cut
        wire.cut_to_client(1000)           # the server's 1000th byte is the last that arrives

Each order holds for one connection, in the order they were given; later connections are
left alone.  Plain text only: inside TLS there is nothing to look for.
"""
import selectors
import socket
import threading
from collections import deque


class _Order:
    """pattern: bytes of the client whose answer is lost, or that are lost themselves (cut); to_client,
    to_server: bytes let through."""

    def __init__(self, pattern=None, cut=False, to_client=None, to_server=None):
        self.pattern = pattern
        self.cut = cut
        self.left = {"client": to_client, "server": to_server}


class Proxy:
    """Attributes: port; connections (how many came); done (orders carried out)."""

    def __init__(self, target_port):
        self.target_port = target_port
        self.connections = 0
        self.done = 0
        self._orders = deque()
        self._changed = threading.Condition()
        self._sockets = set()
        self._threads = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._acceptor = threading.Thread(target=self._accept, daemon=True)
        self._acceptor.start()

    def _give(self, order):
        with self._changed:
            self._orders.append(order)

    def lose_answer(self, pattern):
        """Hand the server everything up to these bytes, wait for its answer, tell nobody, hang up."""
        self._give(_Order(pattern=pattern))

    def cut_before(self, pattern):
        """Hang up when these bytes come; the server gets what stands before them, and never all of them."""
        self._give(_Order(pattern=pattern, cut=True))

    def cut_to_client(self, count):
        self._give(_Order(to_client=count))

    def cut_to_server(self, count):
        self._give(_Order(to_server=count))

    def leave_alone(self):
        """One connection without a fault, before the next order."""
        self._give(None)

    def wait_done(self, count, deadline_s=60.0):
        """True when so many orders have been carried out before the deadline."""
        with self._changed:
            return self._changed.wait_for(lambda: self.done >= count, deadline_s)

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self.target_port), 60)
            except OSError:
                client.close()
                continue
            with self._changed:
                self.connections += 1
                order = self._orders.popleft() if self._orders else None
                self._sockets |= {client, server}
            thread = threading.Thread(target=self._carry, args=(client, server, order), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _carry(self, client, server, order):
        fulfilled = False
        try:
            fulfilled = self._copy(client, server, order)
        except OSError:
            pass
        finally:
            with self._changed:
                self._sockets -= {client, server}
                self.done += fulfilled
                self._changed.notify_all()
            client.close()
            server.close()

    def _copy(self, client, server, order):
        """Copy both ways; true when it ended because the order was carried out."""
        selector = selectors.DefaultSelector()
        selector.register(client, selectors.EVENT_READ, ("server", server))
        selector.register(server, selectors.EVENT_READ, ("client", client))
        tail, mute = b"", False
        while True:
            for key, _ in selector.select():
                name, target = key.data
                data = key.fileobj.recv(65536)
                if not data:
                    return False
                if name == "client" and mute:
                    return True
                left = order.left[name] if order else None
                if left is not None:
                    target.sendall(data[:left])
                    order.left[name] = left - len(data)
                    if order.left[name] <= 0:
                        return True
                    continue
                if name == "server" and order and order.cut:
                    begin = (tail + data).find(order.pattern)
                    if begin >= 0:
                        target.sendall(data[:max(begin - len(tail), 0)])
                        return True
                target.sendall(data)
                if name == "server" and order and order.pattern:
                    # The pattern may come in two pieces: what could be its beginning is kept.
                    mute = mute or order.pattern in tail + data
                    tail = (tail + data)[-len(order.pattern) + 1:] if len(order.pattern) > 1 else b""

    def stop(self):
        with self._changed:
            sockets = [self._listener] + list(self._sockets)
        for sock in sockets:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        self._listener.close()
        for thread in [self._acceptor] + self._threads:
            thread.join(10)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
