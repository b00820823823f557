"""Digests beside tags: which image a tag names now, as its registry says."""
