"""What systemd would hear of its service on NOTIFY_SOCKET, as sd_notify(3) has it."""
import os
import socket
import threading

import procs


class Supervisor:
    def __init__(self, path, mode=0o600):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(path)
        os.chmod(path, mode)
        self.path = path
        self.said = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        while True:
            self.said.append(self.socket.recv(4096).decode())

    def count(self, text):
        return self.said.count(text)

    def wait(self, text, count=1):
        procs.wait_until(lambda: self.count(text) >= count, "%s, %d times" % (text, count))
