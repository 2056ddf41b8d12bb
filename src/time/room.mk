# time: see HACKING.md for what this room may use.

libcore_a_SOURCES += \
	src/time/civil.h \
	src/time/clock.c \
	src/time/clock.h \
	src/time/due.h \
	src/time/zone.h
