"""What it costs to import people: ``python tests/benchmarks/imports.py --rows 200000``

An export as Microsoft Entra ID writes it, shuffled, with guests, disabled accounts and rows without an address in
``mail``, comes into a new workspace; then the same once more, which changes nothing; then one with a person in a
hundred gone and a person in a hundred new. It prints what each cost, and never judges the time.
"""

import argparse
import csv
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

from measured import calibration, measured

HEADER = [
    "userPrincipalName",
    "displayName",
    "surname",
    "mail",
    "givenName",
    "id",
    "userType",
    "jobTitle",
    "department",
    "accountEnabled",
]
INTO = ["--customer", "contoso", "--workspace", "finance", "--auto-approve"]
NEW = ["--support", "unified", "--starts", "2026-01-01", "--ends", "2026-12-31", "--services-admin", "mia@contoso.com"]


def write_export(file: Path, rows: int, *, seed: int, first: int = 0) -> None:
    """People from number ``first`` on. The same seed and numbers make the same bytes."""
    people = [_row(number) for number in range(first, first + rows)]
    Random(f"{seed}").shuffle(people)
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([HEADER, *people])


def _row(number: int) -> list[str]:
    guest, mail = number % 50 == 0, f"person{number:07}@contoso.com"
    if guest:
        mail = f"person{number:07}@partner.example"
    principal = f"{mail.replace('@', '_')}#EXT#@contoso.onmicrosoft.com" if guest else mail
    kind, enabled = "Guest" if guest else "Member", str(number % 97 != 0)
    shown = "" if number % 7 == 0 else mail
    return [
        principal,
        f"Person {number}",
        f"Ünal {number}",
        shown,
        "Person",
        str(number),
        kind,
        "Clerk",
        "Sales",
        enabled,
    ]


def steps(rows: int, seed: int, at: Path) -> Iterator[tuple[str, list[str], str]]:
    """A name, a command line, and what it has to say."""
    write_export(at / "export.csv", rows, seed=seed)
    entra = [sys.executable, "-m", "reconciler", "import", "entra", "export.csv", *INTO]
    yield "import into a new workspace", [*entra, *NEW], "Written; nothing is applied."
    yield "the same again", entra, "Nothing to change."
    write_export(at / "export.csv", rows, seed=seed, first=rows // 100)
    yield "one in a hundred gone, and another new", [*entra, "--remove-missing"], "Written; nothing is applied."


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        print(f"{options.rows:,} rows; the loop to compare with: {calibration(at):.2f} s\n")
        print("| step | CPU seconds | megabytes |\n|---|---:|---:|")
        for name, command, said in steps(options.rows, options.seed, at):
            cost = measured(command, os.environ, at)
            if cost.code or said not in cost.said:
                print(f"{name}: exit code {cost.code}\n{cost.said}", file=sys.stderr)
                return 1
            print(f"| {name} | {cost.cpu:.2f} | {cost.megabytes:.0f} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
