"""One parser for each file format, and for each manifest that several ecosystems read."""
