# tags: see HACKING.md for what this room may use.

libcore_a_SOURCES += \
	src/tags/fact.c \
	src/tags/fact.h \
	src/tags/markup.c \
	src/tags/markup.h \
	src/tags/outline.c \
	src/tags/outline.h \
	src/tags/owners.c \
	src/tags/owners.h \
	src/tags/people.c \
	src/tags/people.h \
	src/tags/rules.c \
	src/tags/rules.h \
	src/tags/rules_action.c \
	src/tags/rules_meeting.c \
	src/tags/rules_section.c \
	src/tags/scan.c \
	src/tags/scan.h \
	src/tags/scan_action.c \
	src/tags/scan_agenda.c \
	src/tags/scan_meeting.c \
	src/tags/scan_table.c \
	src/tags/scan_work.h

UNIT_TESTS += tests/unit/test_people tests/unit/test_fact
tests_unit_test_people_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_people_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)
tests_unit_test_fact_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_fact_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_tags tests/unit/test_tags_rules tests/unit/test_tags_gold tests/unit/test_tags_labels
tests_unit_test_tags_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_tags_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)
tests_unit_test_tags_rules_CFLAGS = $(TEST_CFLAGS) $(PCRE2_CFLAGS)
tests_unit_test_tags_rules_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)
tests_unit_test_tags_gold_SOURCES = tests/unit/test_tags_gold.c tests/unit/tags_tables.h
tests_unit_test_tags_gold_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_tags_gold_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)
tests_unit_test_tags_labels_SOURCES = tests/unit/test_tags_labels.c tests/unit/tags_tables.h
tests_unit_test_tags_labels_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_tags_labels_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

EXTRA_DIST += tests/data/labels/README.md tests/data/labels/minutes.tsv
