# export: see HACKING.md for what this room may use.

libcore_a_SOURCES += \
	src/export/csv.c \
	src/export/export.c \
	src/export/export.h \
	src/export/html.c \
	src/export/html.h \
	src/export/html_attendance.c \
	src/export/html_decide.c \
	src/export/html_decisions.c \
	src/export/html_draw.c \
	src/export/html_items.c \
	src/export/html_parts.c \
	src/export/html_style.h \
	src/export/html_votes.c \
	src/export/ics.c \
	src/export/json.c \
	src/export/kept.c \
	src/export/kept.h \
	src/export/metrics.c \
	src/export/ranked_json.c \
	src/export/ranked_json.h \
	src/export/metrics.h \
	src/export/page.c \
	src/export/page.h \
	src/export/view.c \
	src/export/view.h

UNIT_TESTS += tests/unit/test_export
tests_unit_test_export_SOURCES = tests/unit/test_export.c tests/unit/source_desk.h
tests_unit_test_export_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_export_LDADD = $(LIBCORE) $(CORE_LIBS) $(TEST_LIBS)

EXTRA_DIST += \
	tests/data/export/beadle.json \
	tests/data/export/beadle.prom \
	tests/data/export/bsc.ics \
	tests/data/export/deadlines.csv \
	tests/data/export/decisions.csv \
	tests/data/export/index.html \
	tests/data/export/items.csv \
	tests/data/export/meetings.csv \
	tests/data/export/ballots.csv \
	tests/data/export/votes.csv
