"""One line for each customer: what it holds, what is awaited, what needs somebody."""

from collections.abc import Iterator, Sequence
from typing import Any

from reconciler.findings import some_of
from reconciler.reporting.listed_text import TO_DECIDE
from reconciler.reporting.look import Look
from reconciler.reporting.status_view import Soon, StatusRow
from reconciler.reporting.table import objects_json, plain_row, table_csv, table_text
from reconciler.reporting.words import counted, number, paragraph

COLUMNS = (
    "customer", "serial", "workspaces", "members", "open", "past_end", "needs_decision", "owed", "last_apply",
    "contract", "expiring", "ending", "open_cases", "overdrawn", "suspended", "no_admin",
)  # fmt: skip
"""``open`` and ``past_end`` are invitations, ``owed`` messages that wait to be sent, ``expiring`` open invitations that
end within a week and ``ending`` memberships that do within two: in text a sentence each. ``open_cases`` are counted,
and ``overdrawn`` names benefits of which cases used more than there is. ``suspended`` is whether
workspaces are, and stands in text only where it is so. ``no_admin`` names workspaces that nobody administers, and
nobody is invited to."""

_NAMED = 5


def status_text(rows: Sequence[StatusRow], look: Look, *, unfold: bool = False) -> Iterator[str]:
    if not rows:
        yield "The state holds no customer yet.\n"
        return
    suspended = any(row.suspended for row in rows)
    left_out = {
        "expiring",
        "ending",
        "open_cases",
        "overdrawn",
        "no_admin",
        *([] if suspended else ["suspended"]),
    }  # in a sentence, if at all
    left_out |= {"owed"} if all(row.owed is None for row in rows) else set()
    yield from table_text(tuple(name for name in COLUMNS if name not in left_out), rows, look)
    vacant = [f"{row.customer}/{workspace}" for row in rows for workspace in row.no_admin]
    if vacant:
        have = "has" if len(vacant) == 1 else "have"
        told = f"{some_of(vacant, _NAMED)} {have} no admin, and nobody is invited as one (reconciler explain D-08)."
        yield from ("\n", *paragraph(told, look))
    overdrawn = [f"{row.customer}/{benefit}" for row in rows for benefit in row.overdrawn]
    if overdrawn:
        told = f"More was used than there is of {some_of(overdrawn, _NAMED)}; talk to the CSAM."
        yield from ("\n", *paragraph(told, look))
    undecided = sum(row.needs_decision for row in rows)
    if undecided:
        needs = "needs" if undecided == 1 else "need"
        yield from ("\n", *paragraph(f"{counted(undecided, 'invitation')} {needs} a decision: {TO_DECIDE}", look))
    most = None if unfold else _NAMED
    expiring = [(row.customer, soon) for row in rows for soon in row.expiring_people]
    if expiring:
        what = counted(len(expiring), "open invitation")
        yield f"{what} without an answer end{'s' * (len(expiring) == 1)} within a week:\n"
        yield from _people(expiring, "answer by", most, look)
    ending = [(row.customer, soon) for row in rows for soon in row.ending_people]
    if ending:
        yield f"{counted(len(ending), 'membership')} end{'s' * (len(ending) == 1)} within two weeks:\n"
        yield from _people(ending, "until", most, look)
    still = sum(row.open_cases for row in rows)
    if still:
        yield f"{counted(still, 'case')} {'is' if still == 1 else 'are'} open.\n"


def _people(soon: Sequence[tuple[str, Soon]], word: str, most: int | None, look: Look) -> Iterator[str]:
    """A line each, the first to come first."""
    for customer, each in sorted(soon, key=lambda item: (item[1].last_day, item[0]))[:most]:
        told = f"{each.person} in {customer}/{each.workspace}, {word} {each.last_day}"
        yield from paragraph(told, look, first="  ", rest="    ")
    if most is not None and len(soon) > most:
        yield f"  and {number(len(soon) - most)} more; -v shows all\n"


def status_json(rows: Sequence[StatusRow]) -> Iterator[str]:
    """With everybody of whom text names a few."""
    return objects_json("status", "customers", (_with_people(row) for row in rows))


def _with_people(row: StatusRow) -> dict[str, Any]:
    expiring = [_person(soon, "answer_by") for soon in row.expiring_people]
    ending = [_person(soon, "until") for soon in row.ending_people]
    return {**plain_row(COLUMNS, row), "expiring_people": expiring, "ending_people": ending}


def _person(soon: Soon, word: str) -> dict[str, str]:
    return {"workspace": soon.workspace, "person": soon.person, word: soon.last_day.isoformat()}


def status_csv(rows: Sequence[StatusRow]) -> Iterator[str]:
    return table_csv(COLUMNS, rows)
