# tags: see HACKING.md for what this room may use.

libcore_a_SOURCES += \
	src/tags/fact.c \
	src/tags/fact.h \
	src/tags/people.c \
	src/tags/people.h \
	src/tags/scan.h

UNIT_TESTS += tests/unit/test_people tests/unit/test_fact
tests_unit_test_people_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_people_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)
tests_unit_test_fact_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_fact_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)
