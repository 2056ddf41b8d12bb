# Completions of the shells: made by build-aux/completions.py, compared with the program by tests/house/test_completions.py.

if BASH_COMPLETION
dist_bashcompletion_DATA = completions/beadle
endif
if ZSH_COMPLETION
dist_zshcompletion_DATA = completions/_beadle
endif
if FISH_COMPLETION
dist_fishcompletion_DATA = completions/beadle.fish
endif
EXTRA_DIST += build-aux/completions.py
