"""How an application runs: what it reads and writes, what it needs, and its start in the build."""
