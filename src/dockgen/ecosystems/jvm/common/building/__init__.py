"""What builds of the JVM have in common: their scripts, and the programs that they call."""
