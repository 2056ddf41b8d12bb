"""The real servers that tests talk to, in one import: Dovecot, Postfix, and why they may be absent."""
from dovecot import Dovecot, need_dovecot, read_maildir
from postfix import Postfix, need_postfix
from procs import DEADLINE_S, ServerError, free_port, stop_all, tail, wait_until

__all__ = ["Dovecot", "Postfix", "need_dovecot", "need_postfix", "read_maildir", "DEADLINE_S",
           "ServerError", "free_port", "stop_all", "tail", "wait_until"]
