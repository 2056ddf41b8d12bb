"""A real Mailman 3 core (Debian's package) of one's own: LMTP and REST on loopback ports, folders of its own.

    lists = Mailman()
    with Postfix(dovecot=imap, extra=lists.main_cf()) as mta:
        lists.mta = mta
        with lists:
            lists.create("sc", "SC", ["Dave <dave@example.org>", ...])
            lists.wait_idle()                    # all mail has gone through Mailman and Postfix

Postfix hands mail for lists.test over by the tables that Mailman writes, as its manual says.  Rewriting of
From for DMARC is on, for every mail; set() changes that, and any other setting of a list.  Core alone: no
web pages, archives, digests or commands.
"""
import base64
import email.utils
import json
import os
import pwd
import secrets
import shutil
import subprocess
import urllib.error
import urllib.request

import procs
from dovecot import PATH

DOMAIN = "lists.test"
USER = "list"			# Debian's own for list managers
_BIN = "/usr/lib/mailman3/bin"
# What these would do is not needed here.  Mail that ends up in front of one stays there, and wait_idle() tells.
_RUNNERS_OFF = ("archive", "command", "digest", "nntp", "retry", "task")
# A mail goes down these in this order: who looks at them in turn does not miss one that moves.
_QUEUES = ("in", "command", "bounces", "digest", "pipeline", "virgin", "out", "retry")
_CONFIG = """\
[mailman]
layout: own
site_owner: postmaster@example.org
[paths.own]
var_dir: {var}
bin_dir: {bin}
[webservice]
hostname: 127.0.0.1
port: {rest}
admin_user: tests
admin_pass: {password}
workers: 1
[mta]
smtp_host: 127.0.0.1
smtp_port: {smtp}
lmtp_port: {lmtp}
configuration: {postfix}
[dmarc]
resolver_timeout: 0.1s
resolver_lifetime: 0.1s
org_domain_data_url: file://{suffixes}
"""
_SETTINGS = {
    "dmarc_mitigate_action": "munge_from", "dmarc_mitigate_unconditionally": True,
    "send_welcome_message": False, "archive_policy": "never", "digests_enabled": False, "default_member_action": "accept",
}


def need_mailman():
    """Why no Mailman can be started here; None when one can."""
    if not os.path.exists(_BIN + "/master"):
        return "mailman3 is not installed"
    if os.getuid() != 0 or not shutil.which("setpriv"):
        return "mailman3 is started as the user \"%s\", for which root and setpriv are needed" % USER
    return None


