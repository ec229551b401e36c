// What can be typed, for the list that opens at a slash. The server reads the commands; this only helps to write them.

export const COMMANDS = [
  { name: "imagine", takes: "what to draw", says: "Draw nine pictures", options: ["--no words", "--seed 5", "--spoiler"] },
  { name: "quota", says: "What is left for you today" },
  { name: "again", takes: "k7f3q-5", says: "Show an old grid or tile again" },
  { name: "cancel", takes: "[k7f3q]", says: "Stop your newest ask, or this one" },
  { name: "redo", takes: "k7f3q", says: "The same words with a new seed" },
  { name: "pick", takes: "k7f3q-5", says: "See one picture, privately" },
  { name: "post", takes: "k7f3q-5", says: "Post one picture here" },
  { name: "delete", takes: "k7f3q", says: "Take your collage away" },
  { name: "privacy", takes: "show · export · delete", says: "What is kept of you" },
  { name: "help", says: "Everything that can be asked" },
  { name: "settings", takes: "[key value]", says: "Show or change the settings", moderators: true },
  { name: "undo", says: "Take the last change back", moderators: true },
  { name: "line", says: "Who waits and draws", moderators: true },
  { name: "report", takes: "7d", says: "Grids, people, waits and costs", moderators: true },
  { name: "block", takes: "add name: words", says: "Words that may not be asked for", moderators: true },
  { name: "why", takes: "@member", says: "A member's quota, step by step", moderators: true },
  { name: "grant", takes: "@member 3", says: "More grids for a member today", moderators: true },
  { name: "timeout", takes: "@member 30", says: "No asks from a member for so many minutes", moderators: true },
  { name: "lift", takes: "@member", says: "End a time-out", moderators: true },
  { name: "channel", takes: "on · off", says: "Draw in this channel, or not", moderators: true },
  { name: "cancel-all", takes: "@member", says: "Cancel everything of a member", moderators: true },
  { name: "audit", takes: "[page]", says: "Who changed what", moderators: true },
]

export const EXAMPLES = ["a cat in a rocket", "a spaghetti parade", "a corgi riding a subway", "a court sketch of a frog on trial"]
