# notices: see HACKING.md for what this room may use.

libcore_a_SOURCES += \
	src/notices/calendar.c \
	src/notices/calendar.h \
	src/notices/compose.c \
	src/notices/compose.h \
	src/notices/decide.c \
	src/notices/decide.h \
	src/notices/envelope.c \
	src/notices/envelope.h \
	src/notices/layout.c \
	src/notices/layout.h \
	src/notices/policy.h \
	src/notices/say.c \
	src/notices/say.h

UNIT_TESTS += tests/unit/test_notices
tests_unit_test_notices_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_notices_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)
EXTRA_DIST += \
	tests/data/notices/assigned.eml \
	tests/data/notices/reminder.eml \
	tests/data/notices/trouble.eml
