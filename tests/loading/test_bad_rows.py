"""Bad rows: the first thousand are told, all are counted."""

from pathlib import Path
from random import Random

from reconciler.loading.bad_rows import BadRows
from reconciler.loading.gathered import MOST


def test_the_first_are_told_in_whatever_order_they_come_and_all_are_counted() -> None:
    lines = list(range(2, 5 * MOST))
    Random(4).shuffle(lines)
    bad = BadRows(Path("answers.csv"))

    for line in lines:
        bad.add(f"why {line}", [line])
    bad.add("the last ones", range(5 * MOST, 7 * MOST))

    told = [(f.place.line, f.explanation) for f in bad.findings() if f.place]
    assert told == [(line, f"why {line}") for line in range(2, MOST + 2)]
    assert (bad.count, bad.last) == (7 * MOST - 2, 7 * MOST - 1)
