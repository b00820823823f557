"""The files that dockgen writes and keeps current: settings, lock, journal, merge, update."""
