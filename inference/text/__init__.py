"""Prompts become ids: normalizer, tokenizer, vocabulary."""