class Mailman(procs.Server):
    """mta: the Postfix that takes its mail, to be set before start()."""
    name = "mailman"
    ready_s = 4 * procs.DEADLINE_S	# ten processes of Python, each of which loads all of it

    def __init__(self):
        super().__init__()
        self.mta = None
        self.rest_port = self.lmtp_port = 0
        self.log = self.path("var", "logs", "mailman.log")
        self._password = secrets.token_urlsafe(24)
        owner = pwd.getpwnam(USER)
        for folder in ("var", "var/data", "postmap"):
            os.mkdir(self.path(folder), 0o755)
            os.chown(self.path(folder), owner.pw_uid, owner.pw_gid)
        # Without a configuration postmap does nothing; the system's need not be there.
        self.write("postmap/main.cf", "compatibility_level = 3.6\n")
        self.write("postfix.cfg", "[postfix]\npostmap_command: %s\ntransport_file_type: hash\n" % " ".join(self._postmap()))
        # It looks for a DMARC policy even where all mail is rewritten: the answer does not matter, and nothing is
        # fetched for it.
        self.write("suffixes", "org\ntest\n")
        for table in ("lmtp", "domains"):
            path = self.write("var/data/postfix_" + table, "")
            os.chown(path, owner.pw_uid, owner.pw_gid)
            subprocess.run([*self._postmap(), path], check=True)
            os.utime(path + ".db", (1, 1))	# by its age Postfix sees when it is written anew

    def _postmap(self):
        return [shutil.which("postmap", path=PATH), "-c", self.path("postmap")]

    def main_cf(self):
        """The lines of main.cf by which Postfix knows Mailman's lists."""
        table = "hash:" + self.path("var", "data", "postfix_")
        return ("transport_maps = {0}lmtp\nrelay_domains = {0}domains\nrelay_recipient_maps = {0}lmtp\n"
                "owner_request_special = no\n".format(table))

    def configure(self):
        self.rest_port, self.lmtp_port = procs.free_port(), procs.free_port()
        config = _CONFIG.format(var=self.path("var"), bin=_BIN, rest=self.rest_port, lmtp=self.lmtp_port,
                                smtp=self.mta.port, postfix=self.path("postfix.cfg"),
                                suffixes=self.path("suffixes"), password=self._password)
        config += "".join("[runner.%s]\nstart: no\n" % name for name in _RUNNERS_OFF)
        config += "".join("[runner.%s]\nsleep_time: 0.1s\n" % name for name in _QUEUES)
        path = self.write("mailman.cfg", config, 0o640)
        os.chown(path, -1, pwd.getpwnam(USER).pw_gid)

    def argv(self):
        return ["setpriv", "--reuid", USER, "--regid", USER, "--clear-groups", _BIN + "/master", "-C",
                self.path("mailman.cfg")]

    def probe(self):
        return (procs.read_greeting(self.lmtp_port, b"220 ")
                and bool(self.rest("GET", "system/versions")))

    def rest(self, method, path, **fields):
        """One request to Mailman's REST; its answer as a dict, {} when it has none."""
        request = urllib.request.Request("http://127.0.0.1:%d/3.1/%s" % (self.rest_port, path), method=method,
                                         data=json.dumps(fields).encode() if fields else None)
        request.add_header("Content-Type", "application/json")
        request.add_header("Authorization", "Basic " + base64.b64encode(("tests:" + self._password).encode()).decode())
        try:
            with urllib.request.urlopen(request, timeout=procs.DEADLINE_S) as answer:
                return json.loads(answer.read() or b"{}")
        except urllib.error.HTTPError as error:
            raise procs.ServerError("%s %s: %s %s" % (method, path, error, error.read().decode())) from None

    def create(self, name, display_name, members):
        """A list that all members ("Dave Thaler <dave@example.org>") may write to; its address."""
        address = "%s@%s" % (name, DOMAIN)
        self.rest("POST", "domains", mail_host=DOMAIN)
        self.rest("POST", "lists", fqdn_listname=address)
        self.set(address, display_name=display_name, **_SETTINGS)
        for member in members:
            real_name, subscriber = email.utils.parseaddr(member)
            self.rest("POST", "members", list_id=address.replace("@", "."), subscriber=subscriber, display_name=real_name,
                      pre_verified=True, pre_confirmed=True, pre_approved=True)
        return address

    def set(self, address, **settings):
        self.rest("PATCH", "lists/%s/config" % address, **settings)

    def in_queues(self, *names):
        """Files of mail in Mailman's own queues; by default in those that it works on."""
        return [os.path.join(name, file) for name in names or _QUEUES
                for file in os.listdir(self.path("var", "queue", name))]

    def wait_idle(self, deadline_s=procs.DEADLINE_S):
        """Until neither Mailman nor Postfix holds any mail.

        Each hands a mail to the other before it forgets it, so whoever sees both empty, twice over, has not
        missed one on its way."""
        def idle():
            return not any((self.in_queues() or self.mta.queued()) for _ in range(2))
        try:
            procs.wait_until(idle, "empty queues of Mailman and Postfix", deadline_s)
        except procs.ServerError as error:
            raise procs.ServerError("%s\n%s\n%s\n%s" % (error, self.in_queues(), self.diagnosis(), self.mta.diagnosis())) from None
