# tags: see HACKING.md for what this room may use.

libcore_a_SOURCES += \
	src/tags/fact.c \
	src/tags/fact.h \
	src/tags/evidence.c \
	src/tags/evidence.h \
	src/tags/lexicon.c \
	src/tags/lexicon.h \
	src/tags/likeness.c \
	src/tags/likeness.h \
	src/tags/literals.c \
	src/tags/literals.h \
	src/tags/markup.c \
	src/tags/markup.h \
	src/tags/needs.c \
	src/tags/needs.h \
	src/tags/objections.c \
	src/tags/objections.h \
	src/tags/opening.c \
	src/tags/opening.h \
	src/tags/outline.c \
	src/tags/outline.h \
	src/tags/owners.c \
	src/tags/owners.h \
	src/tags/pattern.h \
	src/tags/people.c \
	src/tags/people.h \
	src/tags/people_fault.c \
	src/tags/pieces.c \
	src/tags/pieces.h \
	src/tags/progress.c \
	src/tags/progress.h \
	src/tags/regex.c \
	src/tags/regex.h \
	src/tags/rules.c \
	src/tags/rules.h \
	src/tags/rules_action.c \
	src/tags/rules_answer.c \
	src/tags/rules_decision.c \
	src/tags/rules_meeting.c \
	src/tags/rules_objection.c \
	src/tags/rules_promise.c \
	src/tags/rules_reply.c \
	src/tags/rules_section.c \
	src/tags/rules_zone.c \
	src/tags/scan.c \
	src/tags/scan.h \
	src/tags/scan_action.c \
	src/tags/scan_agenda.c \
	src/tags/scan_answer.c \
	src/tags/scan_decision.c \
	src/tags/scan_entry.c \
	src/tags/scan_heading.c \
	src/tags/scan_item.c \
	src/tags/scan_meeting.c \
	src/tags/scan_objection.c \
	src/tags/scan_people.c \
	src/tags/scan_plan.c \
	src/tags/scan_promise.c \
	src/tags/scan_reply.c \
	src/tags/scan_report.c \
	src/tags/scan_section.c \
	src/tags/scan_sentence.c \
	src/tags/scan_task.c \
	src/tags/scan_table.c \
	src/tags/scan_topic.c \
	src/tags/scan_trace.c \
	src/tags/scan_vote.c \
	src/tags/scan_zone.c \
	src/tags/scan_words.c \
	src/tags/scan_work.c \
	src/tags/scan_work.h \
	src/tags/vote_tag.c \
	src/tags/vote_tag.h

dist_man_MANS += man/beadle-tags.7

UNIT_TESTS += tests/unit/test_people tests/unit/test_fact
tests_unit_test_people_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_people_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)
tests_unit_test_fact_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_fact_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_tags_days
tests_unit_test_tags_days_SOURCES = tests/unit/test_tags_days.c tests/unit/tags_cases.h tests/unit/rules_desk.h
tests_unit_test_tags_days_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_tags_days_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_tags_meetings
tests_unit_test_tags_meetings_SOURCES = tests/unit/test_tags_meetings.c tests/unit/tags_cases.h tests/unit/rules_desk.h
tests_unit_test_tags_meetings_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_tags_meetings_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_tags_sections
tests_unit_test_tags_sections_SOURCES = tests/unit/test_tags_sections.c tests/unit/tags_cases.h tests/unit/rules_desk.h
tests_unit_test_tags_sections_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_tags_sections_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)
UNIT_TESTS += tests/unit/test_tags tests/unit/test_tags_rules tests/unit/test_tags_gold tests/unit/test_tags_labels
tests_unit_test_tags_SOURCES = tests/unit/test_tags.c tests/unit/tags_cases.h tests/unit/rules_desk.h tests/unit/tags_tables.h
tests_unit_test_tags_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_tags_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)
tests_unit_test_tags_rules_CFLAGS = $(TEST_CFLAGS) $(PCRE2_CFLAGS)
tests_unit_test_tags_rules_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)
tests_unit_test_tags_gold_SOURCES = tests/unit/test_tags_gold.c tests/unit/rules_desk.h tests/unit/tags_tables.h
tests_unit_test_tags_gold_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_tags_gold_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)
UNIT_TESTS += tests/unit/test_tags_agendas
tests_unit_test_tags_agendas_SOURCES = tests/unit/test_tags_agendas.c tests/unit/rules_desk.h tests/unit/tags_tables.h
tests_unit_test_tags_agendas_CFLAGS = $(TEST_CFLAGS) -DSOURCE_ROOT='"$(abs_top_srcdir)"'
tests_unit_test_tags_agendas_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

