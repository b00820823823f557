"""From commit to code: a container changed by hand, or an image, turned into a Dockerfile."""
