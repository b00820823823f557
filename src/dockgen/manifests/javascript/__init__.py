"""Readers of what JavaScript projects say of themselves, one module for each manifest or topic."""
