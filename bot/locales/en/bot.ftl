### What the bot says on every platform.
###
### { COMMAND("cancel", job: "k7f3q") } is how people write a command where they are: /cancel k7f3q on the page,
### /cancel job:k7f3q in Discord, @Nonet cancel k7f3q in Slack. { PLATFORM() } is discord, slack or web.
### Words: a grid is nine pictures, a tile is one of them, a request is what somebody wants drawn and waits in the queue;
### a quota is how many grids somebody may have.

## A job's message

title = “{ $prompt }” for { $name }
without = Avoiding: { $no }
place = Position { $place } in the queue; { $ready }.
ready-in = ready in about { $span }
ready-in-band = ready in about { $span } ({ $soonest } to { $latest })
overtaken = Someone who has had fewer pictures lately goes ahead of you.
warming-up = The model is still warming up, so the first pictures take a little longer.
trying-again = Drawing failed once and is being tried again.
drawing = Drawing: { $percent }%, about { $left } left.
seed = seed { NUMBER($seed, useGrouping: 0) }
took = { $seconds } s
used-of = { $used } of { $limit } used, resets at { $time }
used-unlimited = { $used } used, no limit
left-of = { $left } of { $limit } left until { $time }
charge-relaxed = relaxed: does not count against your quota; drawn when the device is idle
relaxed-used = relaxed: did not count against your quota
unread = { $count ->
    [one] read up to “…{ $end }”; 1 word was ignored
   *[other] read up to “…{ $end }”; { $count } words were ignored
}
dropped = not read: { $words }
unknown-words = { $model } does not know { $words }; try simpler English words
known-by-kind = drawn instead: { $kinds }
kind = { $kind } for “{ $word }”
made-from = made from { $parent }
made-into = made from it: { $children }
quoted = “{ $text }”
cancelled = Cancelled. It did not count against your quota.
cancelled-by-moderator = Cancelled by a moderator. It did not count against your quota.
failed = This could not be drawn, even on the second try. It did not count against your quota. Reference: { $reference }
waited-too-long = This waited too long and was cancelled. It did not count against your quota.
line-full-waits = The queue is full. This request joins it as soon as there is room.
no-money = Today's drawing budget is used up. Drawing continues at { $time }, or earlier if the budget is raised.
kept = The bot is restarting. This request keeps its place and continues by itself.
back-again = The bot has restarted. This request continues now.
elsewhere = In the queue.
deleted = { $job } was deleted.
no-picture = { $job } has no pictures. Draw it again with { COMMAND("imagine") }.
other-model = { $job } was drawn by { $model }, which is not loaded now. Draw it again with { COMMAND("imagine") }.

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
alt-report = A chart of the grids of each day from { $first } to { $last }; { $grids } in total.

## Pictures

picked = Picture { $tile } of “{ $prompt }”. Only you see this.
posted = “{ $prompt }” made by { $maker }, posted by { $name }
posted-own = “{ $prompt }” made by { $maker }

## What members asked

cancelled-yours = { $job } was cancelled: { $used }.
cancelled-theirs = { $job } of { $name } was cancelled.
at-once-now = { $count } of { $most } unfinished requests
scope-member = For you
scope-name = For { $name }
scope-channel = In this channel
scope-community = In this community
scope-bot = For everyone
scope-line = { $scope }: { $used }
privacy-show = The bot keeps your prompts, captions, favourites, votes, seeds and pictures (as numbers from which they are drawn again), your id and name, where you posted pictures, how many grids you requested, and for nine days which requests a quota refused. “{ privacy-export }” gives you all of it; { COMMAND("privacy", what: "delete") } deletes it.
privacy-exported = All data that is kept about you.
privacy-exported-part = All data that is kept about you, part { $page } of { $pages }; it does not fit into one message.
privacy-sure = This permanently deletes your prompts and pictures, removes their messages and cancels your unfinished requests. The number of your grids still counts, without your name, and moderators' decisions stay. Delete everything?
privacy-forgotten = { $count ->
    [one] Done. 1 grid and all data about it were deleted.
   *[other] Done. { $count } grids and all data about them were deleted.
}

## What was not possible

