#!/bin/sh
# scan.sh - `beadle scan` of an mbox against `grep -c AI` and a Python script of the usual kind.
#
#	bench/scan.sh BUILD-FOLDER [MAILS]
#
# The mbox is made of the mails in ../shared/corpora (or $BEADLE_CORPORA): lists and replies, repeated,
# with tags planted (scan_mbox.py).  Same file, same run, page cache warm; the best of five counts
# (the script: of one).  Prints seconds, seconds of processors (of all processes together), mails per second,
# MB/s and the ratios; the goal is scan <= 3 x grep.  scan is measured with all processors that it may have, and
# with one.  Minutes: ../shared/bsc/minutes.md, read again and again in one run.
# A measurement, not a test: figures depend on the machine, ratios less, and on a busy machine those of the
# processors' seconds least.
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

# best N COMMAND...: the least seconds of N runs, and the least of processors
best()
{
	times=$1
	shift
	python3 - "$times" "$work/out" "$@" <<'PY'
import resource
import subprocess
import sys
import time
def cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
runs = []
for _ in range(int(sys.argv[1])):
    with open(sys.argv[2], "wb") as out:
        before, start = cpu(), time.perf_counter()
        subprocess.run(sys.argv[3:], stdout=out, check=False)
        runs.append((time.perf_counter() - start, cpu() - before))
print(*(f"{min(times):.4f}" for times in zip(*runs)))
PY
}

# row NAME "SECONDS CPU-SECONDS" FOUND; those of grep are known by then
row()
{
	echo "$2 $grep" | awk -v what="$1" -v mails="$mails" -v size="$size" -v found="$3" '{
		printf "%-12s %8.3f s (cpu %7.3f)  %9.0f mails/s  %8.1f MB/s  %7.2f x grep (cpu %7.2f)  (%s)\n", what, $1, $2,
			mails / $1, size / 1e6 / $1, $1 / $3, $2 / $4, found }'
}

awk -v n="$mails" -v size="$size" 'BEGIN { printf "%d mails, %.1f MB\n", n, size / 1e6 }'
grep=$(best 5 env LC_ALL=C grep -c AI "$work/mbox")
row grep "$grep" "$(cat "$work/out") lines"
scan=$(best 5 "$beadle" scan "$work/mbox")
row scan "$scan" "$(grep -c ': action ' "$work/out") tags"
one=$(best 5 taskset -c "$(taskset -pc $$ | sed 's/.*[ ,-]//')" "$beadle" scan "$work/mbox")
row "scan, one" "$one" "$(grep -c ': action ' "$work/out") tags"
usual=$(best 1 python3 "$here/scan_usual.py" "$work/mbox")
row python "$usual" "$(cat "$work/out") tags"
echo "$grep $scan $one $usual" | awk '{
	printf "ratios: scan / grep %.2f, python / scan %.1f; of one process %.2f, %.1f; of cpu seconds %.2f, %.1f\n",
		$3 / $1, $7 / $3, $5 / $1, $7 / $5, $6 / $2, $8 / $6 }'

minutes=$corpora/../bsc/minutes.md
if [ -r "$minutes" ]; then
	set --
	while [ $# -lt 20 ]; do set -- "$@" "$minutes"; done
	t=$(best 3 "$beadle" scan "$@")
	g=$(best 3 env LC_ALL=C grep -c AI "$@")
	awk -v t="${t% *}" -v g="${g% *}" -v lines="$(wc -l <"$minutes")" -v size="$(wc -c <"$minutes")" 'BEGIN {
		printf "minutes: %d files of %d lines in %.3f s: %.0f files/s, %.1f MB/s, %.1f x grep\n", 20, lines, t,
			20 / t, 20 * size / 1e6 / t, t / g }'
fi
