# message: see HACKING.md for what this room may use.

libcore_a_SOURCES += \
	src/message/message.h
