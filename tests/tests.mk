# How tests run: everything speaks TAP.  A unit test is a cmocka program that its
# room.mk lists in UNIT_TESTS; a script test is listed in SCRIPT_TESTS.

TEST_LIBS = $(CMOCKA_LIBS)
TEST_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(GMIME_CFLAGS) $(JANSSON_CFLAGS) $(ICAL_CFLAGS)

if HAVE_CMOCKA
check_PROGRAMS += $(UNIT_TESTS)
TESTS = $(UNIT_TESTS) $(SCRIPT_TESTS)
else
TESTS = $(SCRIPT_TESTS)
endif

TEST_EXTENSIONS = .py .sh
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
PY_LOG_DRIVER = $(LOG_DRIVER)
PY_LOG_COMPILER = $(PYTHON)
SH_LOG_DRIVER = $(LOG_DRIVER)
SH_LOG_COMPILER = $(SHELL)
# For tests that run valgrind or weigh memory: the two do not go together with sanitizers.
if SANITIZERS
SANITIZERS_ON = yes
else
SANITIZERS_ON =
endif

AM_TESTS_ENVIRONMENT = CMOCKA_MESSAGE_OUTPUT=TAP; export CMOCKA_MESSAGE_OUTPUT; \
	BEADLE='$(abs_top_builddir)/beadle'; export BEADLE; \
	srcdir='$(abs_top_srcdir)'; export srcdir; \
	BEADLE_SANITIZERS='$(SANITIZERS_ON)'; export BEADLE_SANITIZERS; \
	PYTHONDONTWRITEBYTECODE=1; export PYTHONDONTWRITEBYTECODE;

SCRIPT_TESTS += \
	tests/live/test_ballots.py \
	tests/live/test_check.py \
	tests/live/test_clock.py \
	tests/live/test_commands.py \
	tests/live/test_daemon.py \
	tests/live/test_delivery.py \
	tests/live/test_dialogue.py \
	tests/live/test_disk_full.py \
	tests/live/test_faults.py \
	tests/live/test_feed.py \
	tests/live/test_init.py \
	tests/live/test_mailman.py \
	tests/live/test_main_job.py \
	tests/live/test_page.py \
	tests/live/test_operator.py \
	tests/live/test_servers.py \
	tests/live/test_trace.py

# The sanitizers look at the memory themselves, and have one of their own; four months of mail would take them a quarter
# of an hour, and a thousand starts of a program that rebuilds, which others do once, as long.  What a kill leaves behind,
# servers of others, schemas and the house look the same to them.
NOT_SANITIZED = \
	tests/crash/test_crash_folders.py \
	tests/crash/test_crash_servers.py \
	tests/crash/test_crash_votes.py \
	tests/flow/test_alerts.py \
	tests/flow/test_campaign.py \
	tests/flow/test_follow_through.py \
	tests/flow/test_rebuild.py \
	tests/flow/test_schema.py \
	tests/flow/test_snapshot.py \
	tests/house/test_completions.py \
	tests/house/test_pages.py \
	tests/house/test_rooms.py \
	tests/house/test_words.py \
	tests/live/test_memory.py \
	tests/live/test_milters.py
if !SANITIZERS
SCRIPT_TESTS += $(NOT_SANITIZED)
endif

EXTRA_DIST += $(SCRIPT_TESTS) $(NOT_SANITIZED) tests/house/installed.py tests/live/hostile_senders.py \
	tests/lib/browser.py \
	tests/lib/certs.py \
	tests/lib/cyrus.py \
	tests/lib/dkim.py \
	tests/lib/dns.py \
	tests/lib/dovecot.py \
	tests/lib/faults.py \
	tests/lib/imap_cases.py \
	tests/lib/imap_server.py \
	tests/lib/milters.py \
	tests/lib/minutes.py \
	tests/lib/mailman.py \
	tests/lib/postfix.py \
	tests/lib/procs.py \
	tests/lib/program.py \
	tests/lib/programs.py \
	tests/lib/promtool.py \
	tests/lib/proxy.py \
	tests/lib/scripted.py \
	tests/lib/servers.py \
	tests/lib/shapes.py \
	tests/lib/supervisor.py \
	tests/lib/tap.py \
	tests/lib/valgrind.supp \
	tests/lib/world.py

FLOWS = agenda-mailed alike answers-by-mail answers-no archive assigned-and-reminded bounces chair-questions corrected-minutes dates decisions deadline-contested deadline-corrected deadline-stands \
	deadline-strangers deadline-untold duty group-item ladder late-hour long-letters limits looks-done mail-systems meeting-cycle meeting-moved minutes-quoted minutes-unheaded next-meeting nightly nobodys objection-told objections \
	old-archive operator-acts operator-items operator-pause outage places plan-changes poison put-aside quiet-list raise-anyone \
	raise-members raise-proved receipt regrets-quorum renamed review said-again standing-duty stranger \
	unreadable vote-corrected vote-digests vote-failed vote-kept vote-no-quorum vote-operator vote-passed vote-ranked vote-ranked-tie vote-secret working-days wrong-clocks
SCRIPT_TESTS += \
	tests/crash/test_crash_many.py \
	tests/flow/run.py \
	tests/flow/test_bounces.py \
	tests/flow/test_daylight.py \
	tests/flow/test_duties.py \
	tests/flow/test_export.py \
	tests/flow/test_floods.py \
	tests/flow/test_forged.py \
	tests/flow/test_handover.py \
	tests/flow/test_identity.py \
	tests/flow/test_ladder_upgrade.py \
	tests/flow/test_lists.py \
	tests/flow/test_preview.py \
	tests/flow/test_keeping.py \
	tests/flow/test_publishing.py \
	tests/flow/test_restore.py \
	tests/flow/test_minutes.py \
	tests/flow/test_round_trip.py \
	tests/flow/test_secret.py \
	tests/flow/test_simulate.py \
	tests/flow/test_standby.py \
	tests/flow/test_terminal.py \
	tests/flow/test_two_beadles.py \
	tests/flow/test_vote_troubles.py
EXTRA_DIST += tests/crash/crash.py tests/crash/folders.py tests/crash/failpoint_kill.c \
	$(FLOWS:%=tests/flow/%) \
	tests/data/ledger \
	tests/data/lists \
	demo
