### What the bot says on every platform.

## A job's message

title = “{ $prompt }” for { $name }
without = Steering away from: { $no }
place = Place { $place } in line; { $ready }.
ready-in = ready in about { $span }
ready-in-band = ready in about { $span } ({ $soonest } to { $latest })
overtaken = Somebody who had fewer pictures lately goes first.
warming-up = The model is still warming up, so the first pictures take a little longer.
trying-again = That went wrong once; it is being tried again.
drawing = Drawing: { $percent } %, about { $left } left.
seed = seed { NUMBER($seed, useGrouping: 0) }
took = { $seconds } s
used-of = { $used } of { $limit } used, back at { $time }
used-unlimited = { $used } used, no limit
left-of = { $left } of { $limit } left until { $time }
charge-relaxed = relaxed: uses up nothing, drawn when the device is idle
relaxed-used = relaxed: used up nothing
unread = { $count ->
    [one] read up to “…{ $end }”; 1 word was not read
   *[other] read up to “…{ $end }”; { $count } words were not read
}
unknown-words = { $model } was not taught { $words }; try simpler English words
made-from = made from { $parent }
quoted = “{ $text }”
cancelled = Cancelled; it used up nothing.
cancelled-by-moderator = Cancelled by a moderator; it used up nothing.
failed = This could not be drawn, even at the second try; it used up nothing. Reference: { $reference }
waited-too-long = It waited for too long and was given back; it used up nothing.
line-full-waits = The line is full; it gets in as soon as there is room.
no-money = Today's budget for drawing is used up; it goes on at { $time }, or when there is more.
kept = The bot is restarting; this keeps its place and goes on by itself.
back-again = The bot was restarted; this goes on now.
elsewhere = In line.
deleted = { $job } was deleted.
no-picture = { $job } has no pictures any more; ask again with { COMMAND("imagine") }.
other-model = { $job } was drawn by { $model }, which is not loaded now; ask again with { COMMAND("imagine") }.

## Buttons

cancel = Cancel
cancel-job = Cancel { $job }
redo = Redo
retry = Retry
delete = Delete
post = Post here
relaxed = Wait for an idle device
undo = Undo
older = Older
privacy-export = Export
privacy-next = Next part
privacy-forget = Delete everything

## Alt texts

alt-grid = A grid of { $count } pictures of “{ $prompt }”, numbered row by row; seed { NUMBER($seed, useGrouping: 0) }.
alt-tile = Picture { $tile } of { $count } of “{ $prompt }”; seed { NUMBER($seed, useGrouping: 0) }.
alt-preview = Half-drawn pictures of “{ $prompt }”.
alt-report = A chart of the grids of each day, from { $first } to { $last }; { $grids } in all.

## Pictures

picked = Picture { $tile } of “{ $prompt }”; only you see this.
posted = “{ $prompt }” made by { $maker }, posted by { $name }
posted-own = “{ $prompt }” made by { $maker }

## What members asked

cancelled-yours = { $job } is cancelled: { $used }.
cancelled-theirs = { $job } of { $name } is cancelled.
at-once-now = { $count } of { $most } unfinished at once
scope-member = For you
scope-name = For { $name }
scope-channel = In this channel
scope-community = In this community
scope-bot = For everybody
scope-line = { $scope }: { $used }
privacy-show = Kept of you: your prompts, seeds and pictures (as numbers that draw them again), your id and name, and how many grids you asked for. Export gives you all of it; { COMMAND("privacy") } delete deletes it.
privacy-exported = Everything that is kept of you.
privacy-exported-part = Everything that is kept of you, part { $page } of { $pages }: it is too much for one message.
privacy-sure = This deletes your prompts and pictures for ever, takes their messages away, and cancels what is not finished. How many grids you asked for is still counted, without your name; what moderators decided stays. Are you sure?
privacy-forgotten = { $count ->
    [one] Done: 1 grid was deleted, with all that was kept of it.
   *[other] Done: { $count } grids were deleted, with all that was kept of them.
}

## What was not possible

