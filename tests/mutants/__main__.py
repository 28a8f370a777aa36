"""How many mutants the tests kill: ``python tests/mutants planning/seats.py rules --sample 200 --seed 1``.

Needs the extra ``mutation``. A path is a file or a folder of the package; ``--sample`` is of each path. Prints every
mutant that lives, and the share that does not; ends with 1 if one lives on that ``survivors.py`` does not know. Leave
the checkout alone meanwhile: much is imported only when it is needed.
"""

import argparse
import sys
import tempfile
from collections import Counter
from math import sqrt
from pathlib import Path
from random import Random

import pytest
from mutations import Mutant, mutants_of
from survivors import reason_of
from trying import Fate, Trying

import reconciler

HERE = Path(__file__).resolve().parents[2]
HOUSE = Path(reconciler.__file__).parent
ROOMS = ("applying", "delivery", "history", "kinds", "planning", "reporting", "rules", "workflows")
MINUTES = ("tests/workflows/test_faults_in_random_lives.py", "tests/planning/test_random_histories.py")
"""They take minutes each, and what they reach others reach sooner."""


class Tally:
    """What became of the mutants of each path, said as it comes."""

    def __init__(self, made: dict[str, list[Mutant]]) -> None:
        self.unknown = 0
        self._path = {mutant: path for path, mutants in made.items() for mutant in mutants}
        self._fates: dict[str, Counter[str]] = {path: Counter() for path in made}

    def told(self, mutant: Mutant, fate: Fate) -> None:
        counted = self._fates[self._path[mutant]]
        counted[fate] += 1
        if not fate.lives:
            return
        lines = mutant.lines()
        known = reason_of(str(mutant.file.relative_to(HOUSE)), lines)
        counted["known"] += known is not None
        self.unknown += known is None
        print(f"{mutant.file.relative_to(HOUSE)} {mutant.function}: {known or fate}", *lines, sep="\n  ", flush=True)

    def said(self) -> None:
        print(f"{'path':<40} {'made':>6} {'tried':>6} {'killed':>7} {'lives':>6} {'known':>6}   share killed (95 %)")
        for path, fates in self._fates.items():
            made = sum(1 for each in self._path.values() if each == path)
            lives = fates[Fate.SURVIVED] + fates[Fate.UNREACHED]
            tried = lives + fates[Fate.KILLED] + fates[Fate.TIMED_OUT]
            low, high = wilson(tried - lives, tried)
            share = f"{(tried - lives) / tried:.1%} ({low:.1%} to {high:.1%})"
            print(f"{path:<40} {made:>6} {tried:>6} {tried - lives:>7} {lives:>6} {fates['known']:>6}   {share}")


def wilson(killed: int, tried: int) -> tuple[float, float]:
    """The interval in which the share lies with 95 %, of any number of tries and near 1, too."""
    z, share = 1.96, killed / tried
    middle, width = share + z * z / (2 * tried), z * sqrt(share * (1 - share) / tried + z * z / (4 * tried * tried))
    return (middle - width) / (1 + z * z / tried), (middle + width) / (1 + z * z / tried)


def mutants_at(path: str) -> list[Mutant]:
    place = HOUSE / path
    files = [place] if place.is_file() else sorted(place.rglob("*.py"))
    return [mutant for file in files for mutant in mutants_of(file)]


def drawn(path: str, mutants: list[Mutant], asked: argparse.Namespace) -> list[Mutant]:
    """The same of each path, whatever other paths are asked for beside it."""
    return Random(f"{asked.seed} {path}").sample(mutants, min(asked.sample or len(mutants), len(mutants)))


def main() -> int:
    asked = _asked()
    made = {path: mutants_at(path) for path in asked.paths}
    for path, mutants in made.items():
        if not mutants:
            sys.exit(f"no mutant is made of {path}")
    tally = Tally(made)
    tried = [mutant for path, mutants in made.items() for mutant in drawn(path, mutants, asked)]
    with tempfile.TemporaryDirectory() as place:
        trying = Trying(tried, Path(place), tally.told, asked.seconds, asked.at_once)
        plain = ["-q", "-p", "no:xdist", "-p", "no:cacheprovider"]
        ignored = [f"--ignore={HERE / file}" for file in MINUTES]
        code = pytest.main([*plain, *ignored, *(str(HERE / "tests" / room) for room in asked.tests)], plugins=[trying])
    if code:
        sys.exit(f"the tests could not be collected: {code}")
    tally.said()
    return 1 if tally.unknown else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python tests/mutants", description=__doc__)
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a file or a folder of the package")
    parser.add_argument("--sample", type=int, metavar="N", help="so many mutants of each path, drawn by --seed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tests", nargs="+", default=ROOMS, metavar="ROOM", help="rooms or files of the tests")
    parser.add_argument("--seconds", type=float, default=20, help="what the tests of one mutant may take")
    parser.add_argument("--at-once", type=int, default=2, metavar="N", help="children at a time")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
