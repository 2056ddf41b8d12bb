"""A real Cyrus IMAP of one's own, on loopback ports, with all its files in a private folder.

    with Cyrus(users={"bot": "secret"}, cert=certs.good) as imap:
        imap.append("bot", b"Subject: ...")

Its packages conflict with Dovecot's: `./bootstrap deps aside` unpacks them into build/aside
($BEADLE_ASIDE is another place), and it runs from there; one that is installed serves as well.
It offers SCRAM and knows the passwords in a form that serves for PLAIN and LOGIN alone, as many servers do.
Runs as whoever runs the test, or for root as the system user "mail".
"""
import glob
import os
import pwd
import shutil
import socket
import struct
import threading

import imap_server
import procs

ASIDE = os.environ.get("BEADLE_ASIDE") or os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "..", "..", "build", "aside")
FOLDERS = ("conf/db", "conf/socket", "conf/proc", "conf/quota", "conf/user", "conf/log", "conf/msg",
           "conf/ptclient", "conf/lock", "mail", "sieve", "login")


def _program(name):
    found = [os.path.join(top, "usr/lib/cyrus/bin", name) for top in (ASIDE, "/")]
    return next((os.path.abspath(path) for path in found if os.access(path, os.X_OK)), None)


def need_cyrus():
    """Why no Cyrus can be started here; None when one can."""
    if all(_program(name) for name in ("master", "imapd", "idled", "ctl_cyrusdb")):
        return None
    return "Cyrus is neither in %s (./bootstrap deps aside) nor installed" % os.path.normpath(ASIDE)


class _Passwords:
    """What saslauthd would be: asked whether a password is right."""

    def __init__(self, path, users):
        self.users = users
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        os.chmod(path, 0o666)
        self.listener.listen()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                conn, _ = self.listener.accept()
            except OSError:
                return
            with conn, conn.makefile("rb") as request:
                words = [request.read(*struct.unpack(">H", request.read(2))).decode() for _ in range(4)]
                answer = b"OK" if self.users.get(words[0]) == words[1] else b"NO"
                conn.sendall(struct.pack(">H", len(answer)) + answer)

    def stop(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


class Cyrus(imap_server.ImapServer):
    """users: name to password, may be added to at any time; cert: certs.Pair."""
    name = "cyrus"
    many = 200		# it writes each to the disk before it answers

    def __init__(self, users, cert):
        super().__init__()
        self.users = dict(users)
        self.cert = cert
        self.port = self.tls_port = 0
        owner = pwd.getpwnam("mail") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
        for folder in FOLDERS:
            os.makedirs(self.path(folder))
        for name in ("cert", "key"):
            shutil.copy(getattr(cert, name), self.path(name + ".pem"))
        self.owner = owner.pw_name
        if os.getuid() == 0:
            for folder, _, files in os.walk(self.root):
                for path in [folder] + [os.path.join(folder, name) for name in files]:
                    os.chown(path, owner.pw_uid, owner.pw_gid)
        self._passwords = _Passwords(self.path("login", "mux"), self.users)

    def add_user(self, user, password):
        """One more mailbox, or a new password, at once."""
        self.users[user] = password

    def configure(self):
        self.port, self.tls_port = procs.free_port(), procs.free_port()
        programs = {name: "%s -C %s" % (_program(name), self.path("imapd.conf")) for name in ("imapd", "idled", "ctl_cyrusdb")}
        self.write("imapd.conf", """\
configdirectory: {root}/conf
partition-default: {root}/mail
defaultpartition: default
sievedir: {root}/sieve
cyrus_user: {owner}
servername: mail.example.org
admins: nobody
failedloginpause: 0s
unixhierarchysep: yes
autocreate_quota: 0
allowplaintext: yes
sasl_pwcheck_method: saslauthd
sasl_saslauthd_path: {root}/login/mux
sasl_mech_list: PLAIN LOGIN SCRAM-SHA-1 SCRAM-SHA-256
tls_server_cert: {root}/cert.pem
tls_server_key: {root}/key.pem
""".format(root=self.root, owner=self.owner))
        self.write("cyrus.conf", """\
START {{
  recover cmd="{ctl_cyrusdb} -r"
}}
SERVICES {{
  imap cmd="{imapd}" listen="127.0.0.1:{port}" prefork=1
  imaps cmd="{imapd} -s" listen="127.0.0.1:{tls_port}" prefork=1
}}
DAEMON {{
  idled cmd="{idled} -d"
}}
EVENTS {{
}}
""".format(port=self.port, tls_port=self.tls_port, **programs))

    def argv(self):
        libraries = glob.glob(os.path.join(os.path.abspath(ASIDE), "usr/lib/*-linux-gnu*"))
        return ["env", "LD_LIBRARY_PATH=" + ":".join(libraries), _program("master"), "-D",
                "-C", self.path("imapd.conf"), "-M", self.path("cyrus.conf"), "-p", self.path("conf", "master.pid")]

    def probe(self):
        return procs.read_greeting(self.port, b"* OK")

    def stop(self):
        super().stop()
        self._passwords.stop()
