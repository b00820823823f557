"""Holds a Dockerfile that somebody wrote against the project that it builds."""
