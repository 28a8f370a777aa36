"""What a migration came to, and what to write down so that the new state is the one that is used."""

from collections.abc import Iterator
from dataclasses import dataclass

from reconciler.reporting.look import Look
from reconciler.reporting.verified_view import Verified
from reconciler.reporting.words import counted, listed, paragraph


@dataclass(frozen=True, slots=True)
class Migrated:
    """``source`` and ``place`` as they would stand in ``reconciler.yaml``; ``found`` is what the new state was found to
    hold, ``waiting`` how many messages it owes."""

    source: str
    place: str
    found: Verified
    waiting: int


def migrated_text(done: Migrated, look: Look) -> Iterator[str]:
    told = [
        counted(done.found.customers, "customer"),
        counted(done.found.entries, "journal entry", "journal entries"),
        counted(done.found.memberships, "membership"),
        counted(done.waiting, "message that waits", "messages that wait"),
    ]
    said = f"{done.source} was copied to {done.place}: {listed(told)}. Read again, it says the same and verifies."
    yield from paragraph(said, look)
    yield from paragraph("Write this into reconciler.yaml, in the place of the old one:", look)
    yield f"  state: {{url: {look.safe(done.place)}, lineage: {done.found.lineage}}}\n"
    warning = "is as it was. Take it away once everybody uses the new one: two of them go apart, and both send mails."
    yield from paragraph(f"{done.source} {warning}", look)
