"""A state written as files plans to nothing, whatever led to it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from estates import CONTOSO, Household
from hypothesis import given
from random_histories import WORK
from test_random_histories import applicable, in_time, steps, unhurried

from reconciler.kinds.account_policy import AccountPolicy
from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import Estate
from reconciler.kinds.person import Person
from reconciler.kinds.seat import Note, shared
from reconciler.loading.configuration import load, scan
from reconciler.loading.configured import customer_files

_NUMBERS = count()
History = list[tuple[Estate, date, list[tuple[str, str, str]]]]
PEOPLE = {
    WORK[0]: Person("Ana@contoso.com", "Ana \u017bak", also=("a.zak@contoso.com",)),
    WORK[1]: Person("ben@contoso.com", "true"),
    WORK[2]: Person("eva@contoso.com", "Eva: {the} #1", language="de"),
}
NOTES = (Note("=1+1", "CHG-1"), Note(sponsor="Mia \u2013 the one"), Note('says "no"', "0012"))


def richer(estate: Estate) -> Estate:
    """With names, other addresses and notes that are awkward to write."""
    others = estate.aliases().keys()  # somebody else's address is nobody's own: the loader refuses such files
    people = {**estate.people, **{k: p for k, p in PEOPLE.items() if k not in estate.people and k not in others}}
    noted = {
        w: {p: shared(replace(s, note=NOTES[len(p) % 3])) if p in WORK[::2] else s for p, s in seats.items()}
        for w, seats in estate.seats.items()
    }
    primary = replace(estate, people=people).aliases()
    contracts = {
        c: replace(x, services_admins=tuple(sorted({primary.get(a, a) for a in map(PersonKey, x.services_admins)})))
        for c, x in estate.contracts.items()
    }
    workspaces = {w: replace(x, policy=by_one(x.policy, primary)) for w, x in estate.workspaces.items()}
    read = {"policy": by_one(estate.policy, primary), "limits": estate.limits.readdressed(primary)}
    return replace(estate, people=people, seats=noted, contracts=contracts, workspaces=workspaces, **read)


def by_one(policy: AccountPolicy | None, primary: Mapping[PersonKey, PersonKey]) -> AccountPolicy | None:
    """As the loader reads it: whoever decided stands under one address."""
    if policy is None or policy.by is None:
        return policy
    return replace(policy, by=primary.get(PersonKey(policy.by), policy.by))


def read_again(estate: Estate, on: date, *, rosters: bool) -> Estate:
    """What the files of an estate say; nothing in them is wrong by itself."""
    with TemporaryDirectory() as folder:
        for path, text in customer_files(estate, on, rosters=rosters).items():
            file = Path(folder) / path
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
        read = load(scan(Path(folder)), CONTOSO)
    assert [f for f in read.findings if f.severity == "error"] == []
    return read.estate


@unhurried
@given(steps)
def test_a_state_that_was_just_planned_plans_to_nothing_from_its_own_files(history: History) -> None:
    household = Household(f"dumped-{next(_NUMBERS)}")
    for declared, day, said in in_time(history):
        estate = richer(declared)
        plan = household.plan(estate, on=day)
        if not applicable(plan):
            continue
        household.obey(plan, day)
        if household.plan(estate, on=day).changes:
            continue  # limits that were loosened have more to do
        current = household.current()
        if len(current.aliases()) < sum(len(x.also) for x in current.people.values()):
            continue  # files cannot say that an address means two people, as it may in a state
        written = read_again(current, day, rosters=bool(current.serial % 2))
        again = household.plan(written, on=day)
        # Files may not say that a last admin has gone, that less was bought than is in use, that Premier blocks.
        lacking = any(f.rule in ("S-06", "S-10", "D-01") and f.severity == "error" for f in again.findings)
        assert lacking or not again.invalid, [f for f in again.findings if f.severity == "error"]
        assert lacking or not again.changes, (again.changes, customer_files(current, day))
        assert lacking or not again.stopped
        household.answer(*said, on=day)