refused = This is not possible right now. Try again later.
went-wrong = Something went wrong; it was not your fault. Try again in a moment. Reference: { $reference }
did-you-mean = Did you mean { $closest }?
unknown-command = There is no command { COMMAND($command) }. { COMMAND("help") } lists all commands.
unknown-option = There is no option --{ $option }. The options are { $options }.
option-twice = --{ $option } was given twice. Give it once.
option-empty = --{ $option } needs a value, for example --{ $option } { $example }.
wrong-seed = A seed is a whole number from 0 to { NUMBER($most, useGrouping: 0) }, not { $value }.
empty-prompt = Write what to draw, for example: { COMMAND("imagine") } a cat in a rocket
unreadable-prompt = Nothing in this prompt can be read. Describe the picture in English words, for example “a red fox in the snow”.
unreadable-no = Nothing in the words to avoid can be read. Write English words, for example “dogs”.
long-prompt = Your prompt has { $count } characters; the limit is { $most }. Shorten it and try again.
long-no = The words to avoid have { $count } characters; the limit is { $most }. Shorten them and try again.
long-argument = “{ $option }” has { $count } characters; the limit is { $most }. Shorten it and try again.
blocked = This prompt breaks the rule “{ $name }” of this community. Try other words.
channel-off = Drawing is off in this channel. Try #{ $channel }.
channel-off-all = Drawing is off in this channel. Try another channel, or ask a moderator.
timed-out = You are timed out until { $time }. You can draw again after that.
stopping = The bot is restarting. Try again in a minute.
line-full = The queue is full. Try again in { $span }. This did not count against your quota.
at-once = You have { $used } of { $limit } unfinished requests. Try again in about { $span }. This did not count against your quota.
at-once-no-money = You have { $used } of { $limit } unfinished requests, and today's drawing budget is used up. Drawing continues at { $time }. This did not count against your quota.
member-per-day = You have used { $used } of { $limit } grids. Your quota resets at { $time }.
member-per-day-none = You cannot draw here, because your quota is 0. A moderator can raise it.
give-more = { PLATFORM() ->
    [discord] As a moderator you can raise it: { COMMAND("grant") } for today, { COMMAND("set") } for every day.
   *[other] As a moderator you can raise it: { COMMAND("grant") } @name 3 for today, { COMMAND("settings") } member-per-day 20 for every day.
}
channel-per-day = This channel has used { $used } of { $limit } grids. Its quota resets at { $time }; until then, draw in another channel.
channel-per-day-none = This channel has a quota of 0. Try another channel.
community-per-day = This community has used { $used } of { $limit } grids. Its quota resets at { $time }.
community-per-day-none = This community has a quota of 0. A moderator can raise it.
bot-per-day = The bot has drawn { $used } of { $limit } grids. Its quota resets at { $time }.
bot-per-day-none = The bot has a quota of 0. Its operator can raise it.
offer-relaxed = If you can wait, an idle device draws it without using your quota.
old-offer = This offer has expired. Send the request again with { COMMAND("imagine") }.
old-rehearsal = This was saved or cancelled already, or it is too old. Give the command again.
old-button = This button no longer works. Type the command instead; { COMMAND("help") } lists all commands.
no-such-user = { PLATFORM() ->
    [slack] I do not know who { $name } is. Write @name and choose from the list that Slack shows.
   *[other] There is no member { $name } here. Check the name.
}
no-such-channel = { PLATFORM() ->
    [slack] I do not know the channel { $name }. Write #name and choose from the list that Slack shows.
   *[other] There is no channel #{ $name }. Check the name.
}
no-such-role = There is no role { $name } here. Nothing was saved.
cannot-post = { PLATFORM() ->
    [discord] I cannot post in { $channel }. Allow me to view that channel and send messages there, or choose another one. Nothing was saved.
    [slack] I cannot post in { $channel }. Invite me there with /invite @Nonet, or choose another one. Nothing was saved.
   *[other] I cannot post in { $channel }. Choose another channel. Nothing was saved.
}
no-such-job = There is no request { $job } here. Check its id.
no-such-tile = There is no picture { $tile }. Choose one from 1 to 9.
posted-already = Picture { $tile } of { $job } is already posted, or will be in a moment.
not-drawn-yet = { $job } is not finished yet. Wait for its pictures and try again.
nothing-to-cancel = You have no unfinished requests.
too-late-to-cancel = { $job } is already finished.
not-yours-cancel = Only the member who made this request or a moderator can cancel it.
not-yours-delete = Only the member who made this request or a moderator can delete it.
moderators-only = Only moderators can do this.
age-restricted = This was drawn in an age-restricted channel. It can only be posted in another age-restricted channel.

## How to write it

