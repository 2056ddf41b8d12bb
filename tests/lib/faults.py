"""Scripted servers that drop, stall, truncate and lie, and write down all they are told.

A script is a list of steps, run for each connection in a thread of its own:

    Send(data)            send bytes; str is taken as UTF-8 lines and gets CRLF
    Expect(regex)         read one line; it must match (bytes regex, case ignored), else the
                          connection ends and server.surprises has the line
    ReadUntil(bytes)      read lines up to and with one that is exactly this (the dot of DATA)
    ReadBytes(n)          read exactly n bytes (a literal)
    StartTls(pair)        become a TLS server with this certificate
    Drop()                close the connection; Drop(reset=True) with RST
    Stall()               say nothing until the peer closes, whatever it sends
    Truncate(data, n)     send the first n bytes of data, then close
    Call(function)        function(connection), for what has no name here
    Loop(steps)           run the steps until the connection ends

ScriptedImap and ScriptedSmtp hold a whole sane dialogue instead, of which a fault takes the place of
one command's answer: ScriptedSmtp({"DATA.": [Drop()]}), ScriptedImap({"LOGIN": [Stall()]}).
Keys are in their own comments.  A fault given as a list of lists is used up one list per
connection or occurrence, and the sane answer follows when it is empty.
"""
import re
import socket
import ssl
import struct
import threading


class Gone(Exception):
    """The connection is over: the peer left, or a step ended it."""


class Connection:
    """One peer, with a line reader that survives the change to TLS.

    received: all lines and literals in order, as bytes; received_plain: those that came
    before TLS (what a thief on the wire would have read)."""

    def __init__(self, server, sock, number):
        self.server = server
        self.sock = sock
        self.number = number
        self.received = []
        self.received_plain = []
        self.tls = False
        self._buffer = b""

    def _note(self, data):
        self.received.append(data)
        if not self.tls:
            self.received_plain.append(data)
        return data

    def _fill(self):
        try:
            more = self.sock.recv(65536)
        except (OSError, ssl.SSLError) as error:
            raise Gone(str(error)) from None
        if not more:
            raise Gone("the peer closed")
        self._buffer += more

    def read_line(self):
        """One line without its CRLF; Gone at the end."""
        while b"\n" not in self._buffer:
            if len(self._buffer) > 1 << 20:
                raise Gone("a line beyond 1 MB")
            self._fill()
        line, self._buffer = self._buffer.split(b"\n", 1)
        return self._note(line.rstrip(b"\r"))

    def read_bytes(self, count):
        while len(self._buffer) < count:
            self._fill()
        data, self._buffer = self._buffer[:count], self._buffer[count:]
        return self._note(data)

    def read_until(self, last):
        lines = []
        while True:
            lines.append(self.read_line())
            if lines[-1] == last:
                return lines

    def send(self, data):
        if isinstance(data, str):
            data = data.encode() + b"\r\n"
        try:
            self.sock.sendall(data)
        except OSError as error:
            raise Gone(str(error)) from None

    def start_tls(self, pair):
        """Bytes that came early, before TLS, are kept in received_plain and never obeyed."""
        if self._buffer:
            self._note(self._buffer)
            self._buffer = b""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pair.cert, pair.key)
        try:
            self.sock = context.wrap_socket(self.sock, server_side=True)
        except (OSError, ssl.SSLError) as error:
            self.server.tls_errors.append(str(error))
            raise Gone(str(error)) from None
        self.tls = True

    def drop(self, reset=False):
        if reset:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise Gone("dropped on purpose")

    def stall(self):
        """Until the peer closes; what it sends is noted."""
        while True:
            self._fill()
            self._note(self._buffer)
            self._buffer = b""


class Step:
    """What a script consists of; run() raises Gone to end the connection."""

    def run(self, conn):
        raise NotImplementedError


class Send(Step):
    def __init__(self, data):
        self.data = data

    def run(self, conn):
        conn.send(self.data)


class Expect(Step):
    def __init__(self, regex):
        self.regex = re.compile(regex if isinstance(regex, bytes) else regex.encode(), re.I)

    def run(self, conn):
        line = conn.read_line()
        if not self.regex.search(line):
            conn.server.surprises.append(line)
            raise Gone("not expected: %r" % line)


class ReadUntil(Step):
    def __init__(self, last):
        self.last = last

    def run(self, conn):
        conn.read_until(self.last)


class ReadBytes(Step):
    def __init__(self, count):
        self.count = count

    def run(self, conn):
        conn.read_bytes(self.count)


