# web: see HACKING.md for what this room may use.

libshell_a_SOURCES += \
	src/web/address.c \
	src/web/address.h \
	src/web/certificate.c \
	src/web/certificate.h \
	src/web/connection.c \
	src/web/connection.h \
	src/web/sasl.c \
	src/web/sasl.h \
	src/web/web.c \
	src/web/web.h \
	src/web/web_curl.c \
	src/web/web_curl.h

UNIT_TESTS += tests/unit/test_web
tests_unit_test_web_CFLAGS = $(TEST_CFLAGS)
tests_unit_test_web_LDADD = $(LIBSHELL) $(SHELL_LIBS) $(TEST_LIBS)
