### What only Discord's users see. Names of menu entries have at most 32 characters.

discord-menu-imagine = Imagine this
discord-menu-report = Report picture
discord-your-pictures = Your pictures: { $job }
discord-pick = Pick a picture to see it privately
discord-choose-setting = Change a setting
discord-choose-channel = Turn drawing on or off in a channel
discord-long-setting = { $key } is too long for a form now. Use { COMMAND("role") } to change one role at a time.
discord-message-deleted = The message with your pictures was deleted, so here they are.
discord-not-posted-permissions = I could not post this where you requested it, because I need these permissions there: { $missing }.
discord-not-posted = I could not post this where you requested it, so here it is.
discord-picture-too-large = This picture is too large for this server. Show it elsewhere with { COMMAND("again") } { $job }.
discord-file-too-large = This file is too large for this channel. Request it where larger files are allowed.
discord-lacking = In this channel I need these permissions: { $missing }
discord-no-log = This is saved, but I cannot post in { $channel }. Allow me to view that channel and send messages there, or choose another log-channel.
discord-old-command = This command has changed since your Discord loaded it. Reload Discord (Ctrl-R, or restart the app) and choose it again.
