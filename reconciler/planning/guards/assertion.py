"""What a customer asserts about its own workspaces holds after every plan (D-21)."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from itertools import islice

from reconciler.findings import Finding, Severity
from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import Estate
from reconciler.planning.assertions import Breach, Transition, breaches
from reconciler.planning.guards.proposal import Proposal
from reconciler.planning.permits import permit_line
from reconciler.planning.plan import ToChange, Verdict, content
from reconciler.planning.result import seats_after
from reconciler.planning.units import unit_of

ID = "assertion"
SENTENCE = "No plan's result breaks an assertion: one in the state, or one that comes with the plan."
_NAMED = 3
_MOST_LINES = 1_000


def judge(proposal: Proposal) -> Verdict:
    """Counts the assertions, a workspace at a time, that hold no more after the plan because of it. Where one was
    broken before and the plan makes it no worse, the verdict says so and is content."""
    in_force = proposal.limits.assertions
    if not in_force:
        return content(ID)
    after = seats_after(proposal.current, proposal.changes)
    people = {**proposal.current.people, **proposal.desired.estate.people}
    before = proposal.before or proposal.current
    transition = Transition(before, replace(after, people=people), proposal.changes, proposal.on)
    found = breaches(in_force, transition)
    made = [b for b in found if not b.stands]
    what = _said(made or found, transition.after, proposal)
    if not made:
        return Verdict(ID, 0, 0, what=what)
    lines = tuple(islice(_lines(made, proposal), _MOST_LINES))
    return Verdict(ID, len(made), 0, what=what, remedy=_remedy(made), to_change=lines, counted=counted(made))


def counted(made: Iterable[Breach]) -> tuple[str, ...]:
    """What a permit names: who breaks which assertion in which workspace."""
    return tuple(unit for b in made for unit in unit_of([ID, b.assertion.said(), b.workspace, b.excess], b.people))


def standing(verdicts: Collection[Verdict]) -> Iterator[Finding]:
    """What was broken before the plan and stays so: people answer as they like, and nobody is stopped for it."""
    for verdict in verdicts:
        if verdict.guard == ID and verdict.ok and verdict.what:
            remedy = "Take these people out, or change the assertion; until then no plan may make it worse."
            yield Finding(ID, Severity.WARNING, "an assertion does not hold", verdict.what, remedy)


def _said(found: Collection[Breach], after: Estate, proposal: Proposal) -> str:
    declared = {a.said() for a in proposal.desired.estate.limits.assertions}

    def place(breach: Breach) -> str:
        claim = breach.assertion.said()
        if claim not in declared:
            return "in force by the state"
        return str(proposal.places.of(("assertions", claim)) or "")

    told = [breach.said(after, place(breach)) for breach in islice(found, _NAMED)]
    more = len(found) - _NAMED
    return "; ".join(told) + (f"; and {more:,} more" if more > 0 else "")


def _lines(made: Collection[Breach], proposal: Proposal) -> Iterator[ToChange]:
    """The fewest lines that bring in those who break something; those who are there by no line are named. Who is one
    too many is not told where enough others have to go."""
    told: set[ToChange] = set()
    for breach in (*_outright(made), *(b for b, left in _too_many(made) if left > 0)):
        for line in _of_breach(breach, proposal):
            if line not in told:
                told.add(line)
                yield line


def _outright(made: Collection[Breach]) -> list[Breach]:
    """Those that nobody who is named may break; of ``at_most`` it is any so many of them."""
    return [breach for breach in made if breach.assertion.at_most is None]


def _too_many(made: Collection[Breach]) -> Iterator[tuple[Breach, int]]:
    """Each that counts, with how many are too many once those are out who may not be there at all."""
    out = [(b.workspace, person) for b in _outright(made) for person in b.people]
    for breach in made:
        if breach.assertion.at_most is not None:
            counted_there = {(breach.workspace, person) for person in breach.people}
            yield breach, breach.excess - len(counted_there.intersection(out))


def _of_breach(breach: Breach, proposal: Proposal) -> Iterator[ToChange]:
    at, left = breach.workspace, dict.fromkeys(breach.people)
    for run, people in proposal.places.bringing(at, breach.people):
        place, last = f"{run.file}:{run.line}:{run.column}", run.line + run.length - 1
        where = f"{place} to line {last}" if run.length > 1 else place
        yield ToChange(where, f"{_people_said(people, proposal)} in {at}", len(people))
        for person in people:
            left.pop(PersonKey(person), None)
    for person in list(left):
        if place_of := _on_the_contract(person, proposal):
            yield ToChange(place_of, f"{_people_said((person,), proposal)} in {at}, named on the contract", 1)
            del left[person]
    if left:
        said = f"{_people_said(tuple(left), proposal)} in {at} already, and this plan takes nobody out"
        yield ToChange("", said, len(left))


def _people_said(people: Collection[str], proposal: Proposal) -> str:
    if len(people) > 1:
        return f"{len(people):,} people"
    only = PersonKey(next(iter(people)))
    known = only in proposal.current.people
    return (proposal.current if known else proposal.desired.estate).spelling(only)


def _on_the_contract(person: PersonKey, proposal: Proposal) -> str:
    """S-02: who is in the default workspace by being named on the contract."""
    for contract_id, contract in proposal.desired.estate.contracts.items():
        for field, people in (
            ("services_admins", contract.services_admins),
            ("support_contacts", contract.support_contacts),
        ):
            if person in people and person in proposal.desired.named:
                return str(proposal.places.of(("contracts", contract_id, field, person)) or "")
    return ""


def _remedy(made: Collection[Breach]) -> str:
    excess = sum(max(left, 0) for _, left in _too_many(made))
    people = f"take out {excess:,} of these people" if excess else "take these people out"
    if excess and _outright(made):
        people = f"take out those who may not be there, and {excess:,} of the others"
    if any(b.old for b in made):
        later = "change the assertion first, in a change of its own: a looser one counts from the next apply on"
    else:
        later = "change the assertion, which comes with this plan"
    return f"{people}, or {later}; or {permit_line(ID)}"
