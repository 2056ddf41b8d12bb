# bot: see HACKING.md for what this room may use.

libshell_a_SOURCES += \
	src/bot/rebuild_mails.c \
	src/bot/rebuild_mails.h \
	src/bot/bounces.c \
	src/bot/bounces.h \
	src/bot/confine.c \
	src/bot/confine.h \
	src/bot/thread.c \
	src/bot/thread.h \
	src/bot/decide.c \
	src/bot/decide.h \
	src/bot/delivery.c \
	src/bot/delivery.h \
	src/bot/delivery_answer.c \
	src/bot/delivery_doubt.c \
	src/bot/delivery_hold.c \
	src/bot/delivery_work.h \
	src/bot/digest_mails.c \
	src/bot/digest_mails.h \
	src/bot/feed_worker.c \
	src/bot/feeds.c \
	src/bot/feeds.h \
	src/bot/fetch_worker.c \
	src/bot/forget.c \
	src/bot/forget.h \
	src/bot/frame.c \
	src/bot/frame.h \
	src/bot/incoming.c \
	src/bot/incoming.h \
	src/bot/intake.c \
	src/bot/intake.h \
	src/bot/judge.c \
	src/bot/judge.h \
	src/bot/keep.c \
	src/bot/keep.h \
	src/bot/keeper.c \
	src/bot/keeper.h \
	src/bot/notify.c \
	src/bot/notify.h \
	src/bot/origin.c \
	src/bot/origin.h \
	src/bot/outcome.c \
	src/bot/outcome.h \
	src/bot/plan.c \
	src/bot/plan.h \
	src/bot/proof.c \
	src/bot/proof.h \
	src/bot/command_worker.c \
	src/bot/keeping.c \
	src/bot/keeping.h \
	src/bot/publish.c \
	src/bot/publish.h \
	src/bot/publishing.c \
	src/bot/publishing.h \
	src/bot/read_worker.c \
	src/bot/reading.c \
	src/bot/reading.h \
	src/bot/reading_json.c \
	src/bot/rebuild.c \
	src/bot/rebuild.h \
	src/bot/recall.c \
	src/bot/recall.h \
	src/bot/round.c \
	src/bot/round.h \
	src/bot/secret.c \
	src/bot/secret.h \
	src/bot/send_worker.c \
	src/bot/simulate.c \
	src/bot/simulate.h \
	src/bot/timekeeping.c \
	src/bot/timekeeping.h \
	src/bot/token.c \
	src/bot/token.h \
	src/bot/rebuild_ballots.c \
	src/bot/rebuild_ballots.h \
	src/bot/rebuild_notices.c \
	src/bot/rebuild_notices.h \
	src/bot/rebuild_rows.c \
	src/bot/rebuild_rows.h \
	src/bot/worker.c \
	src/bot/worker.h \
	src/bot/world.c \
	src/bot/world.h

UNIT_TESTS += tests/unit/test_confine
tests_unit_test_confine_SOURCES = tests/unit/test_confine.c src/cli/failpoint_off.c
tests_unit_test_confine_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_confine_LDADD = $(LIBSHELL) $(SHELL_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_secret
tests_unit_test_secret_SOURCES = tests/unit/test_secret.c src/cli/failpoint_off.c
tests_unit_test_secret_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_secret_LDADD = $(LIBSHELL) $(SHELL_LIBS) $(TEST_LIBS)

UNIT_TESTS += tests/unit/test_intake
tests_unit_test_intake_SOURCES = tests/unit/test_intake.c src/cli/failpoint_off.c
tests_unit_test_intake_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_intake_LDADD = $(LIBSHELL) $(SHELL_LIBS) $(TEST_LIBS)

SCRIPT_TESTS += tests/live/test_confine.py tests/live/test_user.py
EXTRA_DIST += tests/live/test_confine.py tests/live/test_user.py
