"""Workspaces, and the tools that build them."""
