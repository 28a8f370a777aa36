"""What looking for anything wrong in a state came to, as a value."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from reconciler.errors import ExitCode


@dataclass(frozen=True, slots=True)
class Verified:
    """``problems`` are sentences; none when the state is sound. ``heads`` are the hashes of the last journal entries,
    to be kept elsewhere."""

    customers: int
    entries: int
    memberships: int
    problems: tuple[str, ...]
    heads: Mapping[str, str] = field(default_factory=dict)
    url: str = ""
    lineage: str = ""

    @property
    def exit_code(self) -> ExitCode:
        return ExitCode.UNSOUND if self.problems else ExitCode.DONE
