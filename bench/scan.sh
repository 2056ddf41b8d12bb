#!/bin/sh
# scan.sh - `beadle scan` of an mbox against `grep -c AI` and a Python script of the usual kind.
#
#	bench/scan.sh BUILD-FOLDER [MAILS]
#
# The mbox is made of the mails in ../shared/corpora (or $BEADLE_CORPORA): lists and replies, repeated,
# with tags planted (scan_mbox.py).  Same file, same run, page cache warm; the best of three counts
# (the script: of one).  Prints seconds, mails per second, MB/s and the ratios; the goal is
# scan <= 3 x grep.  Minutes: ../shared/bsc/minutes.md, read again and again in one run.
# A measurement, not a test: figures depend on the machine, ratios less.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=${1:?usage: bench/scan.sh BUILD-FOLDER [MAILS]}
mails=${2:-30000}
corpora=${BEADLE_CORPORA:-$here/../../shared/corpora}
beadle=$build/beadle
[ -d "$corpora/lists" ] || { echo "skipped: no corpora at $corpora"; exit 0; }
[ -x "$beadle" ] || { echo "skipped: build beadle first"; exit 0; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
python3 "$here/scan_mbox.py" "$corpora" "$mails" >"$work/mbox"
size=$(wc -c <"$work/mbox")
cat "$work/mbox" >/dev/null

# best N COMMAND...: the least wall seconds of N runs
best()
{
	times=$1
	shift
	python3 - "$times" "$work/out" "$@" <<'PY'
import subprocess
import sys
import time
best = None
for _ in range(int(sys.argv[1])):
    with open(sys.argv[2], "wb") as out:
        start = time.perf_counter()
        subprocess.run(sys.argv[3:], stdout=out, check=False)
        took = time.perf_counter() - start
    best = took if best is None else min(best, took)
print(f"{best:.4f}")
PY
}

row()
{
	awk -v what="$1" -v s="$2" -v mails="$mails" -v size="$size" -v grep="$3" -v found="$4" 'BEGIN {
		printf "%-12s %8.3f s  %9.0f mails/s  %8.1f MB/s  %7.2f x grep  (%s)\n", what, s, mails / s,
			size / 1e6 / s, s / grep, found }'
}

awk -v n="$mails" -v size="$size" 'BEGIN { printf "%d mails, %.1f MB\n", n, size / 1e6 }'
grep=$(best 3 env LC_ALL=C grep -c AI "$work/mbox")
row grep "$grep" "$grep" "$(cat "$work/out") lines"
scan=$(best 3 "$beadle" scan "$work/mbox")
row scan "$scan" "$grep" "$(grep -c ': action ' "$work/out") tags"
usual=$(best 1 python3 "$here/scan_usual.py" "$work/mbox")
row python "$usual" "$grep" "$(cat "$work/out") tags"
awk -v scan="$scan" -v grep="$grep" -v usual="$usual" 'BEGIN {
	printf "ratios: scan / grep %.2f, python / scan %.1f\n", scan / grep, usual / scan }'

minutes=$corpora/../bsc/minutes.md
if [ -r "$minutes" ]; then
	set --
	while [ $# -lt 20 ]; do set -- "$@" "$minutes"; done
	t=$(best 3 "$beadle" scan "$@")
	g=$(best 3 env LC_ALL=C grep -c AI "$@")
	awk -v t="$t" -v g="$g" -v lines="$(wc -l <"$minutes")" -v size="$(wc -c <"$minutes")" 'BEGIN {
		printf "minutes: %d files of %d lines in %.3f s: %.0f files/s, %.1f MB/s, %.1f x grep\n", 20, lines, t,
			20 / t, 20 * size / 1e6 / t, t / g }'
fi
