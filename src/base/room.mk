# base: see HACKING.md for what this room may use.

libbase_a_SOURCES += \
	src/base/buf.c \
	src/base/buf.h \
	src/base/err.c \
	src/base/err.h \
	src/base/failpoint.h \
	src/base/file.c \
	src/base/file.h \
	src/base/keyset.c \
	src/base/keyset.h \
	src/base/letter.c \
	src/base/letter.h \
	src/base/log.c \
	src/base/log.h \
	src/base/mem.c \
	src/base/mem.h \
	src/base/nearest.c \
	src/base/nearest.h \
	src/base/report.h \
	src/base/span.c \
	src/base/span.h \
	src/base/trace.c \
	src/base/trace.h \
	src/base/url.c \
	src/base/url.h \
	src/base/user.c \
	src/base/user.h

UNIT_TESTS += tests/unit/test_base tests/unit/test_trace
tests_unit_test_base_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_base_LDADD = $(LIBBASE) $(TEST_LIBS)
tests_unit_test_trace_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_trace_LDADD = $(LIBBASE) $(TEST_LIBS)