class StartTls(Step):
    def __init__(self, pair):
        self.pair = pair

    def run(self, conn):
        conn.start_tls(self.pair)


class Drop(Step):
    def __init__(self, reset=False):
        self.reset = reset

    def run(self, conn):
        conn.drop(self.reset)


class Stall(Step):
    def run(self, conn):
        conn.stall()


class Truncate(Step):
    def __init__(self, data, count):
        self.data = (data.encode() + b"\r\n" if isinstance(data, str) else data)[:count]

    def run(self, conn):
        conn.send(self.data)
        conn.drop()


class Call(Step):
    def __init__(self, function):
        self.function = function

    def run(self, conn):
        self.function(conn)


class Loop(Step):
    def __init__(self, steps):
        self.steps = steps

    def run(self, conn):
        while True:
            run_steps(self.steps, conn)


def run_steps(steps, conn):
    for step in steps:
        step.run(conn)


class ScriptedServer:
    """A TCP server on 127.0.0.1 (address); script: a list of steps for every connection, or a list of such
    lists, one per connection (the last serves all later ones); tls: a certs.Pair when TLS
    begins at once.

    Attributes: port, connections (all so far), surprises, tls_errors, errors (texts of
    mistakes in a script).  Used as a context manager; on exit all threads have ended."""

    def __init__(self, script=(), tls=None, address="127.0.0.1"):
        self.script = list(script)
        self.tls = tls
        self.connections = []
        self.surprises = []
        self.tls_errors = []
        self.errors = []
        self._changed = threading.Condition()
        self._ended = 0
        self._threads = []
        self._listener = socket.create_server((address, 0))
        self.port = self._listener.getsockname()[1]
        self._acceptor = threading.Thread(target=self._accept, daemon=True)
        self._acceptor.start()

    def _accept(self):
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._changed:
                conn = Connection(self, sock, len(self.connections))
                self.connections.append(conn)
                self._changed.notify_all()
            thread = threading.Thread(target=self._serve, args=(conn,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, conn):
        try:
            if self.tls:
                conn.start_tls(self.tls)
            self.dialogue(conn)
        except Gone:
            pass
        except Exception as error:	# a mistake in the script is the test's to see
            self.errors.append("%s: %s" % (type(error).__name__, error))
        finally:
            try:
                conn.sock.close()
            except OSError:
                pass
            with self._changed:
                self._ended += 1
                self._changed.notify_all()

    def dialogue(self, conn):
        """What is said to one peer; subclasses put a protocol here."""
        script = self.script
        if script and isinstance(script[0], (list, tuple)):
            script = script[min(conn.number, len(script) - 1)]
        run_steps(script, conn)

    def wait_connections(self, count, deadline_s=60.0, ended=False):
        """True when so many peers have come (ended: and gone) before the deadline."""
        with self._changed:
            return self._changed.wait_for(
                lambda: (self._ended if ended else len(self.connections)) >= count, deadline_s)

    def received(self):
        """All that was received, of all connections, as one text of lines."""
        return b"\n".join(b"\n".join(conn.received) for conn in list(self.connections))

    def received_plain(self):
        """What a listener on the wire would have read."""
        return b"\n".join(b"\n".join(conn.received_plain) for conn in list(self.connections))

    def stop(self):
        # shutdown() and not only close(): accept() in another thread would not notice that.
        for sock in [self._listener] + [conn.sock for conn in self.connections]:
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


class FaultyServer(ScriptedServer):
    """A sane dialogue, subclass.dialogue(), in which faults replace single answers."""

    def __init__(self, faults=None, tls=None, address="127.0.0.1"):
        self.faults = {}
        for key, steps in (faults or {}).items():
            many = bool(steps) and isinstance(steps[0], (list, tuple))
            self.faults[key] = [list(s) for s in steps] if many else list(steps)
        self._lock = threading.Lock()
        super().__init__(tls=tls, address=address)

    def answer(self, conn, key, sane, note=None):
        """Send the sane answer of this point of the dialogue, or play the fault set for it.
        Returns True when the answer was the sane one; note() is called before that is sent,
        so that who has read the answer finds it noted."""
        with self._lock:
            steps = self.faults.get(key)
            if steps and isinstance(steps[0], list):
                steps = steps.pop(0)
        if not steps:
            if note is not None:
                note()
            if sane is not None:
                conn.send(sane)
            return True
        run_steps(steps, conn)
        return False
