"""Parsers of the files in which projects describe themselves: typed values with evidence."""
