# notices: see HACKING.md for what this room may use.

libcore_a_SOURCES += \
	src/notices/advice.c \
	src/notices/advice.h \
	src/notices/calendar.c \
	src/notices/calendar.h \
	src/notices/changes.c \
	src/notices/changes.h \
	src/notices/compose.c \
	src/notices/compose.h \
	src/notices/deadline_work.c \
	src/notices/deadline_work.h \
	src/notices/decide.c \
	src/notices/decide.h \
	src/notices/decide_answer.c \
	src/notices/decide_answer.h \
	src/notices/decide_deadline.c \
	src/notices/decide_deadline.h \
	src/notices/decide_held.c \
	src/notices/decide_held.h \
	src/notices/decide_meeting.c \
	src/notices/decide_meeting.h \
	src/notices/decide_objection.c \
	src/notices/decide_objection.h \
	src/notices/decide_parked.c \
	src/notices/decide_parked.h \
	src/notices/decide_quorum.c \
	src/notices/decide_quorum.h \
	src/notices/decide_receipt.c \
	src/notices/decide_receipt.h \
	src/notices/decide_reminder.c \
	src/notices/decide_summary.c \
	src/notices/decide_summary.h \
	src/notices/decide_vote.c \
	src/notices/decide_vote.h \
	src/notices/decide_work.c \
	src/notices/decide_work.h \
	src/notices/digest.c \
	src/notices/digest.h \
	src/notices/digest_agenda.c \
	src/notices/digest_chair.c \
	src/notices/digest_deadline.c \
	src/notices/digest_deadline_chair.c \
	src/notices/digest_held.c \
	src/notices/digest_quorum.c \
	src/notices/digest_receipt.c \
	src/notices/digest_skeleton.c \
	src/notices/digest_summary.c \
	src/notices/digest_objection.c \
	src/notices/digest_ranked.c \
	src/notices/digest_ranked.h \
	src/notices/digest_vote.c \
	src/notices/digest_vote.h \
	src/notices/digest_work.h \
	src/notices/envelope.c \
	src/notices/envelope.h \
	src/notices/layout.c \
	src/notices/layout.h \
	src/notices/meeting_agenda.c \
	src/notices/meeting_questions.c \
	src/notices/meeting_view.c \
	src/notices/meeting_view.h \
	src/notices/meeting_week.c \
	src/notices/meeting_work.h \
	src/notices/policy.c \
	src/notices/policy.h \
	src/notices/objection_news.c \
	src/notices/objection_news.h \
	src/notices/outdated.c \
	src/notices/outdated.h \
	src/notices/queue.c \
	src/notices/queue.h \
	src/notices/format.c \
	src/notices/format.h \
	src/notices/source.c \
	src/notices/source.h

UNIT_TESTS += tests/unit/test_vote_ranked
tests_unit_test_vote_ranked_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_vote_ranked_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)
UNIT_TESTS += tests/unit/test_decide_vote
tests_unit_test_decide_vote_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_decide_vote_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_notices
tests_unit_test_notices_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_notices_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_advice
tests_unit_test_advice_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_advice_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_outdated
tests_unit_test_outdated_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_outdated_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_queue
tests_unit_test_queue_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_queue_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_notices_digest
tests_unit_test_notices_digest_SOURCES = tests/unit/test_notices_digest.c tests/unit/tags_tables.h
tests_unit_test_notices_digest_CFLAGS = $(TEST_CFLAGS) $(ICAL_CFLAGS)
tests_unit_test_notices_digest_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_decide_deadline
tests_unit_test_decide_deadline_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_decide_deadline_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

EXTRA_DIST += \
	tests/data/notices/agenda.eml \
	tests/data/notices/agenda-digest.eml \
	tests/data/notices/deadline-chair.eml \
	tests/data/notices/deadline-closed.eml \
	tests/data/notices/deadline-last-day.eml \
	tests/data/notices/deadline-moved.eml \
	tests/data/notices/deadline-not-agreed.eml \
	tests/data/notices/deadline-opened.eml \
	tests/data/notices/deadline-question.eml \
	tests/data/notices/deadline-text.eml \
	tests/data/notices/handover.eml \
	tests/data/notices/held.eml \
	tests/data/notices/held-operator.eml \
	tests/data/notices/minutes-final.eml \
	tests/data/notices/minutes-missing.eml \
	tests/data/notices/objection-unclear.eml \
	tests/data/notices/objections.eml \
	tests/data/notices/question.eml \
	tests/data/notices/receipt.eml \
	tests/data/notices/summary.eml \
	tests/data/notices/weekly.eml \
	tests/data/notices/assigned.eml \
	tests/data/notices/reminder.eml \
	tests/data/notices/trouble.eml

UNIT_TESTS += tests/unit/test_decide_meeting
tests_unit_test_decide_meeting_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_decide_meeting_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_source
tests_unit_test_source_SOURCES = tests/unit/test_source.c tests/unit/message_desk.h \
	tests/unit/source_desk.h
tests_unit_test_source_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_source_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)
