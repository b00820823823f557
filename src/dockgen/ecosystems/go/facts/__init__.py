"""What is known about a program, with the evidence for it."""
