"""A real Postfix of one's own on a loopback port; needs root, touches nothing of the system's.

    with Postfix(dovecot=imap) as mta:
        mta.refusals["joe@example.org"] = "450 4.2.1 try later"
        mta.add_list("list@example.org", ["bot@example.org", "dave@example.org"])
        mta.send("dave@example.org", ["list@example.org"], b"Subject: ...")
        mta.wait_idle()

Mail for example.org goes to the Dovecot by LMTP, or without one into Maildirs of our own;
mail for any other domain bounces: nothing can leave the machine.  Refusals, lists and
users are looked up in live tables (tcp:), so a test changes them while the server runs.
"""
import grp
import os
import pwd
import shutil
import smtplib
import socketserver
import ssl
import threading
import time
import urllib.parse

import procs
from dovecot import PATH, read_maildir

DOMAIN = "example.org"
_DAEMONS = "/usr/lib/postfix/sbin"
_QUEUES = ("incoming", "active", "deferred", "maildrop", "hold", "corrupt", "saved")
_POSTFIX_OWNED = _QUEUES[:3] + _QUEUES[4:] + ("bounce", "defer", "flush", "trace", "private")


def need_postfix():
    """Why no Postfix can be started here; None when one can."""
    if not shutil.which("postconf", path=PATH) or not os.path.exists(_DAEMONS + "/master"):
        return "postfix is not installed"
    if os.getuid() != 0:
        return "postfix can only be started by root"
    return None


class _Table(socketserver.StreamRequestHandler):
    """One connection of Postfix's tcp_table(5): 'get KEY' answered from server.lookup."""

    def handle(self):
        for line in self.rfile:
            words = line.decode("ascii", "replace").split()
            key = urllib.parse.unquote(words[1]).lower() if len(words) == 2 else ""
            value = self.server.lookup(key)
            answer = "500 not found" if value is None else "200 " + urllib.parse.quote(value, "@/:,<>")
            self.wfile.write(answer.encode() + b"\n")


class _TableServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, lookup):
        super().__init__(("127.0.0.1", 0), _Table)
        self.lookup = lookup
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05},
                         daemon=True).start()

    def map(self):
        return "tcp:127.0.0.1:%d" % self.server_address[1]


