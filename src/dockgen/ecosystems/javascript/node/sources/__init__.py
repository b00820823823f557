"""What the sources say: ports, configuration, files that are read."""
