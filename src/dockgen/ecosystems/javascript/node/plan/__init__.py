"""The plan of a Node.js image."""
