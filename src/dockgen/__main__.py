"""`python -m dockgen`."""

from dockgen.cli import main

main(prog_name="dockgen")
