"""A real Dovecot (2.3) of one's own: IMAP, LMTP and SASL on loopback ports, Maildir per user.

    with Dovecot(users={"bot": "secret", "dave": "pw"}, cert=certs.good) as imap:
        imap.append("bot", b"Subject: ...")
        imap.messages("dave")            # what lies in dave's INBOX, as bytes

Ports: port (IMAP, with STARTTLS when a certificate is given), tls_port (IMAP over TLS, 0 without
a certificate), lmtp_port, auth_port (for Postfix).  User names lose their domain and their
"+detail": bot, bot@example.org and bot+token@example.org are one mailbox.  Runs as root
(mailboxes then belong to the system user "mail") or as whoever runs the test.
"""
import base64
import grp
import hashlib
import http.server
import imaplib
import json
import os
import pwd
import re
import shutil
import socketserver
import ssl
import subprocess
import threading
import time
import urllib.parse

import imap_server
import procs

PATH = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"


def need_dovecot():
    """Why no Dovecot can be started here; None when one can."""
    binary = shutil.which("dovecot", path=PATH)
    if not binary:
        return "dovecot (dovecot-imapd) is not installed"
    if not os.path.exists("/usr/lib/dovecot/lmtp"):
        return "dovecot-lmtpd is not installed"
    version = subprocess.run([binary, "--version"], stdout=subprocess.PIPE,
                             stdin=subprocess.DEVNULL, check=False).stdout.decode()
    if not version.startswith("2.3."):
        return "dovecot %s: the configuration of the tests is for 2.3" % version.strip()
    return None


