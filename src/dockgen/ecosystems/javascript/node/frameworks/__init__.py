"""Which framework a project uses, and what that says of its image."""
