# notices: see HACKING.md for what this room may use.

libcore_a_SOURCES += \
	src/notices/policy.h
