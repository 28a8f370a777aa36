"""What the rules say should be, on a day: an estate, and what the decision table must know besides.

Filled by ``rules.book.complete``, read by ``planning``; the two rooms share nothing else.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from reconciler.findings import Finding
from reconciler.kinds.address import PersonKey
from reconciler.kinds.contract import Contract, ContractId
from reconciler.kinds.estate import Estate
from reconciler.kinds.renewal import speaking
from reconciler.kinds.workspace import WorkspaceId


class SignIn(StrEnum):
    """Whether the account that a person is predicted to have may sign in to a workspace (D-09)."""

    ACCEPTED = "accepted"
    BLOCKED = "blocked"  # by the files alone, whatever the day: an error where nothing stands in the state
    UNKNOWN = "unknown"  # nobody can tell, and that is denied: no invitation, and nothing is taken away
    LAPSED = "lapsed"  # only on this day: an allowance has ended, or another contract is in force (D-22)


class Wait(NamedTuple):
    """A workspace or contract that is right but not yet (S-04, D-17): nothing of it is planned until ``until``."""

    rule: str
    why: str
    action: str
    until: date | None = None


class Desired(NamedTuple):
    """``contract`` is the live one. ``sign_in`` holds only those who are not accepted. ``waits`` are workspaces of
    which nothing is planned, ``contract_waits`` contracts; ``held`` are workspaces that would be archived and stay.
    ``findings`` are what the rules noticed with the state in view."""

    estate: Estate
    contract: Contract | None
    contract_id: ContractId | None = None
    default: WorkspaceId | None = None
    """The default workspace (S-01)."""
    named: frozenset[PersonKey] = frozenset()
    """The services admins and support contacts of the contract: invited to the default workspace by S-02."""
    leavers: frozenset[PersonKey] = frozenset()
    sign_in: Mapping[WorkspaceId, Mapping[PersonKey, SignIn]] = {}
    removed_if_personal: frozenset[WorkspaceId] = frozenset()
    waits: Mapping[WorkspaceId, Wait] = {}
    contract_waits: Mapping[ContractId, Wait] = {}
    renewals: frozenset[ContractId] = frozenset()
    """Contracts to be recorded as successors of recorded ones (D-03); the others to be recorded are activated."""
    withdrawn: tuple[ContractId, ...] = ()
    """Recorded renewals that are declared no more and never had a say."""
    contracts_gone: tuple[ContractId, ...] = ()
    """Contracts of the state that have not ended and are declared nowhere."""
    held: Mapping[WorkspaceId, Wait] = {}
    moving: Mapping[WorkspaceId, Mapping[PersonKey, WorkspaceId]] = {}
    """Members who are declared no more and stay until they have answered in the workspace named (D-19)."""
    benefit_waits: tuple[tuple[str, Wait], ...] = ()
    """Benefits that a workspace gets, or gets more of, when the next contract begins, and contracts that count with
    more than they buy until workspaces have less (D-01, D-22)."""
    findings: tuple[Finding, ...] = ()

    @property
    def live(self) -> bool:
        return self.contract is not None

    def speaks(self, on: date) -> ContractId | None:
        """The contract whose named people, kind of support and purchases hold on the day (see ``kinds.renewal``)."""
        return self.contract_id if self.contract_id is not None else speaking(self.estate.contracts, on)
