"""What the scripts of package.json do."""
