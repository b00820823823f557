"""What dockgen knows of each ecosystem, one folder a family."""
