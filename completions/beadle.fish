# fish completion for beadle
# Made by build-aux/completions.py from `beadle --help`: change it there.
function __beadle_items
	set -l words (commandline -opc)
	set -l config

	for i in (seq (count $words))
		if contains -- $words[$i] -c --config
			set config -c $words[(math $i + 1)]
		end
	end
	beadle $config list 2>/dev/null | sed -n 's/^#\([0-9]*\) .*/\1/p'
end

complete -c beadle -f
complete -c beadle -s c -l config -r -F -d 'the configuration'
complete -c beadle -l now -x -d 'act as if it were TIME: 2023-07-05T09:00:00Z'
complete -c beadle -l json -d 'print data as JSON, one object per line'
complete -c beadle -s v -l verbose -d 'log more; twice: everything'
complete -c beadle -l trace -x -a 'imap smtp sql' -d 'show dialogues, without their secrets: imap,smtp,sql'
complete -c beadle -l help -d 'this text; `beadle COMMAND --help` for a command\'s own'
complete -c beadle -l version
complete -c beadle -n 'not __fish_seen_subcommand_from run once check scan explain list show simulate preview export cancel move chair skip history done drop owner due snooze rebuild held meetings agenda deadlines' -a run -d 'Watch the mailboxes and send what is due, until SIGTERM (SIGHUP reloads)'
complete -c beadle -n 'not __fish_seen_subcommand_from run once check scan explain list show simulate preview export cancel move chair skip history done drop owner due snooze rebuild held meetings agenda deadlines' -a once -d 'Do one round: read, decide, send'
complete -c beadle -n 'not __fish_seen_subcommand_from run once check scan explain list show simulate preview export cancel move chair skip history done drop owner due snooze rebuild held meetings agenda deadlines' -a check -d 'Check the whole configuration; with --connect try each server too'
complete -c beadle -n '__fish_seen_subcommand_from check' -l connect -d 'connect to each mailbox, to the outbox and to the addresses of calendars, step by'
complete -c beadle -n 'not __fish_seen_subcommand_from run once check scan explain list show simulate preview export cancel move chair skip history done drop owner due snooze rebuild held meetings agenda deadlines' -a scan -d 'Print the tags in mail or minutes; needs no configuration'
complete -c beadle -n '__fish_seen_subcommand_from scan' -l people -r -F -d 'names to resolve, as under `people:` in the configuration'
complete -c beadle -n '__fish_seen_subcommand_from scan' -l zone -x -d 'where the list is: mail dates become days there (default UTC)'
complete -c beadle -n '__fish_seen_subcommand_from scan' -l list -x -d 'read as for this list of the configuration: its people, zone, tags, patterns and banners'
complete -c beadle -n '__fish_seen_subcommand_from scan' -F
complete -c beadle -n 'not __fish_seen_subcommand_from run once check scan explain list show simulate preview export cancel move chair skip history done drop owner due snooze rebuild held meetings agenda deadlines' -a explain -d 'Say for each line of a mail or minutes what it was taken for, and why'
complete -c beadle -n '__fish_seen_subcommand_from explain' -l tags -d 'only lines with a tag, and lines that look like one'
complete -c beadle -n '__fish_seen_subcommand_from explain' -l people -r -F -d 'names to resolve, as under `people:` in the configuration'
complete -c beadle -n '__fish_seen_subcommand_from explain' -l zone -x -d 'where the list is: mail dates become days there (default UTC)'
complete -c beadle -n '__fish_seen_subcommand_from explain' -l list -x -d 'read as for this list of the configuration: its people, zone, tags, patterns and banners'
complete -c beadle -n '__fish_seen_subcommand_from explain' -F
complete -c beadle -n 'not __fish_seen_subcommand_from run once check scan explain list show simulate preview export cancel move chair skip history done drop owner due snooze rebuild held meetings agenda deadlines' -a list -d 'List the open action items'
complete -c beadle -n '__fish_seen_subcommand_from list' -l all -d 'closed items too'
complete -c beadle -n '__fish_seen_subcommand_from list' -l list -x -d 'only this list'
complete -c beadle -n '__fish_seen_subcommand_from list' -l owner -x -d 'only this person; part of the name is enough'
complete -c beadle -n 'not __fish_seen_subcommand_from run once check scan explain list show simulate preview export cancel move chair skip history done drop owner due snooze rebuild held meetings agenda deadlines' -a show -d 'Print one item: its state, its source and its history'
complete -c beadle -n '__fish_seen_subcommand_from show' -a '(__beadle_items)'
complete -c beadle -n 'not __fish_seen_subcommand_from run once check scan explain list show simulate preview export cancel move chair skip history done drop owner due snooze rebuild held meetings agenda deadlines' -a simulate -d 'Play an archive through the real rules on a virtual clock; sends nothing'
complete -c beadle -n '__fish_seen_subcommand_from simulate' -l from -x
complete -c beadle -n '__fish_seen_subcommand_from simulate' -l to -x
complete -c beadle -n '__fish_seen_subcommand_from simulate' -l outage -x -d 'beadle is down in between'
complete -c beadle -n '__fish_seen_subcommand_from simulate' -l mbox -r -F -d 'write the complete mails, for a mail program'
complete -c beadle -n '__fish_seen_subcommand_from simulate' -F
complete -c beadle -n 'not __fish_seen_subcommand_from run once check scan explain list show simulate preview export cancel move chair skip history done drop owner due snooze rebuild held meetings agenda deadlines' -a preview -d 'Print what would be sent now'
complete -c beadle -n '__fish_seen_subcommand_from preview' -l list -x -d 'only this list'
complete -c beadle -n '__fish_seen_subcommand_from preview; and not __fish_seen_subcommand_from digest agenda reminders minutes weekly' -a 'digest agenda reminders minutes weekly'
complete -c beadle -n 'not __fish_seen_subcommand_from run once check scan explain list show simulate preview export cancel move chair skip history done drop owner due snooze rebuild held meetings agenda deadlines' -a export -d 'Write the ledger into a folder as calendar, web page or data'
complete -c beadle -n '__fish_seen_subcommand_from export' -l list -x -d 'only this list'
complete -c beadle -n '__fish_seen_subcommand_from export; and not __fish_seen_subcommand_from ics html json csv' -a 'ics html json csv'
complete -c beadle -n '__fish_seen_subcommand_from export' -F
complete -c beadle -n 'not __fish_seen_subcommand_from run once check scan explain list show simulate preview export cancel move chair skip history done drop owner due snooze rebuild held meetings agenda deadlines' -a cancel -d 'Cancel meeting N; its number is used up'
complete -c beadle -n '__fish_seen_subcommand_from cancel' -l list -x -d 'the list, if several have meetings'
complete -c beadle -n 'not __fish_seen_subcommand_from run once check scan explain list show simulate preview export cancel move chair skip history done drop owner due snooze rebuild held meetings agenda deadlines' -a move -d 'Move meeting N to another time'
complete -c beadle -n '__fish_seen_subcommand_from move' -l list -x -d 'the list, if several have meetings'
complete -c beadle -n 'not __fish_seen_subcommand_from run once check scan explain list show simulate preview export cancel move chair skip history done drop owner due snooze rebuild held meetings agenda deadlines' -a chair -d 'Let NAME chair meeting N; the expected chair takes NAME\'s next turn'
complete -c beadle -n '__fish_seen_subcommand_from chair' -l list -x -d 'the list, if several have meetings'
complete -c beadle -n 'not __fish_seen_subcommand_from run once check scan explain list show simulate preview export cancel move chair skip history done drop owner due snooze rebuild held meetings agenda deadlines' -a skip -d 'Skip the turn of the chair of the next meeting, or of meeting N'
complete -c beadle -n '__fish_seen_subcommand_from skip' -l list -x -d 'the list, if several have meetings'
complete -c beadle -n 'not __fish_seen_subcommand_from run once check scan explain list show simulate preview export cancel move chair skip history done drop owner due snooze rebuild held meetings agenda deadlines' -a history -d 'Print what happened and what was sent, or only for item N: who, proof, source'
complete -c beadle -n '__fish_seen_subcommand_from history' -a '(__beadle_items)'
complete -c beadle -n 'not __fish_seen_subcommand_from run once check scan explain list show simulate preview export cancel move chair skip history done drop owner due snooze rebuild held meetings agenda deadlines' -a done -d 'Mark item N as done for all its owners'
complete -c beadle -n '__fish_seen_subcommand_from done' -a '(__beadle_items)'
complete -c beadle -n 'not __fish_seen_subcommand_from run once check scan explain list show simulate preview export cancel move chair skip history done drop owner due snooze rebuild held meetings agenda deadlines' -a drop -d 'Close item N: it need not be done any more'
complete -c beadle -n '__fish_seen_subcommand_from drop' -l mail -d 'N is an item or a deadline: take back everything that came of the mail that raised it'
complete -c beadle -n '__fish_seen_subcommand_from drop' -a '(__beadle_items)'
complete -c beadle -n 'not __fish_seen_subcommand_from run once check scan explain list show simulate preview export cancel move chair skip history done drop owner due snooze rebuild held meetings agenda deadlines' -a owner -d 'Give item N to these people, and to nobody else'
complete -c beadle -n '__fish_seen_subcommand_from owner' -a '(__beadle_items)'
complete -c beadle -n 'not __fish_seen_subcommand_from run once check scan explain list show simulate preview export cancel move chair skip history done drop owner due snooze rebuild held meetings agenda deadlines' -a due -d 'Give item N another due date'
complete -c beadle -n '__fish_seen_subcommand_from due' -a '(__beadle_items)'
complete -c beadle -n 'not __fish_seen_subcommand_from run once check scan explain list show simulate preview export cancel move chair skip history done drop owner due snooze rebuild held meetings agenda deadlines' -a snooze -d 'Remind nobody of item N before that day'
complete -c beadle -n '__fish_seen_subcommand_from snooze' -a '(__beadle_items)'
complete -c beadle -n 'not __fish_seen_subcommand_from run once check scan explain list show simulate preview export cancel move chair skip history done drop owner due snooze rebuild held meetings agenda deadlines' -a rebuild -d 'Read all mail again, after the people or the tags changed, and show what would change'
complete -c beadle -n '__fish_seen_subcommand_from rebuild' -l apply -d 'make the change, in one step, even beside a running daemon'
complete -c beadle -n 'not __fish_seen_subcommand_from run once check scan explain list show simulate preview export cancel move chair skip history done drop owner due snooze rebuild held meetings agenda deadlines' -a held -d 'List mails that wait because they may raise nothing; let one count, or drop it'
complete -c beadle -n '__fish_seen_subcommand_from held' -l list -x -d 'only this list'
complete -c beadle -n 'not __fish_seen_subcommand_from run once check scan explain list show simulate preview export cancel move chair skip history done drop owner due snooze rebuild held meetings agenda deadlines' -a meetings -d 'List meetings: when, who chairs, and what became of their minutes'
complete -c beadle -n '__fish_seen_subcommand_from meetings' -l past -d 'only what is over'
complete -c beadle -n '__fish_seen_subcommand_from meetings' -l coming -d 'only what is to come'
complete -c beadle -n '__fish_seen_subcommand_from meetings' -l list -x -d 'only this list'
complete -c beadle -n 'not __fish_seen_subcommand_from run once check scan explain list show simulate preview export cancel move chair skip history done drop owner due snooze rebuild held meetings agenda deadlines' -a agenda -d 'List the agenda of past and coming meetings, or of meeting N'
complete -c beadle -n '__fish_seen_subcommand_from agenda' -l past -d 'only what is over'
complete -c beadle -n '__fish_seen_subcommand_from agenda' -l coming -d 'only what is to come'
complete -c beadle -n '__fish_seen_subcommand_from agenda' -l list -x -d 'only this list'
complete -c beadle -n 'not __fish_seen_subcommand_from run once check scan explain list show simulate preview export cancel move chair skip history done drop owner due snooze rebuild held meetings agenda deadlines' -a deadlines -d 'List deadlines by silence: when they end, objections, and how they ended'
complete -c beadle -n '__fish_seen_subcommand_from deadlines' -l past -d 'only what is over'
complete -c beadle -n '__fish_seen_subcommand_from deadlines' -l coming -d 'only what is to come'
complete -c beadle -n '__fish_seen_subcommand_from deadlines' -l list -x -d 'only this list'
