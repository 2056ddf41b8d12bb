#!/usr/bin/env python3
"""Prints recurrence_table.h: a fortnightly meeting through the clock changes, as Python's zoneinfo has it.

Every other Wednesday and every other Sunday at 02:30 (in the gap, and in the hour that comes twice) from
January to December 2023, in three zones.  Run by hand:  recurrence_table.py > recurrence_table.h
"""
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

SERIES = [("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", datetime(2023, 1, 4, 13, 0)),
          ("FREQ=WEEKLY;BYDAY=SU", datetime(2023, 1, 1, 2, 30))]

print("/* recurrence_table.h - written by recurrence_table.py; times \"local\" stand as if they were UTC. */")
print("static const struct {\n\tconst char *zone, *rule, *local, *utc;\n} dst_table[] = {")
for name in ["America/Los_Angeles", "Australia/Sydney", "Europe/Zurich"]:
    for rule, start in SERIES:
        at = start
        while at.year == 2023:
            utc = at.replace(tzinfo=ZoneInfo(name), fold=0).astimezone(timezone.utc)
            print(f'\t{{ "{name}", "{rule}", "{at:%Y-%m-%dT%H:%M:%SZ}", "{utc:%Y-%m-%dT%H:%M:%SZ}" }},')
            at += timedelta(days=14 if "INTERVAL" in rule else 7)
print("};")
