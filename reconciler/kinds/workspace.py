"""A part of the customer's support experience with its own members, admins, benefits and account policy.

Two axes: declared facts, and a status that only changes of their own move; archiving keeps the seats.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

from reconciler.kinds.account_policy import AccountPolicy

WorkspaceId = NewType("WorkspaceId", str)


class WorkspaceStatus(StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"
    ARCHIVED = "archived"


class Manage(StrEnum):
    """D-14: ``full`` (the YAML is the whole truth), ``add_only`` (never takes away what was not declared),
    ``observe`` (changes nothing; lists what it would do). From loosest to tightest."""

    FULL = "full"
    ADD_ONLY = "add_only"
    OBSERVE = "observe"

    @property
    def tightness(self) -> int:
        return _TIGHTNESS[self]


_TIGHTNESS = {manage: tightness for tightness, manage in enumerate(Manage)}


Benefits = Mapping[str, int | None]
"""Add-ons of a workspace by id, each with its quantity (None: without a limit)."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """``benefits`` are the add-ons added here. ``was``, ``restore`` and ``keep_until_accepted`` are wishes of the
    declaration and never stand in a state."""

    name: str | None = None
    purpose: str | None = None
    default: bool = False
    status: WorkspaceStatus = WorkspaceStatus.ACTIVE
    protect: bool = False
    manage_admins: Manage = Manage.FULL
    manage_members: Manage = Manage.FULL
    policy: AccountPolicy | None = None
    benefits: Benefits = field(default_factory=dict)
    was: str | None = None
    restore: bool = False
    keep_until_accepted: bool = False
    """Whether those who come here keep what they leave elsewhere until they have accepted."""


WISHES = ("was", "restore", "keep_until_accepted")

DECLARED_FACTS = ("name", "purpose", "default")
"""What is changed as it is declared; for all else there are changes of their own."""
GUARDED_FACTS = ("protect", "manage_admins", "manage_members")
"""What only ``set_limits`` changes (D-21)."""


def manage_in_force(wanted: Workspace, current: Workspace | None) -> tuple[Manage, Manage]:
    """D-21: the stricter of what the state and the declaration say; loosening counts from the next apply on."""
    if current is None or (
        wanted.manage_admins is current.manage_admins and wanted.manage_members is current.manage_members
    ):
        return wanted.manage_admins, wanted.manage_members
    return (
        max(wanted.manage_admins, current.manage_admins, key=lambda m: m.tightness),
        max(wanted.manage_members, current.manage_members, key=lambda m: m.tightness),
    )


def observed(wanted: Workspace, current: Workspace | None) -> bool:
    """D-14: nothing of the workspace itself is changed while its admins or its members are only observed."""
    return Manage.OBSERVE in manage_in_force(wanted, current)
