"""TAP for test scripts: one number a point, diagnostics as comments, the right exit status.

    import tap
    tap.check_equal(got, want, "what it shows")
    tap.check(cond, "what it shows", detail="...")
    tap.done()              # prints the plan; exits 1 if a point failed

A script that cannot run calls skip_all(reason) before its first point.  An exception that
nobody caught is a failed point, and the plan is printed at exit even without done().
"""
import atexit
import os
import sys
import traceback

_points = 0
_failed = 0
_planned = None
_finished = False


def _say(text):
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _one_line(text):
    return " ".join(str(text).split()).replace("#", "\\#") or "(unnamed)"


def diag(text):
    """A comment in the TAP stream; each line gets its own '# '."""
    for line in str(text).splitlines() or [""]:
        _say("# " + line)


def plan(count):
    """Promise the number of points before the first; optional."""
    global _planned
    _planned = count
    _say("1..%d" % count)


def skip_all(reason):
    """Leave the whole script out, with the reason; exit status 0."""
    global _finished
    _finished = True
    _say("1..0 # SKIP " + _one_line(reason))
    sys.exit(0)


def skip(name, reason):
    """One point that could not be tried here."""
    global _points
    _points += 1
    _say("ok %d - %s # SKIP %s" % (_points, _one_line(name), _one_line(reason)))


def ok(name):
    global _points
    _points += 1
    _say("ok %d - %s" % (_points, _one_line(name)))
    return True


def not_ok(name, **details):
    """A failed point; each detail is printed as 'key: value', long ones as a block."""
    global _points, _failed
    _points += 1
    _failed += 1
    _say("not ok %d - %s" % (_points, _one_line(name)))
    frame = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename == __file__:
        frame = frame.f_back
    if frame is not None:
        diag("  at: %s:%d" % (os.path.basename(frame.f_code.co_filename), frame.f_lineno))
    for key, value in details.items():
        text = value if isinstance(value, str) else repr(value)
        if "\n" in text:
            diag("  %s: |" % key)
            for line in text.splitlines():
                diag("    " + line)
        else:
            diag("  %s: %s" % (key, text))
    return False


def check(condition, name, **details):
    """A point that passes when the condition is true; returns whether it did."""
    return ok(name) if condition else not_ok(name, **details)


def check_equal(got, want, name):
    return ok(name) if got == want else not_ok(name, wanted=want, got=got)


def check_not_equal(got, unwanted, name):
    return ok(name) if got != unwanted else not_ok(name, unwanted=unwanted)


def check_in(part, whole, name):
    return ok(name) if part in whole else not_ok(name, wanted_part=part, got=whole)


def check_not_in(part, whole, name):
    return ok(name) if part not in whole else not_ok(name, unwanted_part=part, got=whole)


def check_match(pattern, text, name):
    """The regular expression is found somewhere in the text."""
    import re
    if re.search(pattern, text, re.S | re.M):
        return ok(name)
    return not_ok(name, wanted_pattern=pattern, got=text)


def bail(reason):
    """The whole run is pointless (not only this script): the driver stops it as an error."""
    global _finished
    _finished = True
    _say("Bail out! " + _one_line(reason))
    sys.exit(1)


def failed():
    """Number of failed points so far."""
    return _failed


def done():
    """Print the plan and leave; exit status 1 when a point failed or the plan was missed."""
    sys.exit(_finish())


def _finish():
    global _finished
    if _finished:
        return 1 if _failed else 0
    _finished = True
    if _planned is None:
        _say("1..%d" % _points)
    elif _planned != _points:
        diag("planned %d points, had %d" % (_planned, _points))
        return 1
    return 1 if _failed or _points == 0 else 0


def _uncaught(kind, value, trace):
    not_ok("the script went to its end",
           exception="".join(traceback.format_exception(kind, value, trace)))
    sys.stdout.flush()


def _at_exit():
    # Without done() the plan is still due: such a script is judged by its points alone.
    if not _finished:
        _finish()


sys.excepthook = _uncaught
atexit.register(_at_exit)
