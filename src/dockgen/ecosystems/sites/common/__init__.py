"""What the sites have in common: the table of generators."""
