"""What the layers of an image hold, where they come from, and what of them is waste."""
