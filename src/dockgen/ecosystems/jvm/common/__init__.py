"""What the build tools of the JVM have in common."""
