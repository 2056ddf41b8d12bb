# committee: see HACKING.md for what this room may use.

libcore_a_SOURCES += \
	src/committee/held.c \
	src/committee/held.h \
	src/committee/image.c \
	src/committee/image.h \
	src/committee/incoming.c \
	src/committee/item_act.c \
	src/committee/item_act.h \
	src/committee/term_act.c \
	src/committee/term_act.h \
	src/committee/answered.c \
	src/committee/answered.h \
	src/committee/ballot.c \
	src/committee/ballot.h \
	src/committee/ballot_doubt.c \
	src/committee/ballot_doubt.h \
	src/committee/ballot_word.c \
	src/committee/ballot_word.h \
	src/committee/calendar.c \
	src/committee/calendar.h \
	src/committee/chairs.c \
	src/committee/chairs.h \
	src/committee/claim.c \
	src/committee/claim.h \
	src/committee/crosspost.c \
	src/committee/crosspost.h \
	src/committee/deadline.c \
	src/committee/deadline.h \
	src/committee/deadline_reply.c \
	src/committee/deadline_reply.h \
	src/committee/deadlines.c \
	src/committee/deadlines.h \
	src/committee/difference.c \
	src/committee/difference.h \
	src/committee/due_meeting.c \
	src/committee/due_meeting.h \
	src/committee/duty.c \
	src/committee/duty.h \
	src/committee/ending.c \
	src/committee/ending.h \
	src/committee/event.c \
	src/committee/event.h \
	src/committee/event_stored.c \
	src/committee/event_stored.h \
	src/committee/grant.c \
	src/committee/grant.h \
	src/committee/ladder.c \
	src/committee/ladder.h \
	src/committee/meeting_act.c \
	src/committee/meeting_act.h \
	src/committee/ownership.c \
	src/committee/ownership.h \
	src/committee/presence.c \
	src/committee/presence.h \
	src/committee/quorum.c \
	src/committee/quorum.h \
	src/committee/period.c \
	src/committee/period.h \
	src/committee/person.c \
	src/committee/person.h \
	src/committee/person_act.c \
	src/committee/person_act.h \
	src/committee/raise.c \
	src/committee/raise.h \
	src/committee/ranked.c \
	src/committee/ranked.h \
	src/committee/ranked_ballot.c \
	src/committee/ranked_ballot.h \
	src/committee/ranked_options.c \
	src/committee/ranked_options.h \
	src/committee/ranked_tally.c \
	src/committee/ranked_tally.h \
	src/committee/ranked_text.c \
	src/committee/ranked_text.h \
	src/committee/record.c \
	src/committee/record.h \
	src/committee/record_agenda.c \
	src/committee/record_agenda.h \
	src/committee/record_back.c \
	src/committee/record_back.h \
	src/committee/record_command.c \
	src/committee/record_command.h \
	src/committee/decisions.c \
	src/committee/decisions.h \
	src/committee/record_decision.c \
	src/committee/record_decision.h \
	src/committee/record_deadline.c \
	src/committee/record_deadline.h \
	src/committee/record_receipt.c \
	src/committee/record_receipt.h \
	src/committee/promises.c \
	src/committee/promises.h \
	src/committee/record_promise.c \
	src/committee/record_promise.h \
	src/committee/record_held.c \
	src/committee/record_held.h \
	src/committee/record_mail.c \
	src/committee/record_mail.h \
	src/committee/record_raised.c \
	src/committee/record_report.c \
	src/committee/record_report.h \
	src/committee/record_raised.h \
	src/committee/duty_round.c \
	src/committee/duty_round.h \
	src/committee/reread.c \
	src/committee/reread.h \
	src/committee/state.c \
	src/committee/state.h \
	src/committee/sweep.c \
	src/committee/sweep.h \
	src/committee/tally.c \
	src/committee/tally.h \
	src/committee/tally_sheet.c \
	src/committee/tally_sheet.h \
	src/committee/threads.c \
	src/committee/threads.h \
	src/committee/told.c \
	src/committee/told.h \
	src/committee/record_vote.c \
	src/committee/record_vote.h \
	src/committee/vote.c \
	src/committee/vote.h \
	src/committee/vote_meant.c \
	src/committee/vote_opening.c \
	src/committee/vote_reply.c \
	src/committee/vote_rule.c \
	src/committee/vote_rule.h \
	src/committee/vote_work.c \
	src/committee/vote_work.h \
	src/committee/votes.c \
	src/committee/walk.c \
	src/committee/votes.h \
	src/committee/walk.h

UNIT_TESTS += tests/unit/test_raise
tests_unit_test_raise_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_raise_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_committee
tests_unit_test_committee_SOURCES = tests/unit/test_committee.c tests/unit/committee_desk.h
tests_unit_test_committee_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_committee_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_claim
tests_unit_test_claim_SOURCES = tests/unit/test_claim.c tests/unit/committee_desk.h
tests_unit_test_claim_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_claim_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_committee_report
tests_unit_test_committee_report_SOURCES = tests/unit/test_committee_report.c tests/unit/committee_desk.h
tests_unit_test_committee_report_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_committee_report_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_committee_again
tests_unit_test_committee_again_SOURCES = tests/unit/test_committee_again.c tests/unit/tags_tables.h
tests_unit_test_committee_again_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_committee_again_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_chairs
tests_unit_test_chairs_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_chairs_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_calendar
tests_unit_test_calendar_SOURCES = tests/unit/test_calendar.c tests/unit/recurrence_table.h
tests_unit_test_calendar_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_calendar_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_decisions
tests_unit_test_decisions_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_decisions_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_promises
tests_unit_test_promises_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_promises_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_record_deadline
tests_unit_test_record_deadline_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_record_deadline_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_committee_person
tests_unit_test_committee_person_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_committee_person_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_image
tests_unit_test_image_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_image_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_walk
tests_unit_test_walk_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_walk_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_committee_deadline tests/unit/test_committee_threads
tests_unit_test_committee_deadline_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_committee_deadline_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)
tests_unit_test_committee_threads_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_committee_threads_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_committee_held
tests_unit_test_committee_held_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_committee_held_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_record_agenda
tests_unit_test_record_agenda_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_record_agenda_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_reread
tests_unit_test_reread_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_reread_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_due_meeting
tests_unit_test_due_meeting_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_due_meeting_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_duty_round
tests_unit_test_duty_round_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_duty_round_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_quorum
tests_unit_test_quorum_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_quorum_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_ladder
tests_unit_test_ladder_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_ladder_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_tally
tests_unit_test_tally_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_tally_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_record_vote
tests_unit_test_record_vote_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_record_vote_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_vote
tests_unit_test_vote_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_vote_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_ranked
tests_unit_test_ranked_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_ranked_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_ballot
tests_unit_test_ballot_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_ballot_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

if FUZZING
check_PROGRAMS += tests/fuzz/fuzz_votes
tests_fuzz_fuzz_votes_CFLAGS = $(AM_CFLAGS)
tests_fuzz_fuzz_votes_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_votes_LDADD = $(LIBCORE) $(CORE_LIBS)
endif
