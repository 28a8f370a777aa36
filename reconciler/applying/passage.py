"""From one estate to the next: what was to happen, what came of it, and what did not hold any more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reconciler.applying.obey import obey
from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import Estate
from reconciler.kinds.person import Person
from reconciler.planning.changes import Change


@dataclass(frozen=True, slots=True)
class Passage:
    """``after`` is ``before`` with the changes obeyed; ``broken`` has a sentence for every part of a ``was`` that did
    not hold, and where there is one, ``after`` means nothing."""

    before: Estate
    changes: Sequence[Change]
    after: Estate
    broken: Sequence[str] = ()


def passage(before: Estate, changes: Sequence[Change], introduced: Mapping[PersonKey, Person] | None = None) -> Passage:
    """Obeys the changes. ``introduced`` are facts of people whom they make known."""
    obeyed = obey(before, changes, introduced)
    return Passage(before, changes, obeyed.estate, tuple(obeyed.broken))
