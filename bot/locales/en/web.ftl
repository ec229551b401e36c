### What the page in the browser says itself. The page puts its own values into { $names }, so a sentence here cannot
### choose its form by a number.

## The frame

web-description = A chat that draws nine pictures for one sentence.
web-no-javascript = This page needs JavaScript. The command line does not: nonet imagine "a fox on the moon"
web-skip = Skip to the message box
web-channels = Channels
web-show-channels = Show channels
web-new-channel = New channel
web-new-channel-name = Name of the new channel
web-messages = Messages
web-commands = Commands
web-topic-general = Type { COMMAND("imagine") } and what you want to see, then pick the one you like.
web-topic-memes = Captions welcome.
web-topic-moderators = Only moderators see this channel.
web-your-name = Your name
web-change-name = Change your name
web-moderator = Moderator
web-today = Today
web-yesterday = Yesterday

## The message box

web-prompt = Message, or a command that starts with a slash
web-placeholder = Message #{ $channel }, or { COMMAND("imagine") } something
web-placeholder-short = { COMMAND("imagine") } something
web-send = Send
web-draw = Draw it
web-hint-commands = { $keys } commands
web-hint-recall = { $keys } what you typed before
web-hint-line = { $keys } new line
web-hint-message = Everyone in this channel will see this message. { $keys } draws it instead.
web-hint-options = Optional: { $options }

## Messages

web-earlier = Earlier messages
web-new-messages = New messages
web-newer = New messages ↓
web-welcome = What shall we draw first?
web-welcome-channel = No messages in #{ $channel } yet
web-welcome-how = Type { COMMAND("imagine") } and what you want to see. You get nine pictures; pick the one you like.
web-examples = Examples
web-only-you = Only you see this
web-bot = bot
web-pressed = pressed { $button }
web-press-redo = { redo }
web-press-retry = { retry }
web-press-cancel = { cancel }
web-press-delete = { delete }
web-press-edit = { edit }
web-press-edit-mash = { edit }
web-press-watch = { watch }
web-press-nine = { nine }
web-press-save = { save }
web-press-again = { show-grid }
web-press-withdraw = { withdraw }
web-press-report-picture = { report-picture }
web-someone-who-left = someone who left
web-draw-this = Draw this
web-draw-this-message = Draw this: { $text }
web-tiles = Nine pictures. Pick one by its number, 1 to 9.
web-tiles-hint = Click a picture to see it larger, or press its number, { $keys }.
web-pick = Pick { $tile }
web-pick-picture = Pick picture { $tile }
web-spoiler = Spoiler: show it
web-picture-gone = This picture was deleted.
web-other-model = Drawn by another model
web-a-favourite = favourite
web-dismiss = Dismiss
web-delete-sure = Delete this grid for everyone? It cannot be undone.
web-keep = Keep
web-save = Save
web-save-file = Save { $name }
web-ready = Nine pictures are ready.
web-ready-title = Your pictures are ready

## The picked picture

web-picture = Picture { $tile }
web-for-you = For you
web-other-pictures = The other pictures
web-close = Close

## The connection

web-connection-lost = The connection was lost.
web-trying-again = { $why } Trying again…
web-connected-again = Connected again. Press Enter to send your message.
web-not-sent = Not sent. { $why } Your text is still here.
web-server-answered = The server answered with error { $status }.
web-broken = Something went wrong on this page. Reload it.

## What was not possible

