#!/usr/bin/env python3
"""completions.py BEADLE FOLDER - writes the completions for bash, zsh and fish from what `beadle --help` says.

They are kept in completions/ (the one for bash as `beadle`, by which name bash looks for it), so that a build needs no Python; tests/house/test_completions.py fails when they are
stale.  What an argument is follows from its word in the synopsis: FILE, OUT and DIR are paths, N of a command about
items is the number of one that is open, of a command about meetings that of a meeting, NAME is a person, a|b|c are the
words themselves.  `beadle names` tells the names and numbers.
"""
import pathlib
import re
import subprocess
import sys

MADE = "# Made by build-aux/completions.py from `beadle --help`: change it there.\n"
PATHS = {"FILE": "files", "OUT": "files", "DIR": "folders"}
CHOICES = {"trace": ["imap", "smtp", "sql"]}
NAMES = {"owner": "owners", "chair": "people", "list": "lists", "zone": "zones"}  # option -> what `beadle names` is asked for


class Option:
    def __init__(self, name, short, value, text):
        self.name, self.short, self.value, self.text = name, short, value, text
        self.names = NAMES.get(name) if value else None
        self.kind = PATHS.get(value, "words" if name in CHOICES else "names" if self.names else "text" if value else "")

    @property
    def spellings(self):
        return (["-" + self.short] if self.short else []) + ["--" + self.name]


class Command:
    def __init__(self, name, text, options, argument, words, names):
        self.name, self.text, self.options, self.argument, self.words = name, text, options, argument, words
        self.names = names  # by place: what `beadle names` is asked for; None: nothing


def names_of(name, synopsis, does):
    """What N and NAME in a synopsis are, by place."""
    number = "items" if "item" in does.lower() else "meetings" if "meeting" in does.lower() else None
    person = "owners" if name == "owner" else "people"
    return [number if word == "N" else person for word in re.findall(r"\bN\b|\bNAME\b", synopsis.replace("[, NAME]...", ""))]


def said(beadle, *args):
    return subprocess.run([beadle, *args], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=True).stdout.decode()


def described(text):
    """Option -> its line of help."""
    text = re.sub(r" \(default: [^)]*\)", "", text)  # a path of this build
    return {name: line.strip() for name, line in re.findall(r"^ +(?:-\w, )?--([a-z-]+)(?: [A-Z/]+)?  +(\S.*)$", text, re.M)}


def read(beadle):
    text = said(beadle, "--help")
    part = text.split("Options of every command:\n")[1].split("\n\n")[0]
    common = [Option(name, short, value, described(part).get(name, "")) for short, name, value in
              re.findall(r"^ +(?:-(\w), )?--([a-z-]+)(?: ([A-Z]+))?", part, re.M)]
    names = {o.name for o in common}
    commands = []
    for name, does in re.findall(r"^  ([a-z]+) +(\S.*)$", text.split("Commands:\n")[1].split("\n\n")[0], re.M):
        helped = said(beadle, name, "--help")
        synopsis = re.match(r"Usage: beadle \S+ ?(.*)", helped).group(1)
        own = [Option(o, "", value, described(helped).get(o, "")) for o, value in
               re.findall(r"--([a-z-]+)(?: ([A-Z]+))?", synopsis) if o not in names]
        rest = re.sub(r"-(?:-[a-z-]+|\w)(?: [A-Z/]+)?", "", synopsis)
        words = (re.search(r"[a-z]+(?:\|[a-z]+)+", rest) or [""])[0].split("|")
        argument = "files" if "FILE" in rest else "words" if words[0] else ""
        if "DIR" in rest:
            argument += " folders"
        commands.append(Command(name, does, own, argument.strip(), words, names_of(name, rest, does) if not argument else []))
    return common, commands


# ---- bash