how-id = Write it like this: { COMMAND($command) } k7f3q
how-again = Write it like this: { COMMAND("again", id: "k7f3q") } for a grid, { COMMAND("again", id: "k7f3q-5") } for one of its pictures.
how-pick = Write it like this: { COMMAND("pick") } k7f3q 5
how-post = Write it like this: { COMMAND("post") } k7f3q 5
how-privacy = Write it like this: { COMMAND("privacy") }, { COMMAND("privacy", what: "export") } or { COMMAND("privacy", what: "delete") }
how-settings = Write it like this: { COMMAND("settings") }, or { COMMAND("settings") } member-per-day 10
how-audit = Write it like this: { COMMAND("audit") }, or { COMMAND("audit", page: "2") } for the second page
how-block = { PLATFORM() ->
    [discord] Write the words of the rule, separated by commas.
   *[other] Write it like this: { COMMAND("block list") }, { COMMAND("block test") } WORDS, { COMMAND("block add") } NAME: words, and phrases, or { COMMAND("block remove") } NAME
}
how-channel = Write it like this: { COMMAND("channel") } off #name, or { COMMAND("channel") } on
how-timeout = Write it like this: { COMMAND("timeout") } @name MINUTES
how-lift = Write it like this: { COMMAND("lift") } @name
how-grant = Write it like this: { COMMAND("grant") } @name GRIDS
how-why = Write it like this: { COMMAND("why") } @name, or { COMMAND("why") } @name #channel
how-cancel-all = Write it like this: { COMMAND("cancel-all") } @name
how-report = Write it like this: { COMMAND("report") } 7d, for up to 366 days

## Help

help = { PLATFORM() ->
    [discord]
        { COMMAND("imagine") } draws nine pictures of what you describe. Choose a number to see one of them, then post the one you like.
        { COMMAND("quota") } shows how many grids you have left, { COMMAND("cancel") } cancels your newest request, { COMMAND("again") } shows an old grid, { COMMAND("privacy") } shows what is kept about you.
   *[other]
        { COMMAND("imagine") } WORDS draws nine pictures of what you describe. Choose a number to see one of them, then post the one you like.
        { COMMAND("quota") } shows how many grids you have left, { COMMAND("cancel") } cancels your newest request, { COMMAND("again") } ID shows an old grid, { COMMAND("privacy") } shows what is kept about you.
}
help-moderators = For moderators: { $commands }
help-topics = { PLATFORM() ->
    [discord] { COMMAND("help") } with a topic tells you more: { $topics }
   *[other] { COMMAND("help") } TOPIC tells you more: { $topics }
}
no-such-topic = There is no help on { $topic }.
help-imagine = { PLATFORM() ->
    [discord]
        { COMMAND("imagine", prompt: "a cat in a rocket", seed: "5", no: "dogs", spoiler: "True") }
        The same prompt and seed give the same pictures. “no” is what to avoid. “spoiler” hides the pictures until someone clicks them.
        Apps → Imagine this, on any message, draws what the message says.
   *[other]
        { COMMAND("imagine") } a cat in a rocket --seed 5 --no dogs --spoiler
        The same prompt and seed give the same pictures. --no is what to avoid. --spoiler hides the pictures until someone clicks them.
}
help-quota = { COMMAND("quota") } shows how many grids you have left and when your quota resets. Cancelled and failed requests do not count.
help-pick = { PLATFORM() ->
    [discord] Choose a number under the pictures to see that one privately. The button “{ post }” shows it to everyone in the channel. “{ nine }” shows each in its full size.
   *[other] { COMMAND("pick") } k7f3q 5 shows you picture 5 privately. { COMMAND("post") } k7f3q 5 shows it to everyone in the channel. { COMMAND("nine", job: "k7f3q") } shows each in its full size.
}
help-again = { COMMAND("again", id: "k7f3q") } shows an old grid, { COMMAND("again", id: "k7f3q-5") } one of its pictures, exactly as they were.
help-cancel = { COMMAND("cancel") } cancels your newest request, { COMMAND("cancel", job: "k7f3q") } the request k7f3q. It does not count against your quota.
help-redo = { PLATFORM() ->
    [discord] The button “{ redo }” draws the same prompt with a new seed. “{ retry }” tries a failed request again.
   *[other] { COMMAND("redo") } k7f3q draws the same prompt with a new seed. { COMMAND("retry") } k7f3q tries a failed request again.
}
help-delete = { PLATFORM() ->
    [discord] The button “{ delete }” deletes your pictures for everyone.
   *[other] { COMMAND("delete") } k7f3q deletes your pictures for everyone.
}
help-privacy = { COMMAND("privacy") } shows what is kept about you, { COMMAND("privacy", what: "export") } gives it to you, { COMMAND("privacy", what: "delete") } deletes it.
help-settings = { PLATFORM() ->
    [discord] { COMMAND("settings") } shows all settings and lets you change them. { COMMAND("set") } changes one setting; without a value it removes the limit. { COMMAND("role") } sets the limits of a role.
   *[other] { COMMAND("settings") } shows all settings. { COMMAND("settings") } member-per-day 10 changes one, { COMMAND("settings") } member-per-day none removes the limit.
}
help-undo = { COMMAND("undo") } undoes the last change of settings. Use it again to undo the change before it.
help-audit = { COMMAND("audit") } shows who changed what, and when. { COMMAND("audit", page: "2") } shows the second page.
help-block = { PLATFORM() ->
    [discord] { COMMAND("block test") } shows which prompts of the last seven days a rule would have refused. { COMMAND("block add") } saves a rule, { COMMAND("block list") } shows all rules, { COMMAND("block remove") } removes one. Members see the name of a rule, never its words.
   *[other] { COMMAND("block test") } WORDS shows which prompts of the last seven days a rule would have refused. { COMMAND("block add") } NAME: words, and phrases saves a rule, { COMMAND("block list") } shows all rules, { COMMAND("block remove") } NAME removes one. Members see the name of a rule, never its words.
}
help-channel = { PLATFORM() ->
    [discord] { COMMAND("channel") } turns drawing on or off in a channel.
   *[other] { COMMAND("channel") } off turns drawing off in this channel, { COMMAND("channel") } off #name in another one. { COMMAND("channel") } on #name turns it on again.
}
help-timeout = { PLATFORM() ->
    [discord] { COMMAND("timeout") } times a member out: they cannot make requests for that many minutes, and their queued requests are cancelled. minutes:0 lifts the time-out.
   *[other] { COMMAND("timeout") } @name 30 times a member out: they cannot make requests for 30 minutes, and their queued requests are cancelled. { COMMAND("lift") } @name lifts the time-out.
}
help-grant = { PLATFORM() ->
    [discord] { COMMAND("grant") } gives a member more grids today.
   *[other] { COMMAND("grant") } @name 5 gives a member five more grids today.
}
help-why = { PLATFORM() ->
    [discord] { COMMAND("why") } shows how a member's quota is calculated, limit by limit.
   *[other] { COMMAND("why") } @name #channel shows how a member's quota is calculated, limit by limit.
}
help-line = { PLATFORM() ->
    [discord] { COMMAND("line") } shows the queue. { COMMAND("cancel-all") } cancels all requests of a member, { COMMAND("cancel", job: "k7f3q") } one request.
   *[other] { COMMAND("line") } shows the queue. { COMMAND("cancel-all") } @name cancels all requests of a member, { COMMAND("cancel") } k7f3q one request.
}
help-report = { PLATFORM() ->
    [discord] { COMMAND("report", days: "7") } shows grids, people, refusals, waits and costs of the last seven days, as a chart and as CSV.
   *[other] { COMMAND("report") } 7d shows grids, people, refusals, waits and costs of the last seven days, as a chart and as CSV.
}

