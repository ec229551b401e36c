"""How well a model draws: prompts, judges and scores."""
