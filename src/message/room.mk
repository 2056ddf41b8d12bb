# message: see HACKING.md for what this room may use.

libcore_a_SOURCES += \
	src/message/attribution.c \
	src/message/author.c \
	src/message/charset.c \
	src/message/flowed.c \
	src/message/fold.c \
	src/message/head.c \
	src/message/html.c \
	src/message/internal.h \
	src/message/labels.c \
	src/message/mark.c \
	src/message/message.c \
	src/message/message.h \
	src/message/mime.c \
	src/message/patch.c \
	src/message/phrases.c \
	src/message/raw.c \
	src/message/text.c