class _TokenInfo(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
        user = self.server.tokens.get(query.get("access_token", [""])[0])
        body = json.dumps({"username": user, "active": True} if user
                          else {"error": "invalid_token"}).encode()
        self.send_response(200 if user else 401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class _TokenServer(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True


class Dovecot(imap_server.ImapServer):
    """users: name to password; cert: certs.Pair or None; mechanisms: SASL mechanisms offered;
    tokens: access token to user name (adds XOAUTH2 and OAUTHBEARER); extra: configuration
    appended verbatim."""
    name = "dovecot"

    def __init__(self, users, cert=None, tokens=None, extra="",
                 mechanisms="plain login scram-sha-1 scram-sha-256"):
        super().__init__()
        self.users = dict(users)
        self.hashed = set()
        self.cert = cert
        self.tokens = tokens
        self.extra = extra
        self.mechanisms = mechanisms
        self.port = self.tls_port = self.lmtp_port = self.auth_port = 0
        self._token_server = None
        root = os.getuid() == 0
        owner = pwd.getpwnam("mail") if root else pwd.getpwuid(os.getuid())
        self.uid, self.gid = owner.pw_uid, owner.pw_gid
        self.owner = owner.pw_name
        for folder in ("mail", "run", "state"):
            os.mkdir(self.path(folder), 0o755)
        if root:
            os.chown(self.path("mail"), self.uid, self.gid)

    def configure(self):
        self.port, self.lmtp_port, self.auth_port = (procs.free_port() for _ in range(3))
        self.tls_port = procs.free_port() if self.cert else 0
        self._write_users()
        self.write("dovecot.conf", self._config())

    def argv(self):
        return [shutil.which("dovecot", path=PATH), "-F", "-c", self.path("dovecot.conf")]

    def probe(self):
        return (procs.read_greeting(self.port, b"* OK")
                and procs.read_greeting(self.lmtp_port, b"220 "))

    def stop(self):
        super().stop()
        if self._token_server:
            self._token_server.shutdown()
            self._token_server.server_close()
            self._token_server = None

    def add_user(self, user, password, hashed=False):
        """One more mailbox, or a new password; when the server runs, until a login is taken
        (it looks at the file once a second).  hashed: the server keeps of the password what
        serves for PLAIN and LOGIN alone."""
        self.users[user] = password
        if hashed:
            self.hashed.add(user)
        self._write_users()

        def can_log_in():
            try:
                return self.imap(user).logout()
            except imaplib.IMAP4.error:
                return None
        if self.process:
            procs.wait_until(can_log_in, "login of the new user " + user, every_s=0.02)

    def _write_users(self):
        # Replaced in one step: a login at this moment must read the old file or the new one.
        path = self.write("users.new", "".join("%s:%s\n" % (user, self._stored(user)) for user in self.users))
        os.replace(path, self.path("users"))

    def _stored(self, user):
        password = self.users[user]
        if user not in self.hashed:
            return "{PLAIN}" + password
        return "{SHA256}" + base64.b64encode(hashlib.sha256(password.encode()).digest()).decode()

    def _config(self):
        parts = [self._config_base(), self._config_services()]
        if self.cert:
            parts.append("ssl = yes\nssl_cert = <%s\nssl_key = <%s\nssl_min_protocol = TLSv1.2\n"
                         % (self.cert.cert, self.cert.key))
        else:
            parts.append("ssl = no\n")
        if self.tokens is not None:
            parts.append(self._config_tokens())
        parts.append("passdb {\n  driver = passwd-file\n  args = scheme=PLAIN username_format=%%n "
                     "%s\n}\n" % self.path("users"))
        parts.append("userdb {\n  driver = static\n  args = uid=%d gid=%d home=%s/%%n\n}\n"
                     % (self.uid, self.gid, self.path("mail")))
        return "".join(parts) + self.extra

    def _config_base(self):
        mechanisms = self.mechanisms
        if self.tokens is not None:
            mechanisms += " xoauth2 oauthbearer"
        text = """
base_dir = {root}/run
state_dir = {root}/state
log_path = {log}
protocols = imap lmtp
listen = 127.0.0.1
instance_name = {root}
mail_location = maildir:{root}/mail/%n/Maildir
first_valid_uid = 1
first_valid_gid = 1
auth_mechanisms = {mechanisms}
auth_username_format = %Ln
auth_failure_delay = 0
disable_plaintext_auth = no
recipient_delimiter = +
postmaster_address = postmaster@example.org
hostname = mail.example.org
shutdown_clients = yes
mail_max_userip_connections = 1000
""".format(root=self.root, log=self.log, mechanisms=mechanisms)
        if os.getuid() != 0:
            text += ("default_internal_user = {user}\ndefault_login_user = {user}\n"
                     "default_internal_group = {group}\n"
                     .format(user=self.owner, group=grp.getgrgid(self.gid).gr_name))
        return text

    def _config_services(self):
        # Nobody is kept waiting for wrong passwords: the penalty socket of anvil is shut.
        lines = ["service imap-login {", "  service_count = 0",
                 "  inet_listener imap {\n    port = %d\n  }" % self.port,
                 "  inet_listener imaps {\n    port = %d\n    ssl = %s\n  }"
                 % (self.tls_port, "yes" if self.cert else "no")]
        unprivileged = os.getuid() != 0
        if unprivileged:
            lines.append("  chroot =")
        lines += ["}", "service lmtp {",
                  "  inet_listener lmtp {\n    port = %d\n  }" % self.lmtp_port, "}",
                  "service auth {", "  inet_listener sasl {\n    port = %d\n  }" % self.auth_port,
                  "}", "service anvil {"]
        if unprivileged:
            lines.append("  chroot =")
        lines += ["  unix_listener anvil-auth-penalty {\n    mode = 0\n  }", "}"]
        return "\n".join(lines) + "\n"

    def _config_tokens(self):
        if self._token_server is None:
            self._token_server = _TokenServer(("127.0.0.1", 0), _TokenInfo)
            self._token_server.tokens = self.tokens
            threading.Thread(target=self._token_server.serve_forever, kwargs={"poll_interval": 0.05},
                             daemon=True).start()
        port = self._token_server.server_address[1]
        path = self.write("oauth2.conf", "tokeninfo_url = http://127.0.0.1:%d/?access_token=\n"
                          "introspection_mode =\nusername_attribute = username\n"
                          "username_format = %%n\nactive_attribute = active\n"
                          "active_value = true\n" % port)
        return ("passdb {\n  driver = oauth2\n  mechanisms = xoauth2 oauthbearer\n"
                "  args = %s\n}\n" % path)

    def maildir(self, user, folder="INBOX"):
        sub = [] if folder == "INBOX" else ["." + folder]
        return self.path("mail", user, "Maildir", *sub)

    def messages(self, user, folder="INBOX"):
        """Every message of a mailbox as bytes, as the Maildir holds it, oldest first."""
        return read_maildir(self.maildir(user, folder))

    def wait_messages(self, user, count, folder="INBOX", deadline_s=procs.DEADLINE_S):
        """messages() once there are at least so many."""
        def enough():
            found = self.messages(user, folder)
            return found if len(found) >= count else None
        return procs.wait_until(enough, "%d messages for %s" % (count, user), deadline_s)


def _delivered(name):
    """When a file of a Maildir was delivered: seconds and microseconds, of which the names have no leading zeros."""
    parts = re.match(r"(\d+)\.M(\d+)", name)
    return (int(parts.group(1)), int(parts.group(2)), name) if parts else (0, 0, name)


def read_maildir(folder):
    """The messages of a Maildir as bytes, oldest first; empty when there is no such folder."""
    found = []
    for sub in ("new", "cur"):
        try:
            names = os.listdir(os.path.join(folder, sub))
        except FileNotFoundError:
            continue
        found += [(name, sub) for name in names if not name.startswith(".")]
    result, seen = [], set()
    for name, sub in sorted(found, key=lambda pair: _delivered(pair[0])):
        base = name.split(":")[0]
        if base in seen:
            continue	# moved from new to cur between the two listings
        for path in (os.path.join(folder, sub, name), os.path.join(folder, "cur", name),
                     os.path.join(folder, "cur", base + ":2,"),
                     os.path.join(folder, "cur", base + ":2,S")):
            try:
                with open(path, "rb") as mail:
                    result.append(mail.read())
                seen.add(base)
                break
            except FileNotFoundError:
                continue
    return result
