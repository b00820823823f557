"""What is done with an engine, an image or a build context."""
