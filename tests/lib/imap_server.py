"""What the real IMAP servers of tests have in common: a client of them, to put mail into a mailbox."""
import imaplib
import ssl
import time

import procs


class ImapServer(procs.Server):
    """users: name to password; port (IMAP, perhaps with STARTTLS), tls_port (TLS from the start); add_user(name, password);
    many: how many mails a test may fill a mailbox with."""
    many = 1000

    def imap(self, user, tls=False):
        """An imaplib client, logged in; the certificate is not looked at."""
        if tls:
            context = ssl.create_default_context()
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            client = imaplib.IMAP4_SSL("127.0.0.1", self.tls_port, ssl_context=context,
                                       timeout=procs.DEADLINE_S)
        else:
            client = imaplib.IMAP4("127.0.0.1", self.port, timeout=procs.DEADLINE_S)
        client.login(user, self.users[user])
        return client

    def append(self, user, message, folder="INBOX", internal_date=None):
        """Put a message (bytes, any line ends) into a mailbox by IMAP; internal_date in UTC
        seconds, default now.  Returns its UID, or None when the server does not tell."""
        data = message.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        stamp = imaplib.Time2Internaldate(time.time() if internal_date is None else internal_date)
        client = self.imap(user)
        try:
            if folder != "INBOX":
                client.create(folder)
            status, answer = client.append(folder, None, stamp, data)
            if status != "OK":
                raise procs.ServerError("APPEND: %r" % (answer,))
            words = answer[0].split(b"]")[0].split()
            return int(words[2]) if len(words) > 2 and words[0] == b"[APPENDUID" else None
        finally:
            client.logout()