def bash(common, commands):
    options = {o.name: o for c in commands for o in c.options} | {o.name: o for o in common}

    def spelt(test):
        return "|".join(s for o in options.values() if test(o) for s in o.spellings)
    out = ["# bash completion for beadle\n", MADE, "_beadle()\n{\n",
           "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} command= options= words= paths= names= name n=0 i\n",
           "\tlocal -a config=()\n\n\tCOMPREPLY=()\n\tfor ((i = 1; i < COMP_CWORD; i++)); do\n\t\tcase ${COMP_WORDS[i]} in\n",
           "\t\t-c|--config) config=(-c \"${COMP_WORDS[++i]}\") ;;\n",
           "\t\t%s) ((i++)) ;;\n\t\t-*) ;;\n" % spelt(lambda o: o.value and o.name != "config"),
           "\t\t*) if [[ $command ]]; then ((n++)); else command=${COMP_WORDS[i]}; fi ;;\n\t\tesac\n\tdone\n",
           "\tcase $prev in\n\t%s) paths=-f ;;\n" % spelt(lambda o: o.kind == "files")]
    out += ["\t%s) words=\"%s\" ;;\n" % ("|".join(options[name].spellings), " ".join(w)) for name, w in CHOICES.items()]
    out += ["\t%s) names=%s ;;\n" % (spelt(lambda o, k=kind: o.names == k), kind) for kind in sorted(set(NAMES.values()))]
    out += ["\t%s) return ;;\n" % spelt(lambda o: o.kind == "text"), "\t*)\n\t\toptions=\"%s\"\n" %
            " ".join(s for o in common for s in o.spellings), "\t\tcase $command in\n\t\t\"\") words=\"%s\" ;;\n" %
            " ".join(c.name for c in commands)]
    for c in commands:
        does = []
        if c.options:
            does.append("options+=\" %s\"" % " ".join("--" + o.name for o in c.options))
        if c.argument.startswith("words"):
            does.append("((n == 0)) && words=\"%s\"" % " ".join(c.words))
        does += ["((n == %d)) && names=%s" % (place, kind) for place, kind in enumerate(c.names) if kind]
        if "files" in c.argument:
            does.append("paths=-f")
        if "folders" in c.argument:
            does.append("((n > 0)) && paths=-d")
        if does:
            out.append("\t\t%s) %s ;;\n" % (c.name, "; ".join(does)))
    out += ["\t\tesac ;;\n\tesac\n\t[[ $cur == -* ]] && words=$options paths= names=\n",
            "\tif [[ $names ]]; then\n\t\tcur=${cur//\\\\/}\n\t\twhile read -r name; do\n",
            "\t\t\t[[ ${name,,} == \"${cur,,}\"* ]] && COMPREPLY+=(\"$(printf %q \"$name\")\")\n",
            "\t\tdone < <(beadle \"${config[@]}\" names $names 2>/dev/null)\n\t\treturn 0\n\tfi\n",
            "\tmapfile -t COMPREPLY < <(compgen ${words:+-W \"$words\"} $paths -- \"$cur\")\n",
            "\t[[ $paths ]] && compopt -o filenames 2>/dev/null\n\treturn 0\n}\ncomplete -F _beadle beadle\n"]
    return "".join(out).replace("compgen ${words:+-W \"$words\"} $paths", "compgen ${words:+-W} ${words:+\"$words\"} $paths")


# ---- zsh

def zsh_quote(text):
    return text.replace("'", "'\\''").replace("[", "\\[").replace("]", "\\]").replace(":", "\\:")


ZSH = {"files": "_files", "folders": "_files -/", "text": " "}


def zsh_option(o):
    does = "(%s)" % " ".join(CHOICES[o.name]) if o.name in CHOICES else " _beadle_names " + o.names if o.names else ZSH.get(o.kind)
    value = ":%s:%s" % (o.value.lower(), does) if o.value else ""
    spec = "[%s]%s" % (zsh_quote(o.text), value)
    if not o.short:
        return "'--%s%s'" % (o.name, spec)
    return "'(-%s --%s)'{-%s,--%s}'%s'" % (o.short, o.name, o.short, o.name, spec)