refused = That is not possible now.
went-wrong = Something went wrong here; it was not you. Try again in a moment. Reference: { $reference }
did-you-mean = Did you mean { $closest }?
unknown-command = There is no { COMMAND($command) }; { COMMAND("help") } shows what there is.
unknown-option = There is no option --{ $option }; there are { $options }.
option-twice = --{ $option } is there twice; give it once.
option-empty = --{ $option } needs a value after it, as in --{ $option } { $example }.
wrong-seed = A seed is a whole number from 0 to { NUMBER($most, useGrouping: 0) }, not { $value }.
empty-prompt = Write what to draw, as in: { COMMAND("imagine") } a cat in a rocket
long-prompt = That has { $count } characters; up to { $most } are fine. Shorten it and ask again.
long-no = What to steer away from has { $count } characters; up to { $most } are fine.
long-argument = “{ $option }” has { $count } characters; up to { $most } are fine.
blocked = The rule “{ $name }” of this community does not allow this prompt. Other words are welcome.
channel-off = Pictures are off in this channel; they are on in #{ $channel }.
channel-off-all = Pictures are off in this channel; try another one, or ask a moderator.
timed-out = A moderator gave you a break until { $time }; after that you are welcome again.
stopping = The bot is restarting; ask again in a minute.
line-full = The line is full; ask again in { $span }. It used up nothing.
at-once = You have { $used } of { $limit } unfinished; a place frees in about { $span }. It used up nothing.
at-once-no-money = You have { $used } of { $limit } unfinished, and today's budget for drawing is used up; it goes on at { $time }. This used up nothing.
member-per-day = { $used } of { $limit } grids used, back at { $time }.
member-per-day-none = You cannot ask for pictures here: your limit is 0. A moderator can change that.
give-more = As a moderator you can change that: { COMMAND("grant") } @name 3 for today, { COMMAND("settings") } member-per-day 20 for every day.
channel-per-day = This channel has had { $used } of { $limit } today; it goes on at { $time }, or now in another channel.
channel-per-day-none = No pictures are drawn in this channel; another one may be open.
community-per-day = This community has had { $used } of { $limit } today; it goes on at { $time }.
community-per-day-none = No pictures are drawn in this community; a moderator can change that.
bot-per-day = The bot has drawn { $used } of { $limit } today; it goes on at { $time }.
bot-per-day-none = The bot draws nothing at the moment; its operator can change that.
offer-relaxed = If you can wait, an idle device draws it, for nothing.
old-offer = That offer is not there any more; ask again with { COMMAND("imagine") }.
old-button = That button does not work any more; type the command instead ({ COMMAND("help") } shows them).
no-such-user = There is no { $name } here.
no-such-channel = There is no channel #{ $name }.
no-such-job = There is no { $job } here.
no-such-tile = There is no picture { $tile }; choose one from 1 to 9.
posted-already = Picture { $tile } of { $job } is posted already, or will be in a moment.
not-drawn-yet = { $job } is not drawn yet.
nothing-to-cancel = You have nothing in line.
too-late-to-cancel = { $job } is finished already.
not-yours-cancel = Only the asker or a moderator can cancel.
not-yours-delete = Only the asker or a moderator can delete.
moderators-only = Only moderators can do that.

## How to write it

how-id = Write it as: { COMMAND($command) } k7f3q
how-again = Write it as: { COMMAND("again") } k7f3q for a grid, or { COMMAND("again") } k7f3q-5 for one picture of it.
how-pick = Write it as: { COMMAND("pick") } k7f3q 5
how-post = Write it as: { COMMAND("post") } k7f3q 5
how-privacy = Write it as: { COMMAND("privacy") }, { COMMAND("privacy") } export or { COMMAND("privacy") } delete
how-settings = Write it as: { COMMAND("settings") }, or { COMMAND("settings") } member-per-day 10
how-audit = Write it as: { COMMAND("audit") }, or { COMMAND("audit") } 2 for the second page
how-block = Write it as: { COMMAND("block list") }, { COMMAND("block test") } WORDS, { COMMAND("block add") } NAME: words, and phrases, or { COMMAND("block remove") } NAME
how-channel = Write it as: { COMMAND("channel") } off #name, or { COMMAND("channel") } on
how-timeout = Write it as: { COMMAND("timeout") } @name MINUTES
how-lift = Write it as: { COMMAND("lift") } @name
how-grant = Write it as: { COMMAND("grant") } @name GRIDS
how-why = Write it as: { COMMAND("why") } @name, or { COMMAND("why") } @name #channel
how-cancel-all = Write it as: { COMMAND("cancel-all") } @name
how-report = Write it as: { COMMAND("report") } 7d, for up to 366 days

## Help

help =
    { COMMAND("imagine") } WORDS draws nine pictures. Then press a number to see one of them, and post the one you like.
    { COMMAND("quota") }: what is left for you. { COMMAND("cancel") }: stop your newest. { COMMAND("again") } ID: show an old one. { COMMAND("privacy") }: what is kept of you.
