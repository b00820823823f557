"""What is started, and how it listens."""