## Moderators

settings-title = Settings of this community:
settings-line = { $key }: { $value } ({ $meaning })
settings-channels-off = Channels where drawing is off: { $channels }
settings-rules = Rules on words: { $rules }
settings-how = { PLATFORM() ->
    [discord] Choose below what to change. { COMMAND("undo") } undoes the last change, { COMMAND("audit") } shows who changed what.
   *[other] { COMMAND("settings") } KEY VALUE changes a setting. { COMMAND("undo") } undoes the last change, { COMMAND("audit") } shows who changed what.
}
role-gone = { $key }: the role { $role } no longer exists.
log-channel-closed = Changes are not announced: I cannot post in { $channel }. Choose another log-channel.
none = none
no-limit = no limit
changed = Saved. The change applies from now on.
undone = The change was undone.
unchanged = Nothing was changed, because it is already set like this.
rehearsal = Not saved yet. This refuses more than the present settings:
rehearsal-again = Settings were changed meanwhile:
rehearsal-refused = { $people ->
    [one] It would have refused { $count } of the { $total } requests of the last seven days, of 1 person: { $names }
   *[other] It would have refused { $count } of the { $total } requests of the last seven days, of { $people } people: { $names }
}
rehearsal-name = { $name } ({ $count })
rehearsal-deleted = deleted
rehearsal-before = By the present settings it would have been { $count }.
rehearsal-relaxed = { $count } of them could have waited in the relaxed lane.
rehearsal-prompts = For this, the words of the newest { $count } accepted requests were read; prompts that were deleted or refused are not kept.
rehearsal-loosens = No one is refused more than before.
rehearsal-nothing = It would have refused none of the last seven days’ { $total } requests that the present settings accept.
rehearsal-cancelled = Nothing was saved.
save-rehearsed = Save
cancel-rehearsed = Cancel
difference = { $key }: { $old } → { $new }
difference-new = { $key }: { $new }
lifted = lifted
nothing-to-undo = There is no change to undo.
changed-since = This change no longer applies, or something else was changed after it, so nothing was undone. { COMMAND("undo") } undoes the last change.
audit-title = Who changed what, page { $page } of { $pages }:
audit-line = { $time } { $name }, { $what }: { $changes }
audit-kind-settings = settings
audit-kind-channel = channel
audit-kind-block = rules on words
audit-kind-undo = undo
audit-kind-grant = grant
audit-kind-time-out = time-out
audit-kind-moderator = moderator
audit-kind-removed = removed from the community
audit-kind-back = back in the community
audit-kind-cancel = cancelled request
audit-kind-remove = removed picture
audit-kind-remove-person = removed person
audit-kind-dismiss = dismissed report
audit-key-rules = rules
audit-key-channels-off = channels where drawing is off
audit-key-channels-on = channels where drawing is on
audit-key-kept-until = kept until
audit-key-settings = settings
audit-as-before = as before
audit-removed = removed
audit-empty = Nothing has been changed yet.
audit-no-page = { $count ->
    [one] There is only 1 page.
   *[other] There are only { $count } pages.
}
unknown-setting = There is no setting { $key }. The settings are { $known }.
merged-setting = { $key } is no longer a setting. { $now } is the number of unfinished requests that a member may have. Nothing was saved.
wrong-setting = { $key } cannot be { $value }. Nothing was saved.
wrong-setting-number = { $key } is a whole number from { $low } to { $high }, not { $value }. Nothing was saved.
wrong-setting-time = { $key } is a time such as 06:00, not { $value }. Nothing was saved.
wrong-setting-zone = { $key } is a time zone such as Europe/Berlin, not { $value }. Nothing was saved.
wrong-setting-switch = { $key } is on or off, not { $value }. Nothing was saved.
wrong-setting-channel = { $key } has at most { $high } characters. Nothing was saved.
wrong-setting-numbers-of-roles = { $key } is written as ROLE=NUMBER, with numbers from { $low } to { $high }, not { $value }. Nothing was saved.
wrong-setting-weights-of-roles = { $key } is written as ROLE=NUMBER, with numbers from { $low } to { $high }, not { $value }. Nothing was saved.
block-empty = { PLATFORM() ->
    [discord] There are no rules yet. { COMMAND("block test") } shows what a rule would have refused.
   *[other] There are no rules yet. { COMMAND("block test") } WORDS shows what a rule would have refused.
}
block-title = Rules on words:
block-line = { $name }: { $words }
block-added = Saved: the rule “{ $name }” refuses { $words }.
block-also = It also refuses { $words }, because digits and signs count as letters.
block-removed = Saved: the rule “{ $name }” was removed.
block-words-removed = Saved: the rule “{ $name }” no longer refuses { $words }.
block-test = { $count ->
    [one] “{ $words }” would have refused 1 of { $total } prompts of the last seven days:
   *[other] “{ $words }” would have refused { $count } of { $total } prompts of the last seven days:
}
block-test-newest = There were more prompts; the newest { $count } were tested.
block-too-many = There can be at most { $most } rules. Add the words to one of them.
no-such-rule = There is no rule “{ $name }”. { COMMAND("block list") } shows all rules.
long-rule = The rule would have { $count } characters; the limit is { $most }. Use a second rule.
long-rules = All rules together would have { $count } characters; the limit is { $most }. Remove words that are no longer needed.
empty-rule = A rule needs letters or digits; other characters match nothing.
and-more = … and { $count } more
why-title = Limits of { $name }:
why-role = {"  "}from the role { $role }
why-granted = {"  "}{ $count } of these were granted for today
why-timed-out = Timed out until { $time }
why-channel-off = Drawing is off in this channel.
time-out = { $name } is timed out until { $time }.
time-out-jobs = { $count ->
    [one] 1 queued request was cancelled and refunded.
   *[other] { $count } queued requests were cancelled and refunded.
}
time-out-none = { $name } is not timed out; nothing was changed.
time-out-lifted = { $name } is no longer timed out.
wrong-minutes = Minutes are a whole number from 0 to { $most }, not { $value }.
granted = { $count ->
    [one] { $name } has 1 more grid today.
   *[other] { $name } has { $count } more grids today.
}
wrong-grids = Grids are a whole number from 1 to { $most }, not { $value }.
line-empty = The queue is empty.
line-title = { $count } in the queue:
line-line = { $job } { $name }: { $state } for { $since } { $place }: { $prompt }
state-drawing = drawing
state-waiting = waiting
in-channel = in #{ $channel }
cancelled-all = { $count ->
    [one] 1 request was cancelled and refunded.
   *[other] { $count } requests were cancelled and refunded.
}
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
report-given-back = Refunded: { $count }
report-waits = Waits: half of them up to { $p50 }, 95 of 100 up to { $p95 }
report-costs = Device time: { $seconds }; { $money }
report-refusals = Refused: { $refusals }
report-refusal = { $what } ({ $count })
rule-at-once = too many unfinished requests
rule-member-per-day = member's quota used up
rule-channel-per-day = channel's quota used up
rule-community-per-day = community's quota used up
rule-bot-per-day = bot's quota used up
rule-blocked = rule “{ $name }”
rule-channel-off = drawing off in the channel
rule-timed-out = time-out
rule-line-full = queue full
rule-stopping = bot restarting
rule-age-restricted = age-restricted
chart-title = Grids per day
chart-grids = grids
chart-people = people
chart-refused = refused
chart-wait = median wait
chart-money = cost
chart-device = device time