def zsh(common, commands):
    out = ["#compdef beadle\n", MADE, "_beadle_names()\n{\n\tlocal -a names\n\n\tnames=(${(f)\"$(beadle $config names $1 2>/dev/null)\"})\n",
           "\tcompadd -M 'm:{[:lower:]}={[:upper:]}' -a names\n}\n\n_beadle()\n{\n\tlocal curcontext=$curcontext state line i\n\tlocal -a config commands common\n\n",
           "\tfor ((i = 2; i < CURRENT; i++)); do\n\t\t[[ $words[i] == (-c|--config) ]] && config=(-c $words[i+1])\n\tdone\n",
           "\tcommon=(\n"]
    out += ["\t\t%s\n" % zsh_option(o) for o in common] + ["\t)\n\tcommands=(\n"]
    out += ["\t\t'%s:%s'\n" % (c.name, zsh_quote(c.text)) for c in commands]
    out += ["\t)\n\t_arguments -C $common '1:command:->command' '*::argument:->argument' && return\n\tcase $state in\n",
            "\tcommand) _describe -t commands command commands ;;\n\targument)\n\t\tcase $words[1] in\n"]
    for c in commands:
        specs = [zsh_option(o) for o in c.options]
        if c.argument.startswith("words"):
            specs.append("'1:what:(%s)'" % " ".join(c.words))
        specs += ["'%d:%s: _beadle_names %s'" % (place + 1, kind, kind) for place, kind in enumerate(c.names) if kind]
        if "files" in c.argument:
            specs.append("'*:file:_files'")
        if "folders" in c.argument:
            specs.append("'2:folder:_files -/'")
        out.append("\t\t%s) _arguments $common%s ;;\n" % (c.name, "".join(" \\\n\t\t\t" + s for s in specs)))
    return "".join(out + ["\t\tesac ;;\n\tesac\n}\n\n_beadle \"$@\"\n"])


# ---- fish

def fish_quote(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def fish_option(o, where):
    value = "" if not o.value else " -x -a '%s'" % " ".join(CHOICES[o.name]) if o.name in CHOICES else \
        " -r -F" if o.kind == "files" else " -x -a '(__beadle_names %s)'" % o.names if o.names else " -x"
    return "complete -c beadle%s%s -l %s%s%s\n" % (where, " -s " + o.short if o.short else "", o.name, value,
                                                   " -d " + fish_quote(o.text) if o.text else "")


def fish(common, commands):
    names = " ".join(c.name for c in commands)
    out = ["# fish completion for beadle\n", MADE,
           "function __beadle_names\n\tset -l words (commandline -opc)\n\tset -l config\n\n\tfor i in (seq (count $words))\n",
           "\t\tif contains -- $words[$i] -c --config\n\t\t\tset config -c $words[(math $i + 1)]\n\t\tend\n\tend\n",
           "\tbeadle $config names $argv[1] 2>/dev/null\nend\n\n", "complete -c beadle -f\n"]
    out += [fish_option(o, "") for o in common]
    for c in commands:
        where = " -n '__fish_seen_subcommand_from %s'" % c.name
        out.append("complete -c beadle -n 'not __fish_seen_subcommand_from %s' -a %s -d %s\n" % (names, c.name, fish_quote(c.text)))
        out += [fish_option(o, where) for o in c.options]
        if c.argument.startswith("words"):
            out.append("complete -c beadle -n '__fish_seen_subcommand_from %s; and not __fish_seen_subcommand_from %s' -a '%s'\n" % (
                c.name, " ".join(c.words), " ".join(c.words)))
        out += ["complete -c beadle%s -a '(__beadle_names %s)'\n" % (where, kind) for kind in c.names if kind]
        if "files" in c.argument or "folders" in c.argument:
            out.append("complete -c beadle%s -F\n" % where)
    return "".join(out)


def made(beadle):
    """Name of the file -> its text."""
    common, commands = read(str(beadle))
    return {"beadle": bash(common, commands), "_beadle": zsh(common, commands), "beadle.fish": fish(common, commands)}


if __name__ == "__main__":
    for name, text in made(sys.argv[1]).items():
        (pathlib.Path(sys.argv[2]) / name).write_text(text)
