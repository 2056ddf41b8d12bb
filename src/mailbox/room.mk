# mailbox: see HACKING.md for what this room may use.

libshell_a_SOURCES += \
	src/mailbox/from_line.c \
	src/mailbox/from_line.h \
	src/mailbox/imap.c \
	src/mailbox/imap_answer.c \
	src/mailbox/imap_answer.h \
	src/mailbox/imap_auth.c \
	src/mailbox/imap_auth.h \
	src/mailbox/imap_dialogue.c \
	src/mailbox/imap_dialogue.h \
	src/mailbox/imap_fetch.c \
	src/mailbox/imap_fetch.h \
	src/mailbox/imap_guard.c \
	src/mailbox/imap_guard.h \
	src/mailbox/imap_idle.c \
	src/mailbox/imap_idle.h \
	src/mailbox/imap_large.c \
	src/mailbox/imap_large.h \
	src/mailbox/imap_list.c \
	src/mailbox/imap_list.h \
	src/mailbox/imap_reduce.c \
	src/mailbox/imap_reduce.h \
	src/mailbox/imap_session.c \
	src/mailbox/imap_session.h \
	src/mailbox/imap_stream.c \
	src/mailbox/imap_stream.h \
	src/mailbox/local.c \
	src/mailbox/local.h \
	src/mailbox/maildir.c \
	src/mailbox/mailbox.c \
	src/mailbox/mailbox.h \
	src/mailbox/mbox.c

check_PROGRAMS += tests/unit/mailbox_probe
tests_unit_mailbox_probe_SOURCES = tests/unit/mailbox_probe.c src/cli/failpoint_off.c
tests_unit_mailbox_probe_LDADD = $(LIBSHELL) $(SHELL_LIBS)

SCRIPT_TESTS += \
	tests/live/test_imap.py \
	tests/live/test_imap_cyrus.py \
	tests/live/test_imap_faults.py \
	tests/live/test_imap_mails.py
EXTRA_DIST += bench/run bench/sync.py bench/delay.py bench/still.py bench/growth.py bench/chaos.py
EXTRA_DIST += \
	tests/lib/probe.py \
	tests/live/test_imap.py \
	tests/live/test_imap_cyrus.py \
	tests/live/test_imap_faults.py \
	tests/live/test_imap_mails.py

UNIT_TESTS += tests/unit/test_mailbox_local tests/unit/test_mailbox_imap
tests_unit_test_mailbox_local_SOURCES = tests/unit/test_mailbox_local.c \
	src/cli/failpoint_off.c
tests_unit_test_mailbox_local_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_mailbox_local_LDADD = $(LIBSHELL) $(SHELL_LIBS) $(TEST_LIBS)
tests_unit_test_mailbox_imap_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_mailbox_imap_LDADD = $(LIBSHELL) $(SHELL_LIBS) $(TEST_LIBS)
