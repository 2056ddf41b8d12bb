# outbox: see HACKING.md for what this room may use.

libshell_a_SOURCES += \
	src/outbox/maildir.c \
	src/outbox/outbox.c \
	src/outbox/outbox.h \
	src/outbox/refusal.c \
	src/outbox/refusal.h \
	src/outbox/sendmail.c \
	src/outbox/smtp.c \
	src/outbox/smtp_dialogue.c \
	src/outbox/smtp_dialogue.h \
	src/outbox/smtp_private.h \
	src/outbox/smtp_session.c \
	src/outbox/wire.c \
	src/outbox/wire.h

# Sends a file through a driver: what the live tests and the benchmark drive.
check_PROGRAMS += tests/unit/outbox_probe
tests_unit_outbox_probe_SOURCES = tests/unit/outbox_probe.c src/cli/failpoint_off.c
tests_unit_outbox_probe_LDADD = $(LIBSHELL) $(SHELL_LIBS)

UNIT_TESTS += tests/unit/test_outbox tests/unit/test_outbox_dialogue tests/unit/test_outbox_refusal
tests_unit_test_outbox_SOURCES = tests/unit/test_outbox.c src/cli/failpoint_off.c
tests_unit_test_outbox_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_outbox_LDADD = $(LIBSHELL) $(SHELL_LIBS) $(TEST_LIBS)
tests_unit_test_outbox_dialogue_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_outbox_dialogue_LDADD = $(LIBSHELL) $(SHELL_LIBS) $(TEST_LIBS)
tests_unit_test_outbox_refusal_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_outbox_refusal_LDADD = $(LIBSHELL) $(SHELL_LIBS) $(TEST_LIBS)

SCRIPT_TESTS += tests/live/test_smtp.py tests/live/test_smtp_faults.py tests/live/test_account.py tests/live/test_witness.py
EXTRA_DIST += tests/live/outbox_probe.py bench/smtp.sh
