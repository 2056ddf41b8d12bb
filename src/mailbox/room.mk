# mailbox: see HACKING.md for what this room may use.

libshell_a_SOURCES += \
	src/mailbox/mailbox.h
