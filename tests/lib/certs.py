"""A private authority and the certificates that tests present, good ones and bad ones.

Made with certtool (GnuTLS) or openssl, whichever is there; EC keys, so that all of them
take well under a second.  Each is a pair of PEM files:

    good         from the authority, for localhost, mail.example.org and 127.0.0.1
    expired      as good, but ended a year ago
    future       as good, but begins in a year
    wrong_host   from the authority, for elsewhere.example.net alone
    self_signed  right names, signed by itself
    stranger     right names, from an authority that nobody trusts
    client       as good, but issued for clients alone (extended key usage)
    without_san  from the authority, for localhost by its common name alone (no subjectAltName)
"""
import atexit
import datetime
import os
import shutil
import subprocess
import tempfile

HOSTS = ("localhost", "mail.example.org")
KINDS = ("good", "expired", "future", "wrong_host", "self_signed", "stranger", "client", "without_san")


def need_certs():
    """Why no certificate can be made here; None when they can."""
    if shutil.which("certtool") or shutil.which("openssl"):
        return None
    return "neither certtool (gnutls-bin) nor openssl is installed"


def _run(argv, cwd):
    done = subprocess.run(argv, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)
    if done.returncode != 0:
        raise RuntimeError("%s: %s" % (" ".join(argv), done.stdout.decode("utf-8", "replace")))


class Pair:
    """Paths of a certificate and of its key."""

    def __init__(self, cert, key):
        self.cert = cert
        self.key = key


class Certs:
    """All kinds in one folder: certs.good.cert, certs.good.key, certs.ca ..."""

    def __init__(self, folder=None, tool=None):
        self.folder = folder or tempfile.mkdtemp(prefix="beadle-certs-")
        os.makedirs(self.folder, exist_ok=True)
        self._own = folder is None
        atexit.register(self.remove)
        self.tool = tool or ("certtool" if shutil.which("certtool") else "openssl")
        self.ca = self._path("ca.pem")
        if not os.path.exists(self._path("complete")):
            self._make_all()
        for kind in KINDS:
            setattr(self, kind, Pair(self._path(kind + ".pem"), self._path(kind + ".key")))

    def __getitem__(self, kind):
        return getattr(self, kind)

    def remove(self):
        if self._own:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _path(self, name):
        return os.path.join(self.folder, name)

    def _make_all(self):
        make = self._certtool if self.tool == "certtool" else self._openssl
        now = datetime.datetime.now(datetime.timezone.utc)
        day = datetime.timedelta(days=1)
        usual = (now - day, now + 30 * day)
        make("ca", None, (), (now - 800 * day, now + 800 * day))
        make("stranger_ca", None, (), usual)
        make("good", "ca", HOSTS, usual)
        make("expired", "ca", HOSTS, (now - 700 * day, now - 365 * day))
        make("future", "ca", HOSTS, (now + 365 * day, now + 700 * day))
        make("wrong_host", "ca", ("elsewhere.example.net",), usual)
        make("self_signed", "", HOSTS, usual)
        make("stranger", "stranger_ca", HOSTS, usual)
        make("client", "ca", HOSTS, usual, usage="client")
        make("without_san", "ca", HOSTS[:1], usual, named=False)
        with open(self._path("complete"), "w", encoding="ascii"):
            pass

    # signer: None makes an authority, "" a certificate signed by itself, else an authority's name; usage: whom it
    # is for; named: the hosts stand in it as subjectAltName, not only the first as common name.
    def _certtool(self, name, signer, hosts, valid, usage="server", named=True):
        begin, end = (t.strftime("%Y-%m-%d %H:%M:%S UTC") for t in valid)
        lines = ['cn = "%s"' % (hosts[0] if hosts else "Beadle tests " + name),
                 'activation_date = "%s"' % begin, 'expiration_date = "%s"' % end]
        if signer is None:
            lines += ["ca", "cert_signing_key"]
        else:
            lines += ["tls_www_" + usage, "signing_key"]
            lines += ['dns_name = "%s"' % h for h in hosts if named]
            if hosts == HOSTS:
                lines.append("ip_address = 127.0.0.1")
        with open(self._path(name + ".cfg"), "w", encoding="ascii") as out:
            out.write("\n".join(lines) + "\n")
        _run(["certtool", "--generate-privkey", "--key-type", "ecdsa", "--curve", "secp256r1",
              "--outfile", name + ".key"], self.folder)
        common = ["--load-privkey", name + ".key", "--template", name + ".cfg",
                  "--outfile", name + ".pem"]
        if signer:
            _run(["certtool", "--generate-certificate", "--load-ca-certificate", signer + ".pem",
                  "--load-ca-privkey", signer + ".key"] + common, self.folder)
        else:
            _run(["certtool", "--generate-self-signed"] + common, self.folder)

    # "openssl ca" is the one command of OpenSSL 3.0 that takes a date of beginning.
    def _openssl(self, name, signer, hosts, valid, usage="server", named=True):
        begin, end = (t.strftime("%Y%m%d%H%M%SZ") for t in valid)
        if signer is None:
            extensions = "basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign\n"
        else:
            names = ["DNS:" + h for h in hosts] + (["IP:127.0.0.1"] if hosts == HOSTS else [])
            extensions = ("basicConstraints=critical,CA:false\nkeyUsage=critical,digitalSignature\n"
                          "extendedKeyUsage=%sAuth\n" % usage)
            if named:
                extensions += "subjectAltName=%s\n" % ",".join(names)
        config = ("[req]\ndistinguished_name=dn\n[dn]\n[ca]\ndefault_ca=own\n[own]\n"
                  "new_certs_dir=.\ndatabase=%s.db\ndefault_md=sha256\nrand_serial=yes\n"
                  "policy=any\nx509_extensions=ext\nunique_subject=no\n"
                  "[any]\ncommonName=supplied\n[ext]\n%s" % (name, extensions))
        with open(self._path(name + ".cfg"), "w", encoding="ascii") as out:
            out.write(config)
        with open(self._path(name + ".db"), "w", encoding="ascii"):
            pass
        subject = "/CN=" + (hosts[0] if hosts else "Beadle tests " + name)
        _run(["openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
              "-nodes", "-config", name + ".cfg", "-subj", subject, "-keyout", name + ".key",
              "-out", name + ".csr"], self.folder)
        argv = ["openssl", "ca", "-batch", "-notext", "-config", name + ".cfg", "-startdate", begin,
                "-enddate", end, "-in", name + ".csr", "-out", name + ".pem"]
        if signer:
            argv += ["-cert", signer + ".pem", "-keyfile", signer + ".key"]
        else:
            argv += ["-selfsign", "-keyfile", name + ".key"]
        _run(argv, self.folder)
