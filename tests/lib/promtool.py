"""promtool of Debian's package prometheus: unpacked by `./bootstrap deps aside`, or installed."""
import os
import shutil
import subprocess

ASIDE = os.environ.get("BEADLE_ASIDE") or os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "build", "aside")
PROGRAM = shutil.which("promtool", path=os.path.join(ASIDE, "usr/bin")) or shutil.which("promtool")


def need_promtool():
    return None if PROGRAM else "promtool is neither in %s (./bootstrap deps aside) nor installed" % os.path.normpath(ASIDE)


def promtool(*args, text=None):
    """(exit status, all that it said)"""
    done = subprocess.run([PROGRAM, *args], input=text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120,
                          check=False)
    return done.returncode, done.stdout
