"""Builds an image, runs it in a strict sandbox, sends a request, stops it and inspects it."""
