from tabulate import tabulate


def table(rows: list[list[str]]) -> str:
    return tabulate(rows)
