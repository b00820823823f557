"""The commands about Dockerfiles that somebody else wrote."""
