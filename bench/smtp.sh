#!/bin/sh
# smtp.sh - mails per second of the smtp driver against smtp-source, the same run, the same sink.
#
#	bench/smtp.sh BUILD-FOLDER [MAILS]
#
# Both send the same number of mails of the same size over one plain connection to an
# smtp-sink, alternating, and the best of three runs of each counts.  Prints the ratio
# (driver / smtp-source; the goal is 0.9 or more).  SERVER_PORT=N takes the server on that
# port of 127.0.0.1 instead of a sink: with a real Postfix, which writes each mail to disk,
# the ratio is the one that users see; the sink shows the client's own cost alone.
set -eu
PATH=$PATH:/usr/sbin
build=${1:?usage: bench/smtp.sh BUILD-FOLDER [MAILS]}
mails=${2:-2000}
probe=$build/tests/unit/outbox_probe
for program in smtp-sink smtp-source; do
	command -v $program >/dev/null || { echo "skipped: no $program"; exit 0; }
done
[ -x "$probe" ] || { echo "skipped: build tests/unit/outbox_probe first"; exit 0; }
work=$(mktemp -d)
port=${SERVER_PORT:-$(awk 'BEGIN { srand(); print 20000 + int(rand() * 10000) }')}
options=
[ "$(id -u)" != 0 ] || options="-u nobody"
sink=
trap '[ -z "$sink" ] || kill $sink 2>/dev/null; rm -rf "$work"' EXIT INT TERM
if [ -z "${SERVER_PORT:-}" ]; then
	smtp-sink $options -c "127.0.0.1:$port" 100 >/dev/null 2>&1 &
	sink=$!
fi

{
	printf 'From: <beadle@example.org>\r\nTo: <dave@example.org>\r\nSubject: bench\r\n'
	printf 'Message-ID: <bench@example.org>\r\n\r\n'
	awk 'BEGIN { for (i = 0; i < 60; i++) printf "#%d  due Wed 5 Jul (in 3 days)  Forward the email about it\r\n", i }'
} >"$work/mail"
size=$(wc -c <"$work/mail")
tries=0
until "$probe" --port "$port" --quiet "$work/mail" dave@example.org >/dev/null 2>&1; do
	tries=$((tries + 1))
	[ $tries -lt 200 ] || { echo "smtp-sink does not answer"; exit 1; }
done

now() { date +%s%N; }
best_source= best_driver=
for run in 1 2 3; do
	start=$(now)
	smtp-source -d -s 1 -m "$mails" -l "$size" -f beadle@example.org -t dave@example.org "127.0.0.1:$port"
	took=$(($(now) - start))
	[ -n "$best_source" ] && [ "$best_source" -le $took ] || best_source=$took
	start=$(now)
	"$probe" --port "$port" --quiet --repeat "$mails" "$work/mail" dave@example.org >"$work/out"
	took=$(($(now) - start))
	grep -q '^end none' "$work/out" || { cat "$work/out"; exit 1; }
	[ -n "$best_driver" ] && [ "$best_driver" -le $took ] || best_driver=$took
done
awk -v s="$best_source" -v d="$best_driver" -v m="$mails" -v b="$size" 'BEGIN {
	printf "%d mails of %d bytes: smtp-source %.0f/s, driver %.0f/s, ratio %.2f\n",
	       m, b, m / s * 1e9, m / d * 1e9, s / d }'
