"""The milters that write Authentication-Results: rspamd, OpenDKIM, OpenDMARC, each with a folder and a port of its own.

    with Names(...) as names, OpenDkim(names) as dkim, OpenDmarc(names) as dmarc:
        with Postfix(users=..., extra=main_cf(dkim, dmarc)) as mta:

They ask the name server of the test and nobody else.  OpenDMARC knows /etc/resolv.conf alone: it gets one of
its own in a mount namespace.
"""
import os
import shutil
import socket
import subprocess

import procs
from dovecot import PATH

AUTHSERV_ID = "mail.example.org"	# the Postfix's name, by which rspamd signs its field
_RSPAMD = """\
options {{
  pidfile = "{root}/pid"; cache_file = "{root}/symbols.cache"; dynamic_conf = "{root}/dynamic"; hs_cache_dir = "{root}/";
  rrd = "{root}/rrd"; stats_file = "{root}/stats.ucl"; control_socket = "{root}/control mode=0600"; tempdir = "{root}";
  filters = "dkim"; explicit_modules = []; check_all_filters = true; disable_hyperscan = true;
  url_tld = "{share}/effective_tld_names.dat"; local_addrs = ["10.0.0.0/8"]; task_timeout = 20s; disable_monitoring = true;
  dns {{ nameserver = ["{dns}:{dns_port}"]; timeout = 5s; }}
}}
logging {{ type = "file"; filename = "{root}/log"; level = "info"; }}
worker "rspamd_proxy" {{
  bind_socket = "127.0.0.1:{port}"; milter = yes; timeout = 60s; count = 1;
  upstream "local" {{ default = yes; hosts = "127.0.0.1"; self_scan = yes; }}
}}
lua = "{share}/rules/rspamd.lua";
modules {{ path = "{share}/plugins/"; }}
actions {{ reject = null; greylist = null; add_header = null; }}
milter_headers {{ use = ["authentication-results"]; skip_local = false; skip_authenticated = false; }}
dkim {{ check_local = true; check_authed = true; }}
spf {{ check_local = true; check_authed = true; }}
dmarc {{ enabled = true; }}
arc {{ check_local = true; check_authed = true; }}
"""


class _Milter(procs.Server):
    program = ""

    def __init__(self, names):
        super().__init__()
        self.names = names
        self.port = 0

    def _write_conf(self, lines):
        self.port = procs.free_port()
        lines = dict(lines, AuthservID=AUTHSERV_ID, Socket="inet:%d@127.0.0.1" % self.port, Background="no", PidFile=self.path("pid"))
        self.write("conf", "".join("%s %s\n" % pair for pair in lines.items()))

    def probe(self):
        with socket.create_connection(("127.0.0.1", self.port), timeout=2):
            return True


class OpenDkim(_Milter):
    name = program = "opendkim"

    def configure(self):
        self.write("resolver", 'server:\n  do-not-query-localhost: no\n  module-config: "iterator"\n  do-daemonize: no\n'
                               'forward-zone:\n  name: "."\n  forward-addr: %s@%d\n' % (self.names.address, self.names.port))
        self._write_conf({"Mode": "v", "AlwaysAddARHeader": "yes", "ResolverConfiguration": self.path("resolver")})

    def argv(self):
        return [shutil.which("opendkim", path=PATH), "-f", "-x", self.path("conf")]


class OpenDmarc(_Milter):
    name = program = "opendmarc"

    def configure(self):
        self.write("resolv.conf", "nameserver %s\n" % self.names.address)
        self.write("nobody", "192.0.2.255\n")
        self._write_conf({"TrustedAuthservIDs": AUTHSERV_ID, "SPFSelfValidate": "true", "SPFIgnoreResults": "true",
                          "RejectFailures": "false", "IgnoreHosts": self.path("nobody")})

    def argv(self):
        return ["unshare", "--mount", "sh", "-c", 'mount --bind "$0" /etc/resolv.conf && exec "$@"', self.path("resolv.conf"),
                shutil.which("opendmarc", path=PATH), "-f", "-c", self.path("conf")]


class Rspamd(_Milter):
    name = program = "rspamd"

    def configure(self):
        self.port = procs.free_port()
        self.write("conf", _RSPAMD.format(root=self.root, share="/usr/share/rspamd", port=self.port, dns=self.names.address,
                                          dns_port=self.names.port))

    def argv(self):
        return [shutil.which("rspamd", path=PATH), "-f", "-i", "-c", self.path("conf")]


def need_milters(*kinds):
    """Why one of them cannot be started here; None when they can."""
    for kind in kinds:
        if not shutil.which(kind.program, path=PATH):
            return kind.program + " is not installed"
    if os.getuid() != 0:
        return "their name server needs root for its port"
    if OpenDmarc in kinds and subprocess.run(["unshare", "--mount", "mount", "--bind", "/dev/null", "/etc/resolv.conf"],
                                             capture_output=True, check=False).returncode:
        return "opendmarc needs a mount namespace for its resolv.conf, and there is none to be had"
    return None


def main_cf(*milters, down=False):
    """Lines for Postfix: these milters, and XCLIENT, so that a test may come from any address; down: one that does
    not answer, and mail goes on without it."""
    sockets = ", ".join("inet:127.0.0.1:%d" % (procs.free_port() if down else milter.port) for milter in milters or (None,))
    return ("smtpd_milters = %s\nmilter_default_action = %s\nsmtpd_authorized_xclient_hosts = 127.0.0.0/8\n"
            "milter_content_timeout = 60s\n" % (sockets, "accept" if down else "tempfail"))
