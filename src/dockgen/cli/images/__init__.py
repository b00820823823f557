"""Commands about the images that a Dockerfile names."""
