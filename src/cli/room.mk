# cli: see HACKING.md for what this room may use.

bin_PROGRAMS += beadle
beadle_SOURCES = src/cli/main.c src/cli/failpoint_off.c
beadle_LDADD = $(LIBSHELL) $(SHELL_LIBS)