help-moderators = For moderators: { $commands }
help-topics = { COMMAND("help") } TOPIC tells more: { $topics }
no-such-topic = There is no help on { $topic }.
help-imagine =
    { COMMAND("imagine") } a cat in a rocket --seed 5 --no dogs --spoiler
    The same words and seed give the same pictures. --no is what to steer away from. --spoiler hides the pictures until somebody clicks.
help-quota = { COMMAND("quota") } shows how many grids are left for you today, and when there are more. What is cancelled or fails uses up nothing.
help-pick = { COMMAND("pick") } k7f3q 5 shows you picture 5, privately; { COMMAND("post") } k7f3q 5 shows it to everybody here.
help-again = { COMMAND("again") } k7f3q shows an old grid, { COMMAND("again") } k7f3q-5 one picture of it, just as they were.
help-cancel = { COMMAND("cancel") } stops your newest ask, { COMMAND("cancel") } k7f3q that one. It uses up nothing then.
help-redo = { COMMAND("redo") } k7f3q draws the same words with a new seed; { COMMAND("retry") } k7f3q tries again what had failed.
help-delete = { COMMAND("delete") } k7f3q takes your pictures away for everybody.
help-privacy = { COMMAND("privacy") } says what is kept of you, { COMMAND("privacy") } export gives it to you, { COMMAND("privacy") } delete deletes it.
help-settings = { COMMAND("settings") } shows everything that can be set here; { COMMAND("settings") } member-per-day 10 changes it, and { COMMAND("settings") } member-per-day none takes the limit away.
help-undo = { COMMAND("undo") } takes the last change of settings back; again, and it takes back the one before.
help-audit = { COMMAND("audit") } shows who changed what, and when; { COMMAND("audit") } 2 is the second page.
help-block = { COMMAND("block test") } WORDS shows what they would have caught in the last seven days; { COMMAND("block add") } NAME: words, and phrases saves them. Members are told the name, never the words. { COMMAND("block remove") } NAME, { COMMAND("block list") }.
help-channel = { COMMAND("channel") } off switches pictures off here, { COMMAND("channel") } off #name there; { COMMAND("channel") } on #name switches them on.
help-timeout = { COMMAND("timeout") } @name 30: no asks for 30 minutes; what they have in line is cancelled. { COMMAND("lift") } @name ends it.
help-grant = { COMMAND("grant") } @name 5: five more grids, today.
help-why = { COMMAND("why") } @name #channel shows the whole calculation: what is used, what is left, and by which rule.
help-line = { COMMAND("line") } shows who draws and who waits; { COMMAND("cancel-all") } @name cancels everything of somebody.
help-report = { COMMAND("report") } 7d: grids, people, refusals, waits and costs of the last seven days, as a picture and as CSV.

## Moderators

