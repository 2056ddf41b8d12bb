# Units of systemd: where they go is configure's --with-systemdsystemunitdir.  What both services share, what tells a
# unit of one committee among several (the @ in its name) from the unit of the only one, and where the program lies, is
# put into them here.

UNIT_SOURCES = systemd/beadle.service systemd/beadle-once.service systemd/beadle-once.timer
UNITS = $(UNIT_SOURCES) systemd/beadle@.service systemd/beadle-once@.service systemd/beadle-once@.timer
EXTRA_DIST += $(UNIT_SOURCES:%=%.in) systemd/sandbox
SCRIPT_TESTS += tests/live/test_systemd.py
EXTRA_DIST += tests/lib/sandbox.py

if HAVE_SYSTEMD
nodist_systemdsystemunit_DATA = $(UNITS)
endif
CLEANFILES += $(UNITS)

# Built for the tests where they are not installed.
check_DATA = $(UNITS)

$(UNITS): $(UNIT_SOURCES:%=$(srcdir)/%.in) systemd/sandbox Makefile
	$(AM_V_GEN)$(MKDIR_P) systemd && case $@ in \
	*@.*) name=beadle-%i config=%i at=@%i of=': %i' ;; \
	*) name=beadle config=beadle at= of= ;; \
	esac && sed -e '/^@sandbox@$$/{' -e 'r $(srcdir)/systemd/sandbox' -e 'd' -e '}' $(srcdir)/$(subst @,,$@).in | \
		sed -e 's|@''bindir@|$(bindir)|g' -e 's|@''sysconfdir@|$(sysconfdir)|g' -e 's|@''unit@|$(@F)|g' \
		-e "s|@""name@|$$name|g" -e "s|@""config@|$$config|g" -e "s|@""of@|$$of|g" \
		-e "s|@""daemon@|beadle$$at|g" -e "s|@""once@|beadle-once$$at|g" >$@.new && mv $@.new $@
