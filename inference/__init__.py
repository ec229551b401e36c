"""Inference: a prompt and a seed become nine pictures. It knows nothing of chats, members or quotas."""