## Times

tomorrow = { $time } tomorrow

## The operator

budget-notice = { $percent }% of today's drawing budget is used.

## What settings mean

meaning-member-per-day = grids per day for each member
meaning-role-per-day = grids per day for members with a role
meaning-channel-per-day = grids per day in each channel
meaning-community-per-day = grids per day in this community
meaning-unfinished = unfinished requests of a member
meaning-role-weight = how fast a role moves up in the queue; 1 is normal
meaning-reset = when quotas reset each day
meaning-timezone = the time zone of { $reset }
meaning-relaxed = when the quota is used up, offer to wait for an idle device
meaning-longest-prompt = maximum characters of a prompt
meaning-log-channel = channel where changes are announced
meaning-retention-days = days that prompts and pictures are kept
setting-member-per-day = Grids per member
setting-role-per-day = Grids per role
setting-channel-per-day = Grids per channel
setting-community-per-day = Grids in total
setting-role-weight = Speed of roles
setting-reset = Daily reset
setting-timezone = Time zone
setting-relaxed = Idle device
setting-longest-prompt = Longest prompt
setting-log-channel = Log channel
setting-retention-days = Days kept
setting-channels-off = Channels off
setting-channels-on = Channels on
setting-rules = Blocked words


## Memes: captions, variations, and files to keep

