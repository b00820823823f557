"""Pages of a package.json that a program of another language serves, and who goes first.

What builds them is decided by the ecosystem of their package.json, whose record the registry hands
out; here it becomes facts of the program's, so that its plan can be made again from them.
"""