class Postfix(procs.Server):
    """dovecot: a started Dovecot or None; users: names with a mailbox (default: those of the
    Dovecot, live); cert: certs.Pair for STARTTLS on port and TLS on tls_port; require_auth: SASL
    through the Dovecot is compulsory; require_tls: no mail before STARTTLS; extra: main.cf lines.

    Attributes a test may change at any time: refusals (address to SMTP reply at RCPT), aliases
    (address to list of addresses), prepends (address to header line added to its mail).
    """
    name = "postfix"

    def __init__(self, dovecot=None, users=None, cert=None, require_auth=False, require_tls=False,
                 extra=""):
        super().__init__()
        self.dovecot = dovecot
        self.users = users if users is not None else (dovecot.users if dovecot else {})
        self.cert = cert
        self.require_auth = require_auth
        self.require_tls = require_tls
        self.extra = extra
        self.refusals, self.aliases, self.prepends = {}, {}, {}
        self.port = self.tls_port = 0
        self._tables = {}
        owner = pwd.getpwnam("mail")
        self.uid, self.gid = owner.pw_uid, owner.pw_gid
        self._make_folders()

    def _make_folders(self):
        postfix, postdrop = pwd.getpwnam("postfix").pw_uid, grp.getgrnam("postdrop").gr_gid
        for folder in ("etc", "queue", "queue/pid", "data", "mail"):
            os.mkdir(self.path(folder), 0o755)
        for name in _POSTFIX_OWNED:
            os.mkdir(self.path("queue", name), 0o700)
            os.chown(self.path("queue", name), postfix, -1)
        for name, mode in (("maildrop", 0o1730), ("public", 0o2710)):
            os.mkdir(self.path("queue", name))
            os.chown(self.path("queue", name), postfix, postdrop)
            os.chmod(self.path("queue", name), mode)
        os.chown(self.path("data"), postfix, -1)
        os.chown(self.path("mail"), self.uid, self.gid)

    def configure(self):
        self.port = procs.free_port()
        self.tls_port = procs.free_port() if self.cert else 0
        for name, lookup in (("access", self._access), ("alias", self._alias),
                             ("mailbox", self._mailbox)):
            if name not in self._tables:
                self._tables[name] = _TableServer(lookup)
        self.write("etc/main.cf", self._main_cf())
        self.write("etc/master.cf", self._master_cf())
        # Postfix waits until main.cf is some seconds old, lest somebody is still writing it.
        long_ago = time.time() - 3600
        os.utime(self.path("etc/main.cf"), (long_ago, long_ago))

    def argv(self):
        return [_DAEMONS + "/master", "-c", self.path("etc"), "-d"]

    def probe(self):
        return procs.read_greeting(self.port, b"220 ")

    def stop(self):
        super().stop()
        for table in self._tables.values():
            table.shutdown()
            table.server_close()
        self._tables = {}

    @staticmethod
    def _plain(address):
        """user@domain without "+detail"; None for a key that is no address of ours."""
        local, at, domain = address.partition("@")
        return local.split("+")[0] + "@" + domain if at and domain == DOMAIN else None

    def _access(self, key):
        if key in self.refusals:
            return self.refusals[key]
        return "PREPEND " + self.prepends[key] if key in self.prepends else None

    def _alias(self, key):
        return ", ".join(self.aliases[key]) if key in self.aliases else None

    def _mailbox(self, key):
        plain = self._plain(key)
        user = plain.split("@")[0] if plain else None
        return user + "/Maildir/" if user in self.users else None

    def add_list(self, address, members, list_id=None):
        """An address that expands to its members; list_id adds that List-Id to its mail."""
        self.aliases[address.lower()] = list(members)
        if list_id:
            self.prepends[address.lower()] = "List-Id: <%s>" % list_id

    def _main_cf(self):
        settings = {
            "compatibility_level": "3.6",
            "queue_directory": self.path("queue"),
            "data_directory": self.path("data"),
            "daemon_directory": _DAEMONS,
            "maillog_file": self.log,
            "maillog_file_prefixes": self.root,
            "inet_interfaces": "127.0.0.1",
            "inet_protocols": "ipv4",
            "myhostname": "mail.example.org",
            "mydestination": "",
            "mynetworks": "192.0.2.0/24" if self.require_auth else "127.0.0.0/8",
            "local_recipient_maps": "",
            "alias_maps": "",
            "virtual_mailbox_domains": DOMAIN,
            "virtual_mailbox_maps": self._tables["mailbox"].map(),
            "virtual_mailbox_base": self.path("mail"),
            "virtual_minimum_uid": "1",
            "virtual_uid_maps": "static:%d" % self.uid,
            "virtual_gid_maps": "static:%d" % self.gid,
            "virtual_alias_maps": self._tables["alias"].map(),
            "virtual_transport": "lmtp:inet:127.0.0.1:%d" % self.dovecot.lmtp_port
                                 if self.dovecot else "virtual",
            "default_transport": "error:5.4.4 mail of tests stays on this machine",
            "relay_transport": "error:5.4.4 mail of tests stays on this machine",
            "recipient_delimiter": "+",
            "disable_dns_lookups": "yes",
            "smtp_host_lookup": "native",
            "smtpd_peername_lookup": "no",
            "smtpd_recipient_restrictions":
                "check_recipient_access " + self._tables["access"].map(),
            "smtpd_relay_restrictions":
                "permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination",
            "smtpd_error_sleep_time": "0",
            "smtpd_hard_error_limit": "1000",
            "smtpd_soft_error_limit": "1000",
            "smtpd_client_connection_count_limit": "0",
            "default_process_limit": "50",
            "in_flow_delay": "0",
            "queue_run_delay": "1s",
            "minimal_backoff_time": "1s",
            "maximal_backoff_time": "2s",
            "message_size_limit": "52428800",
            "virtual_mailbox_limit": "0",
            "biff": "no",
            "smtp_tls_security_level": "none",
        }
        if self.cert:
            settings.update({
                "smtpd_tls_security_level": "encrypt" if self.require_tls else "may",
                "smtpd_tls_cert_file": self.cert.cert,
                "smtpd_tls_key_file": self.cert.key,
                "smtpd_tls_mandatory_protocols": ">=TLSv1.2",
                "smtpd_tls_auth_only": "yes" if self.require_tls else "no",
                "smtpd_tls_loglevel": "1",
            })
        if self.require_auth:
            settings.update({
                "smtpd_sasl_auth_enable": "yes",
                "smtpd_sasl_type": "dovecot",
                "smtpd_sasl_path": "inet:127.0.0.1:%d" % self.dovecot.auth_port,
                "smtpd_sasl_security_options": "noanonymous",
                "smtpd_client_restrictions": "permit_sasl_authenticated, reject",
            })
        return "".join("%s = %s\n" % pair for pair in settings.items()) + self.extra

    def _master_cf(self):
        # Nothing in a chroot: the private folder has no copies of the system's files.
        # virtual(8) trusts no network table, hence its own list of those who have a Maildir.
        own = self.write("etc/maildirs", "".join("%s@%s %s/Maildir/\n" % (user, DOMAIN, user)
                                                 for user in self.users))
        rows = ["127.0.0.1:%d inet n - n - - smtpd" % self.port]
        if self.tls_port:
            rows.append("127.0.0.1:%d inet n - n - - smtpd -o smtpd_tls_wrappermode=yes"
                        % self.tls_port)
        rows += ["pickup unix n - n 60 1 pickup", "cleanup unix n - n - 0 cleanup",
                 "qmgr unix n - n 1 1 qmgr", "tlsmgr unix - - n 1000? 1 tlsmgr",
                 "rewrite unix - - n - - trivial-rewrite", "showq unix n - n - - showq",
                 "flush unix n - n 1000? 0 flush", "proxymap unix - - n - - proxymap",
                 "proxywrite unix - - n - 1 proxymap",
                 "virtual unix - n n - - virtual -o virtual_mailbox_maps=texthash:" + own,
                 "lmtp unix - - n - - lmtp", "smtp unix - - n - - smtp",
                 "error unix - - n - - error", "retry unix - - n - - error",
                 "discard unix - - n - - discard", "local unix - n n - - local",
                 "anvil unix - - n - 1 anvil", "scache unix - - n - 1 scache",
                 "verify unix - - n - 1 verify", "postlog unix-dgram n - n - 1 postlogd"]
        rows += ["%s unix - - n - 0 bounce" % name for name in ("bounce", "defer", "trace")]
        return "\n".join(rows) + "\n"

    def send(self, sender, recipients, message, login=None):
        """Hand a mail (bytes) in by SMTP; returns the refused recipients as smtplib does.

        login: (user, password); TLS is used when the server has it, unverified."""
        with smtplib.SMTP("127.0.0.1", self.port, timeout=procs.DEADLINE_S) as client:
            if self.cert:
                context = ssl.create_default_context()
                context.check_hostname = False
                context.verify_mode = ssl.CERT_NONE
                client.starttls(context=context)
            if login:
                client.login(*login)
            return client.sendmail(sender, recipients, message)

    def queued(self):
        """Names of the queue files of mail not yet delivered, deferred mail included."""
        found = []
        for queue in _QUEUES[:4]:
            for _, _, files in os.walk(self.path("queue", queue)):
                found += files
        return found

    def wait_idle(self, deadline_s=procs.DEADLINE_S):
        """Until all mail is delivered or bounced; ServerError with the log at the deadline.

        Twice empty, because a deferred mail on its way back to the active queue can be
        between the two folders when they are listed."""
        try:
            procs.wait_until(lambda: not self.queued() and not self.queued(), "an empty queue",
                             deadline_s)
        except procs.ServerError as error:
            raise procs.ServerError("%s\n%s" % (error, self.diagnosis())) from None

    def messages(self, user):
        """What lies in a user's INBOX, in the Dovecot's mailbox or in our own Maildir."""
        if self.dovecot:
            return self.dovecot.messages(user)
        return read_maildir(self.path("mail", user, "Maildir"))
