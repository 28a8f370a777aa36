"""D-11 across the workspaces of a customer: "Two spellings in one workspace are an error that names both places, in
two workspaces a warning." The first half is told where the second entry is seated (see ``seats``)."""

from collections.abc import Mapping

from reconciler.findings import Severity
from reconciler.kinds.address import PersonKey
from reconciler.kinds.workspace import WorkspaceId
from reconciler.loading.codes import finding
from reconciler.loading.gathered import Gathered
from reconciler.loading.marks import Marks
from reconciler.loading.people import People
from reconciler.loading.seats import Roll

Rolls = Mapping[WorkspaceId, Roll]


def tell_spellings(rolls: Rolls, people: People, marks: Marks, found: Gathered) -> None:
    """A warning for everybody spelled in two ways, and every spelling told to ``people``."""
    odd = {key for roll in rolls.values() for key in roll.spelled}
    spelled: dict[PersonKey, dict[str, WorkspaceId]] = {}
    for workspace, roll in rolls.items():
        for key in odd & roll.seats.keys():
            spelled.setdefault(key, {}).setdefault(roll.spelled.get(key, key), workspace)
    for key in sorted(spelled):
        for spelling in spelled[key]:
            people.spelled(key, spelling)
        if len(spelled[key]) > 1:
            _warn(key, spelled[key], marks, found)


def _warn(key: PersonKey, spellings: Mapping[str, WorkspaceId], marks: Marks, found: Gathered) -> None:
    places = sorted(p for workspace in spellings.values() if (p := marks.seat(workspace, key)) is not None)
    first = min(spellings)
    if not found.wants("D-11", places[-1].file):
        return
    what = f"{' and '.join(sorted(spellings))} are one person; shown as {first}, or as people: spells it."
    remedy = "Write the address in one way everywhere."
    found.keep(finding("D-11", what, remedy, places[-1], tuple(places[:-1]), Severity.WARNING))
