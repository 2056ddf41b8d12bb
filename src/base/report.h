/* report.h - who hears of each step that went well, for `check --connect`. */
#ifndef BEADLE_BASE_REPORT_H
#define BEADLE_BASE_REPORT_H

/* "TCP", "192.0.2.1 port 993" */
typedef void step_report(void *user, const char *step, const char *detail);

#endif
