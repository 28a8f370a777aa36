"""Invitations that are open, past their end, or were refused: a row each."""

from collections.abc import Iterable, Iterator

from reconciler.reporting.invitations_view import InvitationRow
from reconciler.reporting.look import Look
from reconciler.reporting.table import table_csv, table_json, table_text
from reconciler.reporting.words import counted

COLUMNS = ("customer", "workspace", "person", "role", "state", "attempt", "generation", "expires")
"""``attempt`` counts within a round, ``generation`` every asking there ever was; ``expires`` is the first day on which
no answer counts. People are told the last one on which it does, as mails say it."""
_TOLD = (*COLUMNS[:-1], "answer_by")


def invitations_text(rows: Iterable[InvitationRow], look: Look) -> Iterator[str]:
    shown = list(rows)
    yield from table_text(_TOLD, shown, look)
    yield (
        f"\n{counted(len(shown), 'invitation')}.\n" if shown else "No invitation waits for an answer, or was refused.\n"
    )


def undecided_text(rows: Iterable[InvitationRow], look: Look) -> Iterator[str]:
    shown = list(rows)
    yield from table_text(_TOLD, shown, look)
    needing = counted(len(shown), "invitation needs", "invitations need")
    yield f"\n{needing} a decision.\n" if shown else "Nobody needs a decision.\n"


def invitations_json(rows: Iterable[InvitationRow]) -> Iterator[str]:
    return table_json("invitations", "invitations", COLUMNS, rows)


def invitations_csv(rows: Iterable[InvitationRow]) -> Iterator[str]:
    return table_csv(COLUMNS, rows)