tests_unit_test_tags_labels_SOURCES = tests/unit/test_tags_labels.c tests/unit/tags_tables.h
tests_unit_test_tags_labels_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_tags_labels_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_tags_present
tests_unit_test_tags_present_SOURCES = tests/unit/test_tags_present.c tests/unit/rules_desk.h tests/unit/tags_tables.h
tests_unit_test_tags_present_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_tags_present_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_tags_owners
tests_unit_test_tags_owners_SOURCES = tests/unit/test_tags_owners.c tests/unit/rules_desk.h tests/unit/tags_tables.h
tests_unit_test_tags_owners_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_tags_owners_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)
EXTRA_DIST += tests/data/owners/owners.tsv tests/data/owners/marks.tsv

UNIT_TESTS += tests/unit/test_tags_decisions
tests_unit_test_tags_decisions_SOURCES = tests/unit/test_tags_decisions.c tests/unit/rules_desk.h tests/unit/tags_tables.h
tests_unit_test_tags_decisions_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_tags_decisions_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_tags_promises
tests_unit_test_tags_promises_SOURCES = tests/unit/test_tags_promises.c tests/unit/rules_desk.h tests/unit/tags_tables.h
tests_unit_test_tags_promises_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_tags_promises_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_tags_votes
tests_unit_test_tags_votes_SOURCES = tests/unit/test_tags_votes.c tests/unit/rules_desk.h
tests_unit_test_tags_votes_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_tags_votes_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_progress
tests_unit_test_progress_SOURCES = tests/unit/test_progress.c
tests_unit_test_progress_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_progress_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_tags_literals
tests_unit_test_tags_literals_SOURCES = tests/unit/test_tags_literals.c tests/unit/rules_desk.h tests/unit/pattern_text.h
tests_unit_test_tags_literals_CFLAGS = $(TEST_CFLAGS) $(PCRE2_CFLAGS)
tests_unit_test_tags_literals_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_tags_needs tests/unit/test_tags_explain tests/unit/test_tags_planted
tests_unit_test_tags_planted_SOURCES = tests/unit/test_tags_planted.c tests/unit/rules_desk.h tests/unit/tags_tables.h
tests_unit_test_tags_planted_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_tags_planted_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)
tests_unit_test_tags_explain_CFLAGS = $(TEST_CFLAGS) $(PCRE2_CFLAGS)
tests_unit_test_tags_explain_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)
tests_unit_test_tags_needs_SOURCES = tests/unit/test_tags_needs.c tests/unit/rules_desk.h tests/unit/pattern_text.h tests/unit/tags_tables.h
tests_unit_test_tags_needs_CFLAGS = $(TEST_CFLAGS) $(PCRE2_CFLAGS)
tests_unit_test_tags_needs_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_tags_answers tests/unit/test_tags_objections tests/unit/test_tags_reply
tests_unit_test_tags_reply_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_tags_reply_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)
tests_unit_test_tags_objections_SOURCES = tests/unit/test_tags_objections.c tests/unit/rules_desk.h tests/unit/tags_tables.h
tests_unit_test_tags_objections_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_tags_objections_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)
tests_unit_test_tags_answers_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_tags_answers_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)


EXTRA_DIST += bench/scan.sh bench/scan_mbox.py bench/scan_usual.py bench/follow_through.py
EXTRA_DIST += tests/data/agendas
EXTRA_DIST += tests/data/objections/plain.tsv tests/data/objections/harmless.tsv
EXTRA_DIST += tests/data/labels/README.md tests/data/labels/minutes.tsv \
	tests/data/minutes/committee.md tests/data/minutes/committee.facts \
	tests/data/minutes/wrapped.md tests/data/minutes/wrapped.facts \
	tests/data/minutes/plain.txt tests/data/minutes/plain.facts

if FUZZING
check_PROGRAMS += tests/fuzz/fuzz_minutes tests/fuzz/fuzz_tags
tests_fuzz_fuzz_minutes_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
tests_fuzz_fuzz_minutes_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_minutes_LDADD = $(LIBCORE) $(CORE_LIBS)
tests_fuzz_fuzz_tags_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
tests_fuzz_fuzz_tags_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_tags_LDADD = $(LIBCORE) $(CORE_LIBS)
endif
