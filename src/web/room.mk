# web: see HACKING.md for what this room may use.

libshell_a_SOURCES += \
	src/web/certificate.c \
	src/web/certificate.h \
	src/web/web.c \
	src/web/web.h \
	src/web/web_curl.c \
	src/web/web_curl.h
