"""One module a group of commands, members' and moderators' together."""
