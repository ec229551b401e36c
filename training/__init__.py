"""Training: pictures made by code, an autoencoder for them, and a model from words to their codes."""
