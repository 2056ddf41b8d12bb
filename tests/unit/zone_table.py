#!/usr/bin/env python3
"""Prints zone_table.h: what Python's zoneinfo says of the zones in test_zone.c.

Run by hand when a zone's rules have changed:  zone_table.py > zone_table.h
"""
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

ZONES = ["America/Los_Angeles", "Australia/Sydney", "Europe/Zurich", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"]
FAR_ZONES = ZONES + ["America/Nuuk", "Europe/Dublin"]
FAR_YEARS = [2038, 2044, 2051, 2096, 2100]
UTC = timezone.utc
BEGIN, END = datetime(2021, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def offset(zone, instant):
    return int(instant.astimezone(zone).utcoffset().total_seconds())


def changes(zone, begin=BEGIN, end=END):
    at = begin
    while at < end:
        after = at + timedelta(days=7)
        if offset(zone, at) != offset(zone, after):
            low, high = at, after
            while high - low > SECOND:
                middle = low + (high - low) // 2
                middle = middle.replace(microsecond=0)
                low, high = (middle, high) if offset(zone, middle) == offset(zone, at) else (low, middle)
            yield high
        at = after


def abbreviation(zone, instant):
    name = instant.astimezone(zone).strftime("%Z")
    return name if name[0].isalpha() else instant.astimezone(zone).strftime("%z")


def utc_text(instant):
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def local_text(local):
    return local.strftime("%Y-%m-%dT%H:%M:%SZ")


print("/* zone_table.h - written by zone_table.py; times \"local\" stand as if they were UTC. */")
print("static const struct {\n\tconst char *zone, *utc;\n\tint offset_s;\n\tconst char *name;\n} instants[] = {")
for name in ZONES:
    zone = ZoneInfo(name)
    points = [BEGIN, datetime(2023, 7, 5, 16, tzinfo=UTC), END - SECOND]
    for change in changes(zone):
        points += [change - SECOND, change]
    for p in sorted(points):
        print(f'\t{{ "{name}", "{utc_text(p)}", {offset(zone, p)}, "{abbreviation(zone, p)}" }},')
# beyond the years that tzdata spells out
for name in FAR_ZONES:
    zone = ZoneInfo(name)
    for year in FAR_YEARS:
        begin = datetime(year, 1, 1, tzinfo=UTC)
        points = [begin, datetime(year, 2, 28, 12, tzinfo=UTC) + timedelta(days=1), datetime(year, 7, 5, 16, tzinfo=UTC)]
        for change in changes(zone, begin, datetime(year + 1, 1, 1, tzinfo=UTC)):
            points += [change - SECOND, change]
        for p in sorted(points):
            print(f'\t{{ "{name}", "{utc_text(p)}", {offset(zone, p)}, "{abbreviation(zone, p)}" }},')
print("};\n")
print("static const struct {\n\tconst char *zone, *local, *utc;\n} locals[] = {")
for name in ZONES:
    zone = ZoneInfo(name)
    points = [datetime(2023, 7, 5, 9), datetime(2021, 1, 1), datetime(2027, 12, 31, 23, 59, 59)]
    for change in changes(zone):
        old = change.replace(tzinfo=None) + timedelta(seconds=offset(zone, change - SECOND))
        new = change.replace(tzinfo=None) + timedelta(seconds=offset(zone, change))
        low, high = min(old, new), max(old, new)
        points += [low - SECOND, low, low + (high - low) / 2, high - SECOND, high]
    for p in sorted(points):
        utc = p.replace(tzinfo=zone, fold=0).astimezone(UTC)
        print(f'\t{{ "{name}", "{local_text(p)}", "{utc_text(utc)}" }},')
print("};")