caption = Caption
edit-caption = Edit caption
vary-little = Vary a little
vary-half = Vary half
vary-most = Vary most
enlarge = Enlarge
edit = Edit
watch = Animation
nine = All nine
save = Save all
captioned = Picture { $tile } of “{ $prompt }” with your caption. Only you see this.
alt-is = Alt text: { $alt }
alt-caption = Picture { $tile } of “{ $prompt }” with the caption { $words }.
caption-empty = Write something above or below the picture.
caption-script = No font here has “{ $character }”. Leave it out, or ask the operator to install Noto fonts.
no-such-caption = That caption is no longer available.
varied-from = variation of { $parent }
enlarged = Picture { $tile } of “{ $prompt }”, enlarged from { NUMBER($before, useGrouping: 0) } to { NUMBER($after, useGrouping: 0) } pixels. It is larger, not sharper.
saved = All pictures of { $job }, and how they were drawn.
watched = How the pictures of “{ $prompt }” appeared.
alt-animation = The { $count } pictures of “{ $prompt }” as they appear.
how-caption = Write it like this: { COMMAND("caption") } k7f3q-5 words above --bottom words below
how-vary = Write it like this: { COMMAND("vary") } k7f3q-5 half
how-edit = Write it like this: { COMMAND("edit") } k7f3q the new words
how-enlarge = Write it like this: { COMMAND("enlarge") } k7f3q-5
help-caption = { COMMAND("caption", job: "k7f3q", tile: "5") } puts words on picture 5. You see the result first, then you can post it.
help-vary = { COMMAND("vary", job: "k7f3q", tile: "5") } draws nine pictures that begin like picture 5. It counts as one grid.
help-edit = { COMMAND("edit", job: "k7f3q") } draws other words with the same seed. It counts as one grid.
help-enlarge = { COMMAND("enlarge", job: "k7f3q", tile: "5") } shows picture 5 in 1024 pixels.
help-save = { COMMAND("save", job: "k7f3q") } gives you all nine pictures in a zip file.
help-watch = { COMMAND("watch", job: "k7f3q") } shows how the nine pictures appeared.

## Mashes: two prompts in one grid

edit-mash = Edit mash
mash-dial = Mash: { NUMBER($percent, maximumFractionDigits: 1) } % of the way from the first to the second
mash-walk = Mash: a walk from the first to the second
mash-same = The two prompts are the same. Write two different things, for example: { COMMAND("mash") } a cat + a teapot
wrong-dial = The dial is a number from 0 (only the first) to { $most } (only the second), not “{ $value }”.
how-mash = { PLATFORM() ->
    [discord] Write both prompts, for example a cat and a teapot.
   *[other] Write two prompts with + between them, for example: { COMMAND("mash") } a cat + a teapot
}
help-mash = { PLATFORM() ->
    [discord] { COMMAND("mash", a: "a cat", b: "a teapot") } draws nine pictures of both. “dial” goes from 0 (only a) to 100 (only b). “walk” makes the nine go from a to b. It counts as one grid.
   *[other] { COMMAND("mash") } a cat + a teapot draws nine pictures of both. --dial goes from 0 (only the first) to 100 (only the second). --walk makes the nine go from the first to the second. It counts as one grid.
}