web-reload = This page is out of date. Reload it.
web-no-such-channel = This channel does not exist. Choose another one.
web-no-such-person = This person no longer exists. Reload the page.
web-no-such-picture = This picture no longer exists.
web-picture-later = This picture cannot be drawn right now. Try again in { $span }.
web-file-gone = This file is no longer available. Run the command again.
web-too-fast = You are sending too fast. Try again in { $span }; nothing was lost.
web-too-many-new-people = Too many people are opening this page. Try again in a moment.
web-too-many-people = The limit of { $most } people is reached. A moderator can remove people who left.
web-too-many-windows = This page is open in too many windows. Close one and reload.
web-nothing-written = Write something first.
web-too-much-text = This is too much text. Send less at once.
web-not-json = The request is not a JSON object. Reload the page.
web-no-number = The address has a wrong number. Reload the page.
web-field-missing = The request lacks “{ $field }”. Reload the page.
web-field-unknown = The request has an unknown field “{ $field }”. Reload the page.
web-field-wrong = The request has a wrong value for “{ $field }”. Reload the page.
web-field-long = “{ $field }” is too long; the limit is { $most }.
web-name-empty = Enter a name so that others know who you are.
web-name-taken = The name { $name } is taken. Choose another one.
web-channel-name = A channel name needs letters or digits, for example cats-in-space.
web-channel-taken = The channel #{ $name } exists already. Choose another name.
web-too-many-channels = The limit of { $most } channels is reached. Use one of them.
web-last-moderator = There must be a moderator. Make someone else a moderator first.

## Moderation: the frame

web-moderation = Moderation
web-moderation-topic = Only moderators see this
web-back = Back to the chat
web-tab-settings = Settings
web-tab-line = Queue
web-tab-people = People
web-tab-words = Blocked words
web-tab-report = Report
web-tab-audit = Log

## Moderation: settings

web-limits = Limits and times
web-limits-lead = A change applies from the next request on.
web-none = none
web-no-limit = no limit
web-on = on
web-off = off
web-save-changes = Save changes
web-undo-change = Undo the last change
web-where = Where Nonet draws

## Moderation: the queue

web-queue = The queue
web-queue-empty = The queue is empty. The next request is drawn at once.
web-who = Who
web-what = Prompt
web-channel = Channel
web-since = Waiting
web-drawing = drawing
web-waiting = waiting
web-waiting-relaxed = waiting for an idle device
web-cancel = Cancel
web-cancel-job = Cancel { $job } by { $name }

## Moderation: people

web-people = People
web-people-lead = “Why?” shows how a person's quota is calculated, limit by limit.
web-timed-out = timed out until { $time }
web-moderator-of = Moderator: { $name }
web-moderator-now = { $name } is now a moderator.
web-moderator-no-longer = { $name } is no longer a moderator.
web-remove = Remove
web-remove-of = Remove { $name }
web-remove-sure = Remove { $name } from this page? Their requests are cancelled; what they wrote stays.
web-removed = { $name } was removed.
web-remove-yourself = You cannot remove yourself. Ask another moderator.
web-find-people = Find by name
web-nobody-found = No one has this name.
web-grids = grids today
web-grids-of = Grids for { $name }
web-grant = Give
web-grant-to = Give { $name } more grids
web-minutes = min
web-minutes-of = Minutes for { $name }
web-time-out = Time out
web-time-out-of = Time out { $name }
web-lift = Lift the time-out
web-lift-of = Lift the time-out of { $name }
web-why = Why?
web-why-of = Why? How the quota of { $name } is calculated
web-cancel-all = Cancel all
web-cancel-all-of = Cancel all requests of { $name }

## Moderation: blocked words

web-rules = Rules
web-rules-empty = No words are blocked.
web-rule-new = New rule
web-rule-lead = Whole words only, also when disguised: l1ke th1s, l i k e this, or with letters that look alike.
web-rule-name = Name of the rule. Members whose prompts are refused see it.
web-rule-name-example = Be kind
web-rule-words = Words and phrases, separated by commas. Members never see them.
web-rule-words-example = one, two words, a whole phrase
web-rule-add = Add the rule
web-rule-test = Test it on the last seven days
web-rule-remove = Remove
web-rule-remove-name = Remove { $name }

## Moderation: report and log

web-report = Report
web-report-lead = Grids, people, refusals, waits and costs: { $days }
web-report-days = Days
web-log = Who changed what
web-log-empty = Nothing has been changed yet.
web-log-newer = Newer
web-log-older = Older
web-form-close = Cancel
