# Units of systemd: where they go is configure's --with-systemdsystemunitdir.  What both services share, and
# where the program lies, is put into them here.

UNITS = systemd/beadle.service systemd/beadle-once.service
EXTRA_DIST += $(UNITS:%=%.in) systemd/beadle-once.timer systemd/sandbox
SCRIPT_TESTS += tests/live/test_systemd.py
EXTRA_DIST += tests/lib/sandbox.py

if HAVE_SYSTEMD
nodist_systemdsystemunit_DATA = $(UNITS)
dist_systemdsystemunit_DATA = systemd/beadle-once.timer
endif
CLEANFILES += $(UNITS)

# Built for the tests where they are not installed.
check_DATA = $(UNITS)

$(UNITS): systemd/sandbox Makefile
	$(AM_V_GEN)$(MKDIR_P) systemd && sed -e '/^@sandbox@$$/{' -e 'r $(srcdir)/systemd/sandbox' -e 'd' -e '}' $(srcdir)/$@.in | \
		sed -e 's|@''bindir@|$(bindir)|g' -e 's|@''sysconfdir@|$(sysconfdir)|g' >$@.new && mv $@.new $@
systemd/beadle.service: systemd/beadle.service.in
systemd/beadle-once.service: systemd/beadle-once.service.in
