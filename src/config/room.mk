# config: see HACKING.md for what this room may use.

libshell_a_SOURCES += \
	src/config/config.c \
	src/config/config.h \
	src/config/draft.c \
	src/config/draft.h \
	src/config/handover.c \
	src/config/meetings.c \
	src/config/people.c \
	src/config/problem.c \
	src/config/problem.h \
	src/config/read.c \
	src/config/schema.c \
	src/config/schema.h \
	src/config/secret.c \
	src/config/secret.h \
	src/config/secret_wire.c \
	src/config/shell.c \
	src/config/shell.h \
	src/config/standing.c \
	src/config/syntax.c \
	src/config/syntax.h \
	src/config/tables.c \
	src/config/tree.c \
	src/config/tree.h \
	src/config/value.c \
	src/config/votes.c \
	src/config/workdays.c \
	src/config/world.c

dist_man_MANS += man/beadle.yaml.5
dist_doc_DATA += conf/beadle.yaml
examplesdir = $(docdir)/examples
dist_examples_DATA = conf/examples/bsc.yaml conf/beadle.rules.yaml
EXTRA_DIST += tests/data/config

UNIT_TESTS += tests/unit/test_config
tests_unit_test_config_CPPFLAGS = $(AM_CPPFLAGS) -DTEST_SRCDIR=\"$(abs_top_srcdir)\"
tests_unit_test_config_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_config_LDADD = $(LIBSHELL) $(YAML_LIBS) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_config_secret
tests_unit_test_config_secret_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_config_secret_LDADD = $(LIBSHELL) $(YAML_LIBS) $(CORE_LIBS) $(TEST_LIBS)

if FUZZING
check_PROGRAMS += tests/fuzz/fuzz_config
tests_fuzz_fuzz_config_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_config_LDADD = $(LIBSHELL) $(YAML_LIBS) $(CORE_LIBS)
endif
EXTRA_DIST += tests/fuzz/fuzz_config.c

UNIT_TESTS += tests/unit/test_config_meetings
tests_unit_test_config_meetings_SOURCES = tests/unit/test_config_meetings.c tests/unit/tags_tables.h
tests_unit_test_config_meetings_CPPFLAGS = $(AM_CPPFLAGS) -DTEST_SRCDIR=\"$(abs_top_srcdir)\"
tests_unit_test_config_meetings_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_config_meetings_LDADD = $(LIBSHELL) $(YAML_LIBS) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_config_syntax
tests_unit_test_config_syntax_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_config_syntax_LDADD = $(LIBSHELL) $(YAML_LIBS) $(CORE_LIBS) $(TEST_LIBS)
