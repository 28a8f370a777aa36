"""What somebody may see of a customer. ``sight`` alone decides it, and whoever shows cases or activity goes through it.

S-13: "Case data is limited to the members of the workspace. No query, page, export or log line shows one workspace's
case to a non-member."
S-14: "Every workspace shows its user data on its own, by its own members; two workspaces of one contract share the
contract's facts and nothing else."
S-16: "the union of exactly their own. A person with one sees no such choice."

Having a role elsewhere, being named on the contract or being invited opens no workspace: having accepted does. A
workspace that is suspended is still read (D-03), one that is archived is not (D-17).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import CustomerId, Estate
from reconciler.kinds.seat import Seat, SeatState
from reconciler.kinds.workspace import Workspace, WorkspaceId, WorkspaceStatus


@dataclass(frozen=True, slots=True)
class Sight:
    """``workspaces`` are those that ``person`` sees, by id; everything else answers as if it were not there."""

    customer: CustomerId
    person: PersonKey
    workspaces: tuple[WorkspaceId, ...]

    def only(self, wanted: Collection[WorkspaceId]) -> "Sight":
        """A selection. What is foreign is left out of it exactly as what does not exist."""
        return Sight(self.customer, self.person, tuple(w for w in self.workspaces if w in wanted))


def sight(estate: Estate, address: PersonKey, on: date) -> Sight:
    """What the person sees whom this address means. Of the estate only its facts and that person's seats are asked."""
    person = estate.aliases().get(address, address)
    mine = ((w, seats[person]) for w, seats in estate.seats.items() if person in seats)
    seen = sorted(w for w, seat in mine if w in estate.workspaces and sees(seat, estate.workspaces[w], on))
    return Sight(estate.customer, person, tuple(seen))


def sees(seat: Seat, workspace: Workspace, on: date) -> bool:
    """Whether this seat opens this workspace on a day."""
    accepted = seat.state is SeatState.MEMBER and not seat.past(on)
    return accepted and workspace.status is not WorkspaceStatus.ARCHIVED
