# time: see HACKING.md for what this room may use.

libcore_a_SOURCES += \
	src/time/civil.c \
	src/time/civil.h \
	src/time/clock.c \
	src/time/clock.h \
	src/time/due.h \
	src/time/zone.h

UNIT_TESTS += tests/unit/test_time
tests_unit_test_time_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_time_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)
