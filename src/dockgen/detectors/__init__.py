"""One module for each ecosystem; none knows of the others."""