## Gallery

newer = Newer
favourite = ☆ Favourite
unfavourite = ★ Favourite
favoured = Marked with a star. { COMMAND("gallery favourites") } shows all of them.
unfavoured = The star is taken away.
caption-of = Picture { $tile } of “{ $prompt }” with a caption by { $name }. Only you see this.
gallery-mine = Your pictures
gallery-favourites = Your favourites
gallery-here = Drawn in this channel
gallery-search = Found for “{ $words }”
gallery-mine-none = There is nothing here yet. { COMMAND("imagine") } draws nine pictures.
gallery-favourites-none = There is nothing here yet. Pick a picture, then press “{ favourite }”.
gallery-here-none = Nothing that you may see was drawn here yet.
gallery-search-none = Nothing that you may see has all of these words.
alt-gallery = Small pictures: { $works }
how-gallery = Write it like this: { PLATFORM() ->
    [discord] { COMMAND("gallery search", words: "a cat") }
   *[other] { COMMAND("gallery mine") }, { COMMAND("gallery favourites") }, { COMMAND("gallery here") }, or { COMMAND("gallery search") } WORDS
}
how-favourite = Write it like this: { COMMAND("favourite") } k7f3q 5, or { COMMAND("favourite") } k7f3q 5 off
help-gallery = { PLATFORM() ->
    [discord] { COMMAND("gallery mine") } shows your grids and the pictures that you posted, captioned or marked, { COMMAND("gallery favourites") } those with a star, { COMMAND("gallery here") } what was drawn in this channel. { COMMAND("gallery search") } finds prompts and captions that have all of your words. Only you see the pages.
   *[other] { COMMAND("gallery mine") } shows your grids and the pictures that you posted, captioned or marked, { COMMAND("gallery favourites") } those with a star, { COMMAND("gallery here") } what was drawn in this channel. { COMMAND("gallery search") } WORDS finds prompts and captions that have all of these words. { COMMAND("favourite") } k7f3q 5 marks picture 5 with a star. Only you see the pages.
}
## Memes: sharing in other channels, and taking back

share = Share
withdraw = Withdraw
show-grid = Show grid
shared = “{ $prompt }” made by { $maker }, shared by { $name }
shared-own = “{ $prompt }” made and shared by { $name }
share-done = Picture { $tile } of { $job } is shared in #{ $channel }.
share-done-there = Picture { $tile } of { $job } is shared in that channel.
share-nowhere = There is no channel here where you may write and I may post pictures.
share-not-there = You cannot share in that channel. Choose one where you may write.
share-lacking = I cannot post pictures in #{ $channel }, because I need these permissions there: { $missing }. Ask a moderator, or choose another channel.
share-channel-off = Moderators switched pictures off in that channel. Choose another one.
share-captions-off = Moderators switched captions off in that channel. Choose another one.
share-archived = That channel is archived. Choose another one.
share-refused = I could not post it there, because the channel is gone or closed to me. Choose another one.
share-unsure = I got no answer, so the picture of { $job } may be posted there or not. Look there before you share it again.
withdrawn = { $count ->
    [0] Nothing else of { $job } is posted.
    [one] 1 post of { $job } was withdrawn.
   *[other] { $count } posts of { $job } were withdrawn.
}
still-visible = Not removed yet, so still visible in { $channels }. I try again for thirty days; a moderator can delete it there at once.
not-shared = Nothing of { $job } is posted that you can withdraw. If the grid has expired, a moderator can delete the message.
not-yours-withdraw = You cannot withdraw this. Either it is withdrawn already, or you neither made nor posted it, or its grid has expired; then a moderator can delete the message.
captions-off = Moderators switched captions off here.
sharing-off = Moderators switched posting and sharing off here.
mash-off = Moderators switched mash off here.
hall-off = Moderators switched the hall of fame off here.
how-share = Write it like this: { COMMAND("share") } k7f3q-5 #memes
help-share = { PLATFORM() ->
    [discord] Choose a number under the pictures, then “{ share }”, to post that one in another channel where you may write.
   *[other] { COMMAND("share") } k7f3q-5 #memes posts picture 5 in #memes, if you may write there.
}
help-withdraw = { COMMAND("withdraw", job: "k7f3q") } removes all posted pictures of your grid, or those that you posted of somebody else's.
meaning-captions = captions on pictures: on, off, or off #CHANNEL
meaning-sharing = posting and sharing pictures: on, off, or off #CHANNEL
meaning-mash = mash: on, off, or off #CHANNEL
meaning-hall = hall of fame: on, off, or off #CHANNEL
setting-captions = Captions
setting-sharing = Posts and shares
setting-mash = Mash
setting-hall = Hall of fame
wrong-setting-feature = { $key } is on, off, or off with the names of channels, not { $value }. Nothing was saved.
audit-kind-withdraw = withdrew picture
rule-captions-off = captions switched off
rule-sharing-off = sharing switched off
rule-mash-off = mash switched off
rule-hall-off = hall of fame switched off
rule-share-channel-off = sharing switched off in the channel
rule-share-captions-off = captions switched off in the channel
rule-share-nowhere = no channel to share in

