"""dockgen as a copier template."""
