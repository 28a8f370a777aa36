"""What somebody may not do by themselves, for those who may; and whose word a whole plan needs.

Values of a plan: they stand in its file, so that the sheet that is sent is made from what was reviewed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from reconciler.kinds.address import PersonKey
from reconciler.planning.changes import Authority, Change


class Asked(NamedTuple):
    """Whose word is enough. ``at`` is the workspace of ``workspace_admin``. ``people`` are addresses; ``declared`` says
    that only the files name them, because the state has nobody to ask yet; ``coordinators`` are those of them who are
    named as such."""

    authority: Authority
    at: str = ""
    people: tuple[str, ...] = ()
    declared: bool = False
    coordinators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """``changes`` are asked for; ``follows`` can only be made once they are. ``names`` and ``purposes`` are what the
    workspaces concerned are called and for (S-18)."""

    to: Asked
    changes: tuple[Change, ...] = ()
    follows: tuple[Change, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    purposes: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[PersonKey, Mapping[str, Any]] = field(default_factory=dict)
    """What is known, beyond the address, of those whom it would make known."""

    @property
    def everything(self) -> tuple[Change, ...]:
        return (*self.changes, *self.follows)

    @property
    def count(self) -> int:
        return sum(c.size for c in self.everything)


class Approval(NamedTuple):
    """Whose word some of a plan's changes need, by their positions in it; nobody's where it is ``system``. ``given``
    are those, by their addresses, who gave it and may; None where it was not asked who did."""

    by: Asked
    changes: tuple[int, ...] = ()
    given: tuple[str, ...] | None = None

    @property
    def missing(self) -> bool:
        return self.given == () and self.by.authority is not Authority.SYSTEM
