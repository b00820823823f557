"""What a Dockerfile and an ignore file say: instructions, stages, patterns."""
