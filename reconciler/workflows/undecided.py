"""Who waits for somebody's decision, by a state alone: whom a plan would list so, if the files still say of everybody
what they said last. Files that say something else by now are the plan's own to read.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import Estate
from reconciler.kinds.limits import Terms
from reconciler.kinds.person import PersonStatus
from reconciler.kinds.seat import Seat
from reconciler.kinds.seating import distinct
from reconciler.kinds.workspace import WorkspaceId, WorkspaceStatus
from reconciler.planning.plan import Listing
from reconciler.planning.seats import Situation, decide
from reconciler.rules.predicted_accounts import Predicted
from reconciler.rules.sign_in_accounts import may_sign_in


def undecided(estate: Estate, on: date, terms: Terms) -> Iterator[tuple[WorkspaceId, PersonKey]]:
    """By workspace and person; ``terms`` are those of the configuration, for whom their own files say no others.
    Thousands share a few seats, so people are looked at only where one of these waits."""
    terms = replace(terms, attempts=estate.attempts or terms.attempts)
    situation = Situation(on, estate.live_contract(on) is not None, terms=terms)
    predicted = Predicted(estate)
    leavers = {person for person, known in estate.people.items() if known.status is PersonStatus.LEAVER}
    for workspace, seats in sorted(estate.seats.items()):
        if estate.workspaces[workspace].status is not WorkspaceStatus.ACTIVE:
            continue
        waiting = {id(seat) for seat in distinct(seats) if _waits(seat, situation)}
        for person in sorted(p for p, seat in seats.items() if id(seat) in waiting) if waiting else ():
            if person not in leavers and may_sign_in(estate, workspace, predicted.kind(person), on):
                yield workspace, person


def _waits(seat: Seat, situation: Situation) -> bool:
    return decide(seat.wanted_as_it_is(), seat, situation).listing is Listing.NEEDS_DECISION
