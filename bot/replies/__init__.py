"""What people read and see: messages, replies about jobs, refusals, collages, charts."""
