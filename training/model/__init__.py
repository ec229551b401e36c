"""What is trained: an autoencoder, a network from text to codes, and the loop for both."""
