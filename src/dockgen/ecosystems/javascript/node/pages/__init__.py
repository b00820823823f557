"""What a site is built with and served with, beyond its framework."""
