# notices: see HACKING.md for what this room may use.

libcore_a_SOURCES += \
	src/notices/compose.c \
	src/notices/compose.h \
	src/notices/decide.c \
	src/notices/decide.h \
	src/notices/layout.c \
	src/notices/layout.h \
	src/notices/mailtext.c \
	src/notices/mailtext.h \
	src/notices/policy.h
