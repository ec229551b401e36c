"""Each chat turns what its platform sends into commands, and replies into posts. None knows another."""
