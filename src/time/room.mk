# time: see HACKING.md for what this room may use.

libcore_a_SOURCES += \
	src/time/civil.c \
	src/time/civil.h \
	src/time/clock.c \
	src/time/clock.h \
	src/time/cycle.c \
	src/time/cycle.h \
	src/time/due.c \
	src/time/due.h \
	src/time/due_clause.c \
	src/time/due_clause.h \
	src/time/due_date.c \
	src/time/due_day.c \
	src/time/due_unread.c \
	src/time/due_words.c \
	src/time/due_words.h \
	src/time/holidays.c \
	src/time/holidays.h \
	src/time/ical.c \
	src/time/ical.h \
	src/time/ical_lines.c \
	src/time/ical_parts.h \
	src/time/ical_zone.c \
	src/time/order.c \
	src/time/order.h \
	src/time/recurrence.c \
	src/time/recurrence.h \
	src/time/steady.c \
	src/time/steady.h \
	src/time/workdays.c \
	src/time/workdays.h \
	src/time/zone.c \
	src/time/zone.h

UNIT_TESTS += tests/unit/test_time
tests_unit_test_time_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_time_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_due
tests_unit_test_due_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_due_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_cycle
tests_unit_test_cycle_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_cycle_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_steady
tests_unit_test_steady_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_steady_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_zone
tests_unit_test_zone_SOURCES = tests/unit/test_zone.c tests/unit/zone_table.h
tests_unit_test_zone_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_zone_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)
EXTRA_DIST += tests/unit/zone_table.py

if FUZZING
check_PROGRAMS += tests/fuzz/fuzz_due
tests_fuzz_fuzz_due_CFLAGS = $(AM_CFLAGS)
tests_fuzz_fuzz_due_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_due_LDADD = $(LIBCORE) $(CORE_LIBS)
endif

UNIT_TESTS += tests/unit/test_recurrence
tests_unit_test_recurrence_SOURCES = tests/unit/test_recurrence.c tests/unit/recurrence_table.h
tests_unit_test_recurrence_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_recurrence_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)
EXTRA_DIST += tests/unit/recurrence_table.py

if FUZZING
check_PROGRAMS += tests/fuzz/fuzz_ical
tests_fuzz_fuzz_ical_CFLAGS = $(AM_CFLAGS)
tests_fuzz_fuzz_ical_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_ical_LDADD = $(LIBCORE) $(CORE_LIBS)
endif