## Hall of fame

vote = ▲ Vote{ $count ->
    [0] {""}
   *[other] {" "}({ $count })
}
unvote = ▲ Take back my vote
voted = You voted for { $picture }. { $count ->
    [one] It has 1 vote.
   *[other] It has { $count } votes.
}
unvoted = You have no vote for { $picture } any more. { $count ->
    [0] It has no votes.
    [one] It has 1 vote.
   *[other] It has { $count } votes.
}
vote-own = This is your own picture. Only votes of other members count.
hall-unset = There is no hall of fame here. Moderators can choose a channel for it.
hall-withdrawn = This picture was withdrawn from the hall of fame, so nobody votes for it any more.
hall-post = ▲ “{ $prompt }” made by { $maker }
hall-entered = That was enough for the hall of fame.
hall-not-posted = { $picture } has enough votes for the hall of fame, but I could not post it there. Check that the channel of { $key } exists and that I may post pictures in it; pictures from age-restricted channels need an age-restricted one. I try again with the next vote.
hall-channel-closed = Nothing enters the hall of fame: I cannot post in { $channel }. Choose another hall-channel.
top-week = Most votes in 7 days
top-month = Most votes in 30 days
top-ever = Most votes ever
top-none = Nobody has voted for a picture that you may see. Pick a picture, then press “▲”.
how-vote = Write it like this: { COMMAND("vote") } k7f3q 5, or { COMMAND("vote") } k7f3q 5 off
how-top = { PLATFORM() ->
    [discord] Write it like this: { COMMAND("top") }, and choose week, month or ever
   *[other] Write it like this: { COMMAND("top") } week, { COMMAND("top") } month or { COMMAND("top") } ever
}
help-top = { PLATFORM() ->
    [discord] Where moderators chose a channel for the hall of fame, press ▲ under a picked or posted picture to vote for it. With enough votes of others it is posted there. { COMMAND("top") } shows the pictures with most votes.
   *[other] Where moderators chose a channel for the hall of fame, press ▲ under a picked or posted picture to vote for it, or write { COMMAND("vote") } k7f3q 5. With enough votes of others it is posted there. { COMMAND("top") } week, month or ever shows the pictures with most votes.
}
meaning-hall-channel = channel of the hall of fame
meaning-hall-votes = votes that a picture needs for the hall of fame
setting-hall-channel = Hall of fame’s channel
setting-hall-votes = Votes for the hall of fame
rule-hall-unset = no hall of fame
rule-hall-withdrawn = withdrawn from the hall of fame

# --- reports to the moderators

report-picture = Report
report-thanks = Thank you. The moderators will look at it.
report-no-picture = This is not one of my pictures.
report-no-channel = Your report did not reach the moderators: there is no channel for reports here, or I cannot post in it now. Tell a moderator about { $job }.
report-dismissed = The reports of { $job } were dismissed.
reported = { $reporter } reports { $job }: “{ $prompt }”, requested by { $asker }, in #{ $channel }
reported-post = { $reporter } reports a posted picture of { $job }: “{ $prompt }”, posted by { $asker }, in #{ $channel }
reported-show = Show
reported-remove = Remove
reported-remove-grid = Remove grid
reported-dismiss = Dismiss
reported-time-out = Time out for { $count } minutes
how-report-picture = Write it like this: { COMMAND("report-picture") } k7f3q-5
help-report-picture = { PLATFORM() ->
    [discord] Open the menu of one of my messages and choose Apps → Report picture, or press Report under a picked picture, to tell the moderators. They can remove it, dismiss your report, or give who made or posted it a time-out.
   *[other] { COMMAND("report-picture", id: "k7f3q-5") } tells the moderators of a picture. They can remove it, dismiss your report, or give who made or posted it a time-out.
}
