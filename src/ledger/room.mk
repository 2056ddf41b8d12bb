# ledger: see HACKING.md for what this room may use.

libshell_a_SOURCES += \
	src/ledger/ballots.c \
	src/ledger/calendars.c \
	src/ledger/clock_kept.c \
	src/ledger/copy.c \
	src/ledger/counts.c \
	src/ledger/event_json.c \
	src/ledger/event_json.h \
	src/ledger/events.c \
	src/ledger/health.c \
	src/ledger/holds.c \
	src/ledger/ledger.c \
	src/ledger/ledger.h \
	src/ledger/ledger_internal.h \
	src/ledger/lock.c \
	src/ledger/mails.c \
	src/ledger/messages.c \
	src/ledger/recalled.c \
	src/ledger/schema.c \
	src/ledger/snapshot.c \
	src/ledger/sql.c \
	src/ledger/troubles.c

EXTRA_DIST += tests/unit/ledger_disk.h
UNIT_TESTS += tests/unit/test_ledger
tests_unit_test_ledger_CFLAGS = $(TEST_CFLAGS) $(SQLITE_CFLAGS)
tests_unit_test_ledger_LDADD = $(LIBSHELL) $(SHELL_LIBS) $(TEST_LIBS)
UNIT_TESTS += tests/unit/test_ledger_disk
tests_unit_test_ledger_disk_CFLAGS = $(TEST_CFLAGS) $(SQLITE_CFLAGS)
tests_unit_test_ledger_disk_LDADD = $(LIBSHELL) $(SHELL_LIBS) $(TEST_LIBS)
UNIT_TESTS += tests/unit/test_ledger_mails
tests_unit_test_ledger_mails_CFLAGS = $(TEST_CFLAGS) $(SQLITE_CFLAGS)
tests_unit_test_ledger_mails_LDADD = $(LIBSHELL) $(SHELL_LIBS) $(TEST_LIBS)
UNIT_TESTS += tests/unit/test_ledger_schema
tests_unit_test_ledger_schema_CFLAGS = $(TEST_CFLAGS) $(SQLITE_CFLAGS)
tests_unit_test_ledger_schema_LDADD = $(LIBSHELL) $(SHELL_LIBS) $(TEST_LIBS)
