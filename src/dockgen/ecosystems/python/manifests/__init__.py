"""Readers of the manifests that only Python projects have."""
