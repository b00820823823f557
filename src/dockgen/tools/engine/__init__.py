"""The container engine: its client, its processes, the archives that it gives."""
