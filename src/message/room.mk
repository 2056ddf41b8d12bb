# message: see HACKING.md for what this room may use.

libcore_a_SOURCES += \
	src/message/address.c \
	src/message/archived.c \
	src/message/archived.h \
	src/message/attribution.c \
	src/message/author.c \
	src/message/authres.c \
	src/message/authres.h \
	src/message/authres_proof.c \
	src/message/dkim.c \
	src/message/dkim.h \
	src/message/banner.c \
	src/message/banner.h \
	src/message/banner_sentence.c \
	src/message/bounce.c \
	src/message/bounce.h \
	src/message/charset.c \
	src/message/enriched.c \
	src/message/flowed.c \
	src/message/fold.c \
	src/message/handover.c \
	src/message/handover.h \
	src/message/head.c \
	src/message/html.c \
	src/message/html_strip.c \
	src/message/html_tame.c \
	src/message/identity.c \
	src/message/identity.h \
	src/message/internal.h \
	src/message/iso2022.c \
	src/message/labels.c \
	src/message/letters.c \
	src/message/letters.h \
	src/message/mailtext.c \
	src/message/mailtext.h \
	src/message/mark.c \
	src/message/mark_head.c \
	src/message/mark_work.h \
	src/message/message.c \
	src/message/message.h \
	src/message/mime.c \
	src/message/patch.c \
	src/message/phrases.c \
	src/message/raw.c \
	src/message/reduce.c \
	src/message/reduce.h \
	src/message/rough.c \
	src/message/rough.h \
	src/message/text.c \
	src/message/whole.c \
	src/message/whole.h

UNIT_TESTS += tests/unit/test_message
tests_unit_test_message_SOURCES = tests/unit/test_message.c tests/unit/message_desk.h
tests_unit_test_message_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_message_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_reduce
tests_unit_test_reduce_CFLAGS = $(TEST_CFLAGS) -DSOURCE_ROOT='"$(abs_top_srcdir)"'
tests_unit_test_reduce_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_banner
tests_unit_test_banner_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_banner_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_address
tests_unit_test_address_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_address_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_mailtext
tests_unit_test_mailtext_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_mailtext_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_message_types
tests_unit_test_message_types_SOURCES = tests/unit/test_message_types.c tests/unit/message_desk.h
tests_unit_test_message_types_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_message_types_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_authres
tests_unit_test_authres_SOURCES = tests/unit/test_authres.c tests/unit/message_desk.h
tests_unit_test_authres_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_authres_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_handover
tests_unit_test_handover_SOURCES = tests/unit/test_handover.c tests/unit/message_desk.h
tests_unit_test_handover_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_handover_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_identity
tests_unit_test_identity_SOURCES = tests/unit/test_identity.c tests/unit/message_desk.h
tests_unit_test_identity_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_identity_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_bounce
tests_unit_test_bounce_CFLAGS = $(TEST_CFLAGS) -DSOURCE_ROOT='"$(abs_top_srcdir)"'
tests_unit_test_bounce_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_message_lines
tests_unit_test_message_lines_CFLAGS = $(TEST_CFLAGS) -DSOURCE_ROOT='"$(abs_top_srcdir)"'
tests_unit_test_message_lines_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_message_quotes
tests_unit_test_message_quotes_SOURCES = tests/unit/test_message_quotes.c tests/unit/tags_tables.h
tests_unit_test_message_quotes_CFLAGS = $(TEST_CFLAGS) -DSOURCE_ROOT='"$(abs_top_srcdir)"'
tests_unit_test_message_quotes_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_message_whole
tests_unit_test_message_whole_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_message_whole_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_message_corpora
tests_unit_test_message_corpora_CFLAGS = $(TEST_CFLAGS) -DSOURCE_ROOT='"$(abs_top_srcdir)"'
tests_unit_test_message_corpora_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