settings-title = Settings of this community:
settings-line = { $key }: { $value } ({ $meaning })
settings-channels-off = Channels that are off: { $channels }
settings-rules = Rules on words: { $rules }
settings-how = { COMMAND("settings") } KEY VALUE changes one; { COMMAND("undo") } takes it back; { COMMAND("audit") } shows who did what.
none = none
no-limit = no limit
changed = Saved; it holds from now on.
undone = Taken back.
unchanged = That is how it is already; nothing was changed.
difference = { $key }: { $old } → { $new }
difference-new = { $key }: { $new }
lifted = lifted
nothing-to-undo = There is nothing to take back.
changed-since = That change does not hold any more, or something else was changed after it, so nothing was taken back. { COMMAND("undo") } takes back whatever was changed last.
audit-title = Who changed what, page { $page } of { $pages }:
audit-line = { $time } { $name }, { $what }: { $changes }
audit-empty = Nobody has changed anything yet.
audit-no-page = { $count ->
    [one] There is 1 page.
   *[other] There are { $count } pages.
}
unknown-setting = There is no setting { $key }; there are: { $known }.
wrong-setting = { $key } cannot be { $value }; nothing was saved.
wrong-setting-number = { $key } is a whole number from { $low } to { $high }, not { $value }; nothing was saved.
wrong-setting-time = { $key } is a time like 06:00, not { $value }; nothing was saved.
wrong-setting-zone = { $key } is a time zone like Europe/Berlin, not { $value }; nothing was saved.
wrong-setting-switch = { $key } is on or off, not { $value }; nothing was saved.
wrong-setting-text = { $key } has at most { $high } characters; nothing was saved.
wrong-setting-numbers-of-roles = { $key } is written as ROLE=NUMBER, with numbers from { $low } to { $high }, not { $value }; nothing was saved.
wrong-setting-weights-of-roles = { $key } is written as ROLE=NUMBER, with numbers from { $low } to { $high }, not { $value }; nothing was saved.
block-empty = There are no rules yet. { COMMAND("block test") } WORDS shows what they would have caught.
block-title = Rules on words:
block-line = { $name }: { $words }
block-added = Saved: the rule “{ $name }” catches { $words }.
block-removed = Saved: “{ $name }” is gone.
block-words-removed = Saved: the rule “{ $name }” no longer catches { $words }.
block-test = { $count ->
    [one] “{ $words }” would have caught 1 of { $total } prompts of the last seven days:
   *[other] “{ $words }” would have caught { $count } of { $total } prompts of the last seven days:
}
block-too-many = There can be { $most } rules; put the words into one that is there.
no-such-rule = There is no rule “{ $name }”; { COMMAND("block list") } shows them.
long-rule = The rule would have { $count } characters; a rule has up to { $most }.
long-rules = All rules together would have { $count } characters; they have up to { $most }. First take away words that nobody needs any more.
empty-rule = A rule needs letters or digits; signs alone catch nothing.
and-more = … and { $count } more
why-title = What holds for { $name }:
why-role = {"  "}by the role { $role }
why-granted = {"  "}{ $count } of these were given for today
why-timed-out = Time-out until { $time }
why-channel-off = The channel is off.
time-out = { $name } has a break until { $time }.
time-out-jobs = { $count ->
    [one] 1 in line was cancelled and given back.
   *[other] { $count } in line were cancelled and given back.
}
time-out-none = { $name } has no time-out; nothing was changed.
time-out-lifted = { $name } is welcome again.
wrong-minutes = Minutes are a whole number from 0 to { $most }, not { $value }.
granted = { $count ->
    [one] { $name } has 1 more grid today.
   *[other] { $name } has { $count } more grids today.
}
wrong-grids = Grids are a whole number from 1 to { $most }, not { $value }.
line-empty = Nobody is in line.
line-title = { $count } in line:
line-line = { $job } { $name }: { $state } for { $since } { $place }: { $prompt }
state-drawing = drawing
state-waiting = waiting
in-channel = in #{ $channel }
cancelled-all = { $count } cancelled and given back.
wrong-days = Days are a whole number from 1 to { $most }, not { $value }.

## Report

report-title = { $count ->
    [one] Today: { $grids } by { $people }.
   *[other] The last { $count } days: { $grids } by { $people }.
}
count-grids = { $count ->
    [one] 1 grid
   *[other] { $count } grids
}
count-people = { $count ->
    [one] 1 person
   *[other] { $count } people
}
report-given-back = Given back: { $count }
report-waits = Waits: { $p50 } for half of them, { $p95 } for 95 of 100
report-costs = Device: { $seconds }; { $money }
report-refusals = Refused: { $refusals }
report-refusal = { $what } ({ $count })
rule-at-once = too many at once
rule-member-per-day = the day used up
rule-channel-per-day = the channel's day used up
rule-community-per-day = the community's day used up
rule-bot-per-day = the bot's day used up
rule-blocked = the rule “{ $name }”
rule-channel-off = a channel that is off
rule-timed-out = time-out
rule-line-full = the line was full
rule-stopping = the bot was restarting
rule-age-restricted = age-restricted
chart-title = Grids a day
chart-grids = grids
chart-people = people
chart-refused = refused
chart-wait = median wait
chart-money = cost
chart-device = device time

## Times

tomorrow = { $time } tomorrow

## The operator

budget-notice = { $percent } % of today's budget for drawing is used.
age-restricted = This was drawn in an age-restricted channel, so it can only be posted in one.

## What settings mean

meaning-member-per-day = grids a day for each member
meaning-role-per-day = grids a day for members with a role
meaning-channel-per-day = grids a day in each channel
meaning-community-per-day = grids a day in this community
meaning-drawing = unfinished grids of a member, with those of waiting
meaning-waiting = unfinished grids of a member, with those of drawing
meaning-role-weight = how fast a role moves in line; 1 is usual
meaning-reset = when a day begins
meaning-timezone = where that time is meant
meaning-relaxed = after the day's grids, ask for what an idle device draws
meaning-longest-prompt = characters of a prompt
meaning-log-channel = the channel where changes are told
meaning-retention-days = days that prompts and pictures are kept
