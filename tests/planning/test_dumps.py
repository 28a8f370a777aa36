"""A state written as files plans to nothing, whatever led to it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from estates import (
    BEN,
    CONTOSO,
    DAY_ONE,
    ENDS,
    KAI,
    MIA,
    Household,
    addon,
    admin,
    contract,
    declared,
    member,
    with_facts,
    with_people,
)
from hypothesis import given
from random_histories import WORK
from test_random_histories import applicable, in_time, steps, unhurried

from reconciler.findings import Finding
from reconciler.kinds.account_policy import AccountKind, AccountPolicy, Because, PersonalAccounts
from reconciler.kinds.address import PersonKey, key_of
from reconciler.kinds.contract import ContractId, Support
from reconciler.kinds.days import days_after
from reconciler.kinds.estate import Estate
from reconciler.kinds.person import Person, PersonStatus
from reconciler.kinds.seat import Note, shared
from reconciler.kinds.workspace import Workspace, WorkspaceId
from reconciler.loading.configuration import load, scan
from reconciler.loading.customer_files import customer_files
from reconciler.rules import book

_NUMBERS = count()
History = list[tuple[Estate, date, list[tuple[str, str, str]]]]
PEOPLE = {
    WORK[0]: Person("Ana@contoso.com", "Ana \u017bak", also=("a.zak@contoso.com",)),
    WORK[1]: Person("ben@contoso.com", "true"),
    WORK[2]: Person("eva@contoso.com", "Eva: {the} #1", language="de"),
    WORK[3]: Person("Ida@contoso.com"),
}
NOTES = (Note("=1+1", "CHG-1"), Note(sponsor="o'neil#1@contoso.com"), Note('says "no"', "0012"))


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
    assert errors(read.findings) == []
    return read.estate


def errors(findings: Iterable[Finding]) -> list[Finding]:
    return [f for f in findings if f.severity == "error"]


@unhurried
@given(steps)
def test_a_state_that_was_just_planned_plans_to_nothing_from_its_own_files(history: History) -> None:
    household = Household(f"dumped-{next(_NUMBERS)}")
    for drawn, day, said in in_time(history):
        estate = richer(drawn)
        plan = household.plan(estate, on=day)
        if not applicable(plan):
            continue
        household.obey(plan, day)
        if household.plan(estate, on=day).changes:
            continue  # limits that were loosened have more to do
        current = household.current()
        assert len(current.aliases()) == sum(len(x.also) for x in current.people.values())
        written = read_again(current, day, rosters=bool(current.serial % 2))
        again = household.plan(written, on=day)
        refused = errors([*household.findings(written), *book.check(written)])
        assert refused == [], refused
        assert not again.changes, (again.changes, customer_files(current, day))
        assert not again.stopped
        household.answer(*said, on=day)


def dumped(household: Household) -> Estate:
    return read_again(household.current(), DAY_ONE, rosters=False)


def test_d_22_a_workspace_whose_only_admin_has_gone_is_dumped_as_it_is(household: Household) -> None:
    estate = declared({"finance": [admin(KAI), member(BEN)]})
    household.apply(estate)
    household.accept_all()
    household.apply(with_people(estate, Person(KAI, status=PersonStatus.LEAVER)))

    written = dumped(household)

    assert not written.seats_in(WorkspaceId("finance")).keys() & {KAI}
    assert household.plan(written).changes == ()
    assert [(f.rule, f.severity) for f in household.findings(written)] == [("S-06", "warning")]
    assert [f.severity for f in book.check(written)] == ["warning"]


def test_s_06_who_writes_a_workspace_without_an_admin_by_hand_is_told_by_validate(household: Household) -> None:
    household.apply(declared({"finance": [admin(KAI)]}))
    household.accept_all()
    household.answer(("finance", KAI, "left"))

    written = replace(dumped(household), dumped=None)
    afresh = replace(written, workspaces={WorkspaceId("retail"): Workspace()})

    assert [(f.rule, f.severity) for f in book.check(written)] == [("S-06", "error")]
    assert [(f.rule, f.severity) for f in household.findings(afresh)] == [("S-06", "error")]
    household.apply(declared({"finance": [admin(BEN)]}))
    household.accept_all()
    assert [(f.rule, f.severity) for f in household.findings(written)] == [("S-06", "error")]


def test_s_10_a_premier_customer_whose_state_blocks_personal_accounts_is_dumped_as_it_is(household: Household) -> None:
    premier, unified = contract(Support.PREMIER), replace(contract(), starts=days_after(ENDS), ends=date(2027, 12, 31))
    blocks = AccountPolicy(PersonalAccounts.BLOCK)
    household.apply(declared({"finance": [admin(KAI)]}, {"p26": premier, "u27": unified}, policy=blocks))

    written = dumped(household)

    assert list(written.contracts) == ["p26"]  # the other one is recorded on its first day
    assert household.plan(written).changes == ()
    assert [(f.rule, f.severity) for f in household.findings(written)] == [("S-10", "warning")]
    assert errors(book.check(written)) == []
    by_hand = with_facts(replace(written, dumped=None), "finance", policy=blocks)
    assert {f.subject[0] for f in errors(household.findings(by_hand))} == {"workspaces"}
    assert len(errors(book.check(by_hand))) == 2


def test_d_01_what_was_added_with_a_contract_that_is_over_is_dumped_as_it_is(household: Household) -> None:
    u26 = contract(benefits={"hours": addon(400)})
    u27 = contract(starts=days_after(ENDS), ends=date(2027, 12, 31), benefits={"hours": addon(400)}, renews="u26")
    estate = with_facts(
        declared({"finance": [admin(KAI)]}, {"u26": u26, "u27": u27}), "finance", benefits={"hours": 400}
    )
    household.apply(estate)
    less = {**household.current().contracts, ContractId("u27"): replace(u27, benefits={"hours": addon(100)})}
    stands = replace(household.current(), contracts={c: x for c, x in less.items() if c == "u27"})

    written = read_again(stands, date(2027, 2, 1), rosters=False)

    assert errors(book.check(written)) == []
    assert [f.severity for f in book.check(written, stands) if f.rule == "D-01"] == ["warning"]
    more = with_facts(written, "finance", benefits={"hours": 500})
    assert [f.severity for f in book.check(more, stands) if f.rule == "D-01"] == ["error"]


def test_d_10_a_personal_member_who_is_held_is_dumped_as_they_are(household: Household) -> None:
    noa = Person("noa@mail.example", account=AccountKind.PERSONAL)
    estate = with_people(declared({"finance": [admin(KAI), member(noa.address)]}), noa)
    allowed = AccountPolicy(PersonalAccounts.ALLOW, Because.CUSTOMER_CHOICE, MIA)
    household.apply(replace(estate, policy=allowed))
    household.accept_all()
    household.apply(estate)

    written = dumped(household)

    assert household.plan(written).changes == ()
    assert [(f.rule, f.severity) for f in book.check(written) if f.rule == "S-11"] == [("S-11", "warning")]


def test_an_address_that_means_two_people_in_a_state_is_not_dumped(household: Household) -> None:
    """As states have it that were written before an address could mean one of them only."""
    also = ("k@northwind.example",)
    household.apply(with_people(declared({"finance": [admin(KAI), member(BEN)]}), Person(KAI, also=also)))
    current = household.current()
    twofold = replace(current, people={**current.people, key_of(BEN): Person(BEN, also=also)})

    assert read_again(twofold, DAY_ONE, rosters=False).people == {}


def test_whose_address_a_spreadsheet_would_run_is_dumped_beside_the_roster(household: Household) -> None:
    odd = ("=ana@contoso.com", "+ben@contoso.com", "-lin@contoso.com", "*zoe@contoso.com")
    people = [*odd, *(f"p{number}@contoso.com" for number in range(30))]
    household.apply(declared({"finance": [admin(KAI), *map(member, people)]}))

    written = read_again(household.current(), DAY_ONE, rosters=True)

    assert not household.plan(written).changes
