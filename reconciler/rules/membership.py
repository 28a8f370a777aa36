"""Who belongs to a workspace.

S-07: "A workspace's admin may invite members of the customer's organisation to that workspace, and to no other.
Somebody outside the customer's ``domains`` is pointed out (``outsiders: allow, warn, deny``; default ``warn``, silent
where a ``sponsor`` is named)." Denied, it is an error whether or not they are members already: what the files say
wrongly by themselves is wrong on every day and in every state (D-22).
D-16: "``status: leaver`` on a person revokes and removes everything they have in the customer, before any other
change but names and successors."
"""

from collections.abc import Iterator
from datetime import date

from reconciler.findings import Finding, Severity, Subject, some_of
from reconciler.kinds.address import PersonKey, domain_of
from reconciler.kinds.desired import Desired
from reconciler.kinds.estate import Estate
from reconciler.kinds.limits import Outsiders
from reconciler.kinds.person import PersonStatus
from reconciler.kinds.seating import domains_on


def check(declared: Estate, _current: Estate | None) -> Iterator[Finding]:
    ours = {d for c in declared.contracts.values() for d in c.domains}
    if not ours or declared.closed or declared.terms.outsiders is Outsiders.ALLOW:
        return
    outside: dict[str, list[tuple[PersonKey, Subject]]] = {}
    those = [w for w, seats in declared.seats.items() if not domains_on(seats) <= ours]
    for workspace in sorted(w for w in those if w in declared.workspaces):
        for person, seat in declared.seats[workspace].items():
            domain = domain_of(person)
            if domain not in ours and (seat.note is None or seat.note.sponsor is None):
                outside.setdefault(domain, []).append((person, ("workspaces", workspace, "members", person)))
    for domain, people in sorted(outside.items()):
        yield _outsiders(declared, domain, people)


def _outsiders(declared: Estate, domain: str, people: list[tuple[PersonKey, Subject]]) -> Finding:
    denied = declared.terms.outsiders is Outsiders.DENY
    names = sorted({person for person, _ in people})
    return Finding(
        "S-07",
        Severity.ERROR if denied else Severity.WARNING,
        "people outside the customer's domains",
        f"{domain} is not a domain of {declared.customer}: {some_of(names)}",
        "Name a `sponsor:` for each, or add the domain to `domains:`.",
        subject=min(subject for _, subject in people),
        also_subjects=tuple(sorted(subject for _, subject in people)[1:4]),
    )


def complete(desired: Desired, _current: Estate, _on: date) -> Desired:
    people = desired.estate.people
    leavers = frozenset(key for key, person in people.items() if person.status is PersonStatus.LEAVER)
    return desired._replace(leavers=leavers) if leavers else desired
