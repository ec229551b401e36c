### What only Slack's users see. Titles, submit and close have at most 24 characters, buttons 75.

slack-ack = On it …
slack-pick = Show me picture { $tile }
slack-covered = A covered picture: it was requested as a spoiler.
slack-show = Show the picture
slack-invite = I am not in this channel, so I cannot post here. Nothing was charged. Invite me with /invite @Nonet and try again.
slack-cannot-post = I am not allowed to post in this channel. Nothing was charged. Try another channel.
slack-delivered-here = I could not post this where you requested it ({ $why }), so here it is.
slack-archived = the channel is archived
slack-not-there = I am no longer in that channel
slack-sent-to-you = The file is in our direct messages.
slack-no-files = This workspace does not accept files from apps, so the picture cannot be shown. A workspace admin can allow it.
slack-late = Slack took too long to open the form. Please try again.
slack-forged = This form was not made for you. Open it again.
slack-submit = Send
slack-submit-imagine = Draw
slack-form-close = Cancel
slack-settings-title = Nonet's settings
slack-settings-submit = Save
slack-settings-open = Change the settings
slack-done-title = Nonet
slack-home-mine = Your quota
slack-home-jobs = Your unfinished requests
slack-home-no-jobs = None.
slack-home-privacy = Your data
slack-home-privacy-text = Nonet keeps your prompts and the codes of your pictures. You can export or delete them.
slack-home-export = Export my data
slack-home-forget = Delete my data
slack-home-forget-sure = This permanently deletes all your data and removes the messages with your pictures.
slack-home-settings = Settings of this workspace (admins only)
slack-home-how = Type { COMMAND("imagine") } and what you want to see, or mention me in a thread.
slack-no-group = There is no user group { $group } here. Nothing was saved. Write it like this: role-per-day @designers=10
slack-no-groups = I am not allowed to read user groups here. Nothing was saved. Add the scope { $scope } to the app and reinstall it.
slack-no-log = This is saved, but I cannot post in { $channel }. Invite me there with /invite @Nonet, or choose another log-channel.
slack-lacking = In this workspace I need the scopes { $scopes }. Add them to the app and reinstall it.
slack-no-roles = Rules for roles have no effect now, because Slack does not tell me who is in those user groups ({ $why }). I need the scope { $scope }, and groups that exist.
slack-log-here = Changes of the settings are announced in this channel from now on.
