#!/usr/bin/env python3
"""The completions are what build-aux/completions.py makes of this program's --help, and each shell completes by them.

bash and fish are asked for candidates; zsh, which has no such question, is typed at in a terminal.
`test_completions.py --update` makes them anew.
"""
import os
import pathlib
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TOP / "tests" / "lib"), str(TOP / "build-aux")]
import completions  # noqa: E402
import procs  # noqa: E402
import tap  # noqa: E402

BEADLE = pathlib.Path(os.environ.get("BEADLE", str(TOP / "build" / "beadle"))).resolve()
FOLDER = TOP / "completions"
LIMIT_S = 30
CONFIG = """\
state: state
people: [{name: Dave Thaler, address: dave@example.org}, {name: Una O'Brien, address: una@example.org}]
groups: {Editors: [Una]}
mailboxes: {in: {type: maildir, path: inbox}}
outbox: {type: maildir, path: outbox, from: bot@example.org}
lists:
  bsc:
    {address: bsc@lists.example.org, mailbox: in,
     standing: [{owner: Dave Thaler, text: one, every: month, from: 2023-06-01},
                {owner: Dave Thaler, text: two, every: month, from: 2023-06-01}],
     meetings: {rule: FREQ=WEEKLY;BYDAY=WE, start: "13:00", first: {number: 41, date: 2023-07-05}}}
"""
CASES = [  # typed, what must be among the candidates, what must not
    ("beadle ", {"run", "scan", "snooze"}, {"--help"}),
    ("beadle sno", {"snooze"}, {"show"}),
    ("beadle list --", {"--all", "--owner", "--json", "--config"}, {"--people"}),
    ("beadle scan --pe", {"--people"}, set()),
    ("beadle preview ", {"agenda", "digest", "weekly"}, {"ics"}),
    ("beadle --trace ", {"imap", "smtp", "sql"}, {"run"}),
    ("beadle -c beadle.yaml show ", {"1", "2"}, {"3"}),
    ("beadle -c beadle.yaml done ", {"1", "2"}, {"beadle.yaml"}),
    ("beadle scan bea", {"beadle.yaml"}, {"inbox"}),
    ("beadle -c bea", {"beadle.yaml"}, set()),
    ("beadle -c beadle.yaml list --owner ", {"Dave Thaler", "Editors", "all"}, {"run", "--all"}),
    ("beadle -c beadle.yaml pause da", {"Dave Thaler"}, {"Editors"}),
    ("beadle -c beadle.yaml owner 1 e", {"Editors"}, {"1"}),
    ("beadle -c beadle.yaml move ", {"41", "42"}, {"1", "2"}),
    ("beadle -c beadle.yaml chair 41 u", {"Una O'Brien"}, {"41"}),
    ("beadle -c beadle.yaml export html --list ", {"bsc"}, {"html"}),
    ("beadle scan --zone Europe/Be", {"Europe/Berlin"}, {"run"}),
]
BASH = 'source "$1"; read -ra COMP_WORDS <<< "$2"; [[ $2 == *" " ]] && COMP_WORDS+=(""); ' \
       'COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _beadle; printf "%s\\n" "${COMPREPLY[@]}"'
ZSH_TYPED = [("beadle sno\t", "snooze "), ("beadle list --ow\t", "--owner "), ("beadle preview age\t", "agenda "),
             ("beadle scan bea\t", "beadle.yaml "), ("beadle -c beadle.yaml export ht\t", "html "),
             ("beadle -c beadle.yaml pause da\t", "Dave\\ Thaler "), ("beadle -c beadle.yaml list --list b\t", "bsc "),
             ("beadle -c beadle.yaml cancel 4\t", "4"), ("beadle scan --zone Europe/Berl\t", "Europe/Berlin ")]


def environment():
    return dict(os.environ, PATH=f"{BEADLE.parent}:{os.environ['PATH']}", HOME=os.getcwd(), XDG_CONFIG_HOME=os.getcwd(),
                TERM="dumb", LC_ALL="C.UTF-8")


def candidates(root, *command):
    done = subprocess.run(command, cwd=root, env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=LIMIT_S, check=False)
    # bash wants spaces and quotes escaped, fish does that by itself
    return {line.split("\t")[0].replace("\\", "") for line in done.stdout.decode().splitlines()}


def ask(root, shell, command):
    for typed, wanted, unwanted in CASES:
        got = candidates(root, *command(typed))
        tap.check(wanted <= got and not unwanted & got, f"{shell}: {typed}", detail=str(sorted(got)))


def read_until(terminal, end):
    """What comes until the pattern is there, or nothing more."""
    got = ""
    while not re.search(end, got) and select.select([terminal], [], [], LIMIT_S)[0]:
        try:
            got += os.read(terminal, 4096).decode(errors="replace")
        except OSError:
            break
    return got


def type_at_zsh(root):
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(root)
        os.execvpe("zsh", ["zsh", "-f", "-i"], dict(environment(), PS1="", FOLDER=str(FOLDER)))
    try:
        os.write(terminal, b"unsetopt prompt_cr prompt_sp zle_bracketed_paste; fpath=($FOLDER $fpath); autoload -Uz compinit;"
                           b" compinit -u -D; PS1='re''ady> '\n")
        read_until(terminal, "ready> ")
        for typed, wanted in ZSH_TYPED:
            os.write(terminal, typed.encode())
            got = read_until(terminal, re.escape(typed.rsplit(" ", 1)[0] + " " + wanted))
            tap.check(wanted in got, f"zsh: {typed.strip()}", detail=repr(got))
            os.write(terminal, b"\x15\n")
            read_until(terminal, "ready> ")
    finally:
        os.close(terminal)
        os.waitpid(pid, 0)


def main(update):
    for name, text in completions.made(BEADLE).items():
        if update:
            (FOLDER / name).write_text(text)
        tap.check_equal((FOLDER / name).read_text(), text, f"completions/{name} is what the program says")
    with tempfile.TemporaryDirectory(prefix="beadle-completions-") as name:
        root = pathlib.Path(name)
        for part in ("new", "cur", "tmp"):
            (root / "inbox" / part).mkdir(parents=True)
        (root / "beadle.yaml").write_text(CONFIG)
        subprocess.run([BEADLE, "-c", "beadle.yaml", "once", "--now", "2023-06-02"], cwd=root, check=True,
                       stdout=subprocess.DEVNULL, timeout=LIMIT_S)
        for shell, command in (("bash", lambda typed: ("bash", "-c", BASH, "bash", str(FOLDER / "beadle"), typed)),
                               ("fish", lambda typed: ("fish", "--no-config", "-c", "source $argv[1]; complete -C $argv[2]",
                                                       str(FOLDER / "beadle.fish"), typed))):
            if shutil.which(shell):
                ask(root, shell, command)
            else:
                tap.skip(f"{shell} completes", f"{shell} is not installed")
        reason = procs.need_terminal() if shutil.which("zsh") else "zsh is not installed"
        if reason:
            tap.skip("zsh completes", reason)
        else:
            type_at_zsh(root)
    tap.done()


main("--update" in sys.argv[1:])
