"""What Go's sources say, read as text."""
