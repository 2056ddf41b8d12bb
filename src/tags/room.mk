# tags: see HACKING.md for what this room may use.

libcore_a_SOURCES += \
	src/tags/fact.h \
	src/tags/people.h \
	src/tags/scan.h
