"""folders.py - a scenario with folders for mailbox and outbox, killed at every failpoint.

A count pass tells how many failpoints the scenario passes; then for each n (each stride-th) the scenario is played with
SIGKILL at the n-th, started again, and compared with the undisturbed run: the mails to the byte, and the ledger.  A further
part kills twice, at random; its seed is printed.

A scenario is a configuration, play(world), which returns how often it was killed, and kept(world), what of the ledger
must be the same.
"""
import collections
import email
import email.policy
import os
import pathlib
import random
import re
import sqlite3
import tempfile

import crash
import tap


def world(name, config):
    root = pathlib.Path(name)
    (root / "beadle.yaml").write_text(config)
    for part in ("cur", "new", "tmp"):
        (root / "inbox" / part).mkdir(parents=True)
    return crash.World(root)


def without_ids(text):
    """Message-IDs come of the ledger's secret, which is another in each trial."""
    return re.sub(r"beadle\.[0-9a-f]{24,32}", "ID", text)


def outbox(w):
    """New and cur: what is left in tmp was never delivered."""
    return [path.read_bytes() for path in sorted((w.root / "outbox").glob("[nc]*/*"))]


def sent(w):
    """(the notice's key, recipient) -> how often, and the bytes of each."""
    count, texts, keys = collections.Counter(), {}, {}
    if (w.root / "state" / "ledger.db").exists():
        db = sqlite3.connect(w.root / "state" / "ledger.db")
        keys = dict(db.execute("select '<' || message_id || '>', key from mail"))
        db.close()
    keys = {message_id: without_ids(key) for message_id, key in keys.items()}
    for data in outbox(w):
        mail = email.message_from_bytes(data, policy=email.policy.default)
        key = keys.get(mail["Message-ID"], mail["Message-ID"]), mail["X-Beadle-Envelope-To"]
        count[key] += 1
        # what comes of the ledger's secret and of the answers' key is another in each trial
        data = re.sub(rb"(?m)^X-Beadle-Ledger:.*\n(?:[ \t].*\n)*", b"X-Beadle-Ledger: SEALED\n", data)
        data = re.sub(rb"(beadle\.|=_)[0-9a-f]{24,32}", rb"\1ID", data)
        texts[key] = re.sub(rb"(\+|%2B)(b-)?[a-z0-9]{34}@", b"+TOKEN@", data)
    return count, texts


def trial(config, play, kept, kill_at, wanted, again=None):
    """Returns (killed, lost, duplicated, what else differs)."""
    wanted_count, wanted_texts, wanted_ledger = wanted
    with tempfile.TemporaryDirectory(prefix="beadle-crash-") as name:
        w = world(name, config)
        w.kill_at = kill_at
        if again:
            start, kills_left = w.start, [again]

            def start_and_kill_again(*args):
                try:
                    return start(*args)
                except crash.Killed:
                    w.kill_at = len(w.passed()) + kills_left.pop() if kills_left else None
                    raise
            w.start = start_and_kill_again
        kills = play(w)
        count, texts = sent(w)
        lost, duplicated = crash.compare(wanted_count, count)
        other = []
        if texts != wanted_texts and not lost and not duplicated:
            other.append("a mail has other bytes")
        if kept(w) != wanted_ledger:
            other.append("the ledger differs")
        return kills, lost, duplicated, other


def matrix(config, play, kept, stride=1):
    """(how often each mail was sent, the ledger, the failpoints) of the undisturbed run."""
    stride *= crash.stride()
    with tempfile.TemporaryDirectory(prefix="beadle-crash-") as name:
        w = world(name, config)
        play(w)
        names = w.passed()
        wanted = (*sent(w), kept(w))
    lost = duplicated = trials = killed = 0
    differ = []
    for n in range(1, len(names) + 1, stride):
        k, one_lost, one_dup, other = trial(config, play, kept, n, wanted)
        trials, killed, lost, duplicated = trials + 1, killed + (k > 0), lost + one_lost, duplicated + one_dup
        differ += [f"{n} ({names[n - 1]}): {text}" for text in other]
        if one_lost or one_dup:
            differ.append(f"{n} ({names[n - 1]}): {one_lost} lost, {one_dup} twice")
    tap.diag(f"folders: {len(names)} failpoints of {len(set(names))} names, {trials} scenarios, {killed} killed, "
             f"{lost} lost, {duplicated} duplicated")
    tap.check(killed >= trials * 9 // 10, "nearly every trial was killed", detail=f"{killed} of {trials}")
    tap.check(not differ, "killed once: nothing missing, nothing twice, the same ledger", detail="\n".join(differ))

    seed = int(os.environ.get("BEADLE_SEED", random.randrange(1 << 30)))
    rng, differ, pairs = random.Random(seed), [], 3 if stride > 1 else 15
    for _ in range(pairs):
        n, m = rng.randrange(1, len(names) + 1), rng.randrange(1, 30)
        _, one_lost, one_dup, other = trial(config, play, kept, n, wanted, again=m)
        differ += [f"{n} then {m} later: {one_lost} lost, {one_dup} twice, {other}"] if one_lost or one_dup or other else []
    tap.diag(f"seed {seed}")
    tap.check(not differ, f"killed twice, {pairs} times: the same", detail="\n".join(differ))
    return wanted[0], wanted[2], names
