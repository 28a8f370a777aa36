"""Rosters: findings or rows, and a roster in order stays as it is."""

from reconciler.editing.tidy_roster import tidy_roster
from reconciler.loading.gathered import Gathered
from reconciler.loading.rosters import Roster
from reconciler.reporting.findings_text import findings_text
from reconciler.reporting.look import Look
from targets.active import refuse_active


def one(content: bytes) -> None:
    found = Gathered()

    rows = list(Roster(content, "people.csv", found).rows())

    Roster(content, "people.csv", Gathered()).columns()
    refuse_active(findings_text(found.all(), Look()))
    tidied = tidy_roster(content, "people.csv", Gathered())
    if tidied is not None:
        again = Gathered()
        assert len(list(Roster(tidied, "people.csv", again).rows())) == len(rows)
        assert not again.broken
        assert tidy_roster(tidied, "people.csv", Gathered()) == tidied
