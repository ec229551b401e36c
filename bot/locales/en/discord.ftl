### What only Discord's users see.

discord-help =
    { COMMAND("imagine") } draws nine pictures of what you write. Then choose a number to see one of them, and post the one you like.
    { COMMAND("quota") }: what is left for you. { COMMAND("cancel") }: stop your newest. { COMMAND("again") }: show an old one. { COMMAND("privacy") }: what is kept of you.
discord-help-topics = { COMMAND("help") } with a topic tells more: { $topics }
discord-help-imagine =
    { COMMAND("imagine") } prompt: a cat in a rocket, and if you like, seed: 5, no: dogs, spoiler: True
    The same words and seed give the same pictures. What stands in “no” is steered away from. A spoiler hides the pictures until somebody clicks.
    Apps → Imagine this, on somebody's message, draws its words.
discord-help-pick = Choose a number under the pictures to see that one, privately; the button “Post here” shows it to everybody.
discord-help-again = { COMMAND("again") } id: k7f3q shows an old grid, and id: k7f3q-5 one picture of it, just as they were.
discord-help-cancel = { COMMAND("cancel") } stops your newest ask, and with job: k7f3q that one; so does the button under it. It uses up nothing then.
discord-help-redo = The button “Redo” draws the same words with a new seed; “Retry” tries again what had failed.
discord-help-delete = The button “Delete” takes your pictures away for everybody.
discord-help-privacy = { COMMAND("privacy") } says what is kept of you; with what: export it gives it to you, with what: delete it deletes it.
discord-help-settings = { COMMAND("settings") } shows everything that can be set here, with a form for each. { COMMAND("set") } changes one at once; without a value it takes a limit away. { COMMAND("role") } is for the limits of a role.
discord-help-audit = { COMMAND("audit") } shows who changed what, and when; page: 2 is the second page.
discord-help-block = { COMMAND("block test") } shows what words would have caught in the last seven days; { COMMAND("block add") } saves them. Members are told the rule's name, never its words. { COMMAND("block list") } shows the rules, { COMMAND("block remove") } takes one away.
discord-help-channel = { COMMAND("channel") } switches pictures off or on in a channel.
discord-help-timeout = { COMMAND("timeout") }: no asks from a member for so many minutes; what they have in line is cancelled. minutes: 0 ends it.
discord-help-grant = { COMMAND("grant") }: more grids for a member, today.
discord-help-why = { COMMAND("why") } shows the whole calculation: what is used, what is left, and by which rule.
discord-help-line = { COMMAND("line") } shows who draws and who waits; { COMMAND("cancel-all") } cancels everything of somebody, { COMMAND("cancel") } job: k7f3q one ask.
discord-help-report = { COMMAND("report") } days: 7: grids, people, refusals, waits and costs of the last seven days, as a picture and as CSV.
discord-settings-how = Choose below what to change; { COMMAND("undo") } takes it back; { COMMAND("audit") } shows who did what.
discord-block-empty = There are no rules yet. { COMMAND("block test") } shows what words would have caught.
discord-give-more = As a moderator you can change that: { COMMAND("grant") } for today, { COMMAND("set") } for every day.
discord-how-again = An id is k7f3q for a grid, or k7f3q-5 for one picture of it.
discord-how-block = Write the rule's words, with commas between them.
discord-long-setting = { $key } is too long by now for a form; { COMMAND("role") } changes it, one role at a time.
discord-reported = { $reporter } reports { $job }: “{ $prompt }”, asked for by { $asker }, in #{ $channel }
discord-reported-remove = Remove
discord-reported-dismiss = Dismiss
discord-reported-show = Show
discord-reported-time-out = Time-out for { $count } minutes
discord-choose-channel = Switch drawing on or off in a channel
discord-menu-imagine = Imagine this
discord-menu-report = Report picture
discord-your-pictures = Your pictures: { $job }
discord-pick = Pick a picture, for you alone
discord-message-deleted = The message with your pictures was deleted, so here they are.
discord-not-posted-permissions = I could not post this where you asked for it: there I lack { $missing }.
discord-not-posted = I could not post this where you asked for it.
discord-picture-too-large = The picture is too large for this server; { COMMAND("again") } { $job } shows it elsewhere.
discord-file-too-large = The file is too large for this place; ask for it where larger files are allowed.
discord-choose-setting = Change a setting
discord-report-no-picture = That is no picture of mine.
discord-report-thanks = Thank you; the moderators will look at it.
discord-report-no-channel = There is no channel for reports here; tell a moderator about { $job }.
discord-lacking = In this channel I lack: { $missing }
discord-no-log = This is saved, but I cannot write in { $channel }: allow me to view that channel and send messages there, or choose another log-channel.
