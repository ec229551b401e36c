"""The bot: chat becomes commands, answers become posts, and what moderators decided is enforced."""