if FUZZING
check_PROGRAMS += tests/fuzz/fuzz_message
tests_fuzz_fuzz_message_SOURCES = tests/fuzz/fuzz_message.c
tests_fuzz_fuzz_message_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_message_LDADD = $(LIBCORE) $(CORE_LIBS)
check_PROGRAMS += tests/fuzz/fuzz_authres
tests_fuzz_fuzz_authres_SOURCES = tests/fuzz/fuzz_authres.c
tests_fuzz_fuzz_authres_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_authres_LDADD = $(LIBCORE) $(CORE_LIBS)
endif

EXTRA_DIST += \
	tests/data/authres \
	tests/data/bounce \
	tests/data/quotes \
	tests/data/replies \
	tests/data/message/attribution-address-bare.eml \
	tests/data/message/attribution-address-bare.marks \
	tests/data/message/attribution-address-german.eml \
	tests/data/message/attribution-address-german.marks \
	tests/data/message/attribution-address.eml \
	tests/data/message/attribution-address.marks \
	tests/data/message/attribution-languages.eml \
	tests/data/message/attribution-languages.marks \
	tests/data/message/attribution-trimmed.eml \
	tests/data/message/attribution-trimmed.marks \
	tests/data/message/attribution-unmarked.eml \
	tests/data/message/attribution-unmarked.marks \
	tests/data/message/code.eml \
	tests/data/message/code.marks \
	tests/data/message/false-alarms.eml \
	tests/data/message/false-alarms.marks \
	tests/data/message/flowed.eml \
	tests/data/message/flowed.marks \
	tests/data/message/footer-google.eml \
	tests/data/message/footer-google.marks \
	tests/data/message/footer-groupsio.eml \
	tests/data/message/footer-groupsio.marks \
	tests/data/message/footer-mailman3.eml \
	tests/data/message/footer-mailman3.marks \
	tests/data/message/footer-part.eml \
	tests/data/message/footer-part.marks \
	tests/data/message/forwarded-apple.eml \
	tests/data/message/forwarded-apple.marks \
	tests/data/message/forwarded.eml \
	tests/data/message/forwarded.marks \
	tests/data/message/groupwise.eml \
	tests/data/message/groupwise.marks \
	tests/data/message/header-block-short.eml \
	tests/data/message/header-block-short.marks \
	tests/data/message/html-apple.eml \
	tests/data/message/html-apple.marks \
	tests/data/message/html-gmail.eml \
	tests/data/message/html-gmail.marks \
	tests/data/message/html-outlook.eml \
	tests/data/message/html-outlook.marks \
	tests/data/message/interleaved.eml \
	tests/data/message/interleaved.marks \
	tests/data/message/message-part.eml \
	tests/data/message/message-part.marks \
	tests/data/message/minutes.eml \
	tests/data/message/minutes.marks \
	tests/data/message/mobile.eml \
	tests/data/message/mobile.marks \
	tests/data/message/not-quoted.eml \
	tests/data/message/not-quoted.marks \
	tests/data/message/notes-colons.eml \
	tests/data/message/notes-colons.marks \
	tests/data/message/notes-german.eml \
	tests/data/message/notes-german.marks \
	tests/data/message/notes-lines.eml \
	tests/data/message/notes-lines.marks \
	tests/data/message/original-bold.eml \
	tests/data/message/original-bold.marks \
	tests/data/message/original-marked.eml \
	tests/data/message/original-marked.marks \
	tests/data/message/outlook-rule-german.eml \
	tests/data/message/outlook-rule-german.marks \
	tests/data/message/outlook.eml \
	tests/data/message/outlook.marks \
	tests/data/message/patch.eml \
	tests/data/message/patch.marks \
	tests/data/message/pgp.eml \
	tests/data/message/pgp.marks \
	tests/data/message/quote-indented.eml \
	tests/data/message/quote-indented.marks \
	tests/data/message/quote-marks.eml \
	tests/data/message/quote-marks.marks \
	tests/data/message/range-diff.eml \
	tests/data/message/range-diff.marks \
	tests/data/message/signature-then-quote.eml \
	tests/data/message/signature-then-quote.marks \
	tests/data/message/signatures.eml \
	tests/data/message/signatures.marks \
	tests/data/message/top-posted.eml \
	tests/data/message/top-posted.marks
