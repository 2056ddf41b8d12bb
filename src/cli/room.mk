# cli: see HACKING.md for what this room may use.

CLI_SOURCES = \
	src/cli/act.c \
	src/cli/act.h \
	src/cli/ahead.c \
	src/cli/ahead.h \
	src/cli/archive.c \
	src/cli/archive.h \
	src/cli/chronicle.c \
	src/cli/chronicle.h \
	src/cli/cli.c \
	src/cli/cli.h \
	src/cli/cmd_add.c \
	src/cli/cmd_check.c \
	src/cli/cmd_explain.c \
	src/cli/cmd_export.c \
	src/cli/cmd_held.c \
	src/cli/cmd_history.c \
	src/cli/cmd_init.c \
	src/cli/cmd_item.c \
	src/cli/cmd_list.c \
	src/cli/cmd_meeting.c \
	src/cli/cmd_decisions.c \
	src/cli/cmd_decisions.h \
	src/cli/cmd_meetings.c \
	src/cli/cmd_votes.c \
	src/cli/cmd_votes.h \
	src/cli/cmd_extend.c \
	src/cli/cmd_minutes.c \
	src/cli/cmd_names.c \
	src/cli/cmd_person.c \
	src/cli/cmd_preview.c \
	src/cli/cmd_rebuild.c \
	src/cli/cmd_run.c \
	src/cli/cmd_scan.c \
	src/cli/cmd_simulate.c \
	src/cli/cmd_tally.c \
	src/cli/columns.c \
	src/cli/columns.h \
	src/cli/exposure.c \
	src/cli/exposure.h \
	src/cli/main.c \
	src/cli/output.c \
	src/cli/output.h \
	src/cli/placeholders.c \
	src/cli/placeholders.h \
	src/cli/reader.c \
	src/cli/reader.h \
	src/cli/source.c \
	src/cli/source.h \
	src/cli/terminal.c \
	src/cli/terminal.h \
	src/cli/turns.c \
	src/cli/turns.h

dist_man_MANS += man/beadle.1 man/beadle-howto.7

bin_PROGRAMS += beadle
beadle_SOURCES = $(CLI_SOURCES) src/cli/failpoint_off.c
beadle_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
beadle_LDADD = $(LIBSHELL) $(SHELL_LIBS)

# The same program with failpoints that count and kill: the link decides (base/failpoint.h).
check_PROGRAMS += beadle-crash
beadle_crash_SOURCES = $(CLI_SOURCES) tests/crash/failpoint_kill.c
beadle_crash_CFLAGS = $(beadle_CFLAGS)
beadle_crash_LDADD = $(beadle_LDADD)

# The same program by a clock that a test sets.
check_PROGRAMS += beadle-clock
beadle_clock_SOURCES = tests/live/clock_by_file.c
beadle_clock_LDADD = $(beadle_OBJECTS) $(beadle_LDADD)

SCRIPT_TESTS += tests/flow/test_columns.py tests/flow/test_explain.py tests/flow/test_turns.py tests/flow/test_votes.py \
	tests/flow/test_tally.py
EXTRA_DIST += tests/data/tally
