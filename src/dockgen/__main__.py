"""`python -m dockgen`.

Python looks for modules in the working folder first, which here is a checkout that nobody need
trust: https://docs.python.org/3/library/sys.html#sys.path. So that folder goes, before anything
else is imported.
"""

import sys


def leave_out_working_folder() -> None:
    """Take the entry of the working folder from where modules are looked for.

    `python -m` puts it first, unless `-P`, `-I` or PYTHONSAFEPATH says otherwise; an entry of
    PYTHONPATH is the user's own and stays.
    """
    if not sys.flags.safe_path and sys.path:
        del sys.path[0]


if __name__ == "__main__":
    leave_out_working_folder()
    from dockgen.cli.main import main

    main(prog_name="dockgen")
