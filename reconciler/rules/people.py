"""One person, whatever they are called.

D-11: "An address is one key. Shown is the spelling in ``people:``, else the state's, else the smallest by code point."
D-12: "A person who changes address (``also: [old]``) is renamed in place: no invitation, no removal." Where both
addresses are known to the state already, nothing is planned for either until somebody decides.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from reconciler.findings import Finding, Severity
from reconciler.kinds.address import PersonKey
from reconciler.kinds.desired import Desired
from reconciler.kinds.estate import Estate


def complete(desired: Desired, current: Estate, _on: date) -> Desired:
    pairs = list(_known_as_two(desired.estate, current))
    if not pairs:
        return desired
    apart = frozenset(key for pair in pairs for key in pair)
    findings = tuple(_two_people(new, old) for new, old in pairs)
    return replace(desired, kept_apart=desired.kept_apart | apart, findings=(*desired.findings, *findings))


def _known_as_two(declared: Estate, current: Estate) -> Iterator[tuple[PersonKey, PersonKey]]:
    for key, person in declared.people.items():
        for also in map(PersonKey, person.also):
            if key in current.numbers and also in current.numbers:
                yield key, also


def _two_people(new: PersonKey, old: PersonKey) -> Finding:
    return Finding(
        "D-12",
        Severity.WARNING,
        "two known people declared to be one",
        f"{new} and {old} both have a history here, so nothing is planned for either of them",
        f"take {old} out of `also:`; declare the address that should stay and let the other one leave",
        subject=("people", new),
        also_subjects=(("people", new, "also"),),
    )
