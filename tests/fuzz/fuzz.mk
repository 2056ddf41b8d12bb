# The fuzz harnesses: with --enable-fuzzing (clang) as fuzzers, and always as replays of the seeds in tests/data/fuzz.
#
#	tests/fuzz/fuzz_tags -max_len=256 -entropic=0 -reduce_inputs=0 -dict=tests/fuzz/words.dict -runs=10000000 \
#		FOLDER tests/data/fuzz/tags
#
# For long runs build with CFLAGS='-g -O2 -fno-sanitize-coverage=trace-cmp' and keep FOLDER in memory: most of the time
# goes to libFuzzer's own accounts, not to the harness (512 bytes for messages, 256 for tags and minutes, 128 for dates).
#


REPLAYS = tests/fuzz/replay_message tests/fuzz/replay_minutes tests/fuzz/replay_tags tests/fuzz/replay_due \
	tests/fuzz/replay_config tests/fuzz/replay_authres tests/fuzz/replay_bounce tests/fuzz/replay_votes
UNIT_TESTS += $(REPLAYS)
tests_fuzz_replay_message_SOURCES = tests/fuzz/fuzz_message.c tests/fuzz/replay.c
tests_fuzz_replay_message_CFLAGS = $(AM_CFLAGS) -DFUZZ_SEEDS='"tests/data/fuzz/message"'
tests_fuzz_replay_message_LDADD = $(LIBCORE) $(CORE_LIBS)
tests_fuzz_replay_minutes_SOURCES = tests/fuzz/fuzz_minutes.c tests/fuzz/replay.c
tests_fuzz_replay_minutes_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS) -DFUZZ_SEEDS='"tests/data/fuzz/minutes"'
tests_fuzz_replay_minutes_LDADD = $(LIBCORE) $(CORE_LIBS)
tests_fuzz_replay_tags_SOURCES = tests/fuzz/fuzz_tags.c tests/fuzz/replay.c
tests_fuzz_replay_tags_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS) -DFUZZ_SEEDS='"tests/data/fuzz/tags"'
tests_fuzz_replay_tags_LDADD = $(LIBCORE) $(CORE_LIBS)
tests_fuzz_replay_due_SOURCES = tests/fuzz/fuzz_due.c tests/fuzz/replay.c
tests_fuzz_replay_due_CFLAGS = $(AM_CFLAGS) -DFUZZ_SEEDS='"tests/data/fuzz/due"'
tests_fuzz_replay_due_LDADD = $(LIBCORE) $(CORE_LIBS)
tests_fuzz_replay_config_SOURCES = tests/fuzz/fuzz_config.c tests/fuzz/replay.c
tests_fuzz_replay_config_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS) -DFUZZ_SEEDS='"tests/data/config"'
tests_fuzz_replay_config_LDADD = $(LIBSHELL) $(YAML_LIBS) $(CORE_LIBS)
tests_fuzz_replay_authres_SOURCES = tests/fuzz/fuzz_authres.c tests/fuzz/replay.c
tests_fuzz_replay_authres_CFLAGS = $(AM_CFLAGS) -DFUZZ_SEEDS='"tests/data/fuzz/authres"'
tests_fuzz_replay_authres_LDADD = $(LIBCORE) $(CORE_LIBS)
# the reports of the unit test, read as any mail
tests_fuzz_replay_bounce_SOURCES = tests/fuzz/fuzz_message.c tests/fuzz/replay.c
tests_fuzz_replay_bounce_CFLAGS = $(AM_CFLAGS) -DFUZZ_SEEDS='"tests/data/bounce"'
tests_fuzz_replay_bounce_LDADD = $(LIBCORE) $(CORE_LIBS)

tests_fuzz_replay_votes_SOURCES = tests/fuzz/fuzz_votes.c tests/fuzz/replay.c
tests_fuzz_replay_votes_CFLAGS = $(AM_CFLAGS) -DFUZZ_SEEDS='"tests/data/fuzz/votes"'
tests_fuzz_replay_votes_LDADD = $(LIBCORE) $(CORE_LIBS)
EXTRA_DIST += tests/data/fuzz tests/fuzz/words.dict
