# export: see HACKING.md for what this room may use.

