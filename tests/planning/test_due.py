"""What is due, by itself or with others, and that it is nobody's to agree to."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import count

from estates import (
    ANA,
    BEN,
    DAY_ONE,
    ENDS,
    KAI,
    Household,
    admin,
    contract,
    declared,
    lines,
    member,
    with_facts,
    with_people,
)
from hypothesis import given
from test_random_histories import applicable, in_time, one_by_one, steps, unhurried

from reconciler.kinds.address import key_of
from reconciler.kinds.contract import ContractId
from reconciler.kinds.estate import Estate
from reconciler.kinds.limits import Terms
from reconciler.kinds.person import Person
from reconciler.kinds.source import Source
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning.changes import Authority
from reconciler.planning.plan import CustomerPlan
from reconciler.planning.plan_file import written

_NUMBERS = count()
LAST = DAY_ONE + timedelta(days=9)
AFTER = LAST + timedelta(days=1)
FINANCE = {"finance": [admin(KAI), member(ANA), member(BEN)]}


def due(plan: CustomerPlan) -> list[str]:
    return [f"{c.do} {c.at} {' '.join(c.who)}".strip() for c in plan.changes if c.due]


def test_a_last_day_of_the_state_is_due_and_one_that_only_the_files_have_is_not(household: Household) -> None:
    household.apply(declared({"finance": [admin(KAI), member(ANA, until=LAST), member(BEN)]}))
    household.accept_all()

    plan = household.plan(
        declared({"finance": [admin(KAI), member(ANA, until=LAST), member(BEN, until=LAST)]}), on=AFTER
    )

    assert due(plan) == [f"remove finance {ANA}"]
    assert f"remove finance {BEN}" in lines(plan)


def test_an_invitation_past_its_end_is_due_again_and_one_to_another_role_is_not(household: Household) -> None:
    household.apply(declared(FINANCE))
    later = DAY_ONE + timedelta(days=40)

    plan = household.plan(declared({"finance": [admin(KAI), admin(ANA), member(BEN)]}), on=later)

    assert f"reinvite finance {BEN}" in due(plan)
    assert f"reinvite finance {ANA}" in {*lines(plan)} - {*due(plan)}


def test_nothing_is_due_because_of_a_contract_that_is_only_proposed(household: Household) -> None:
    plan = household.plan(declared(FINANCE))

    assert any(change.authority is Authority.SYSTEM for change in plan.changes)
    assert due(plan) == []


def test_what_a_contract_of_the_state_brings_back_on_its_first_day_is_due(household: Household) -> None:
    """There are days between it and the one that it renews."""
    begins = ENDS + timedelta(days=20)
    next_year = replace(contract(), starts=begins, ends=begins + timedelta(days=364), renews=ContractId("u26"))
    files = declared(FINANCE, {"u26": contract(), "u27": next_year})
    household.apply(files)
    household.apply(files, on=ENDS + timedelta(days=1))

    plan = household.plan(files, on=begins)

    assert {"resume_workspace finance", f"reinvite finance {ANA} {BEN}"} <= {*due(plan)}
    assert due(plan) == lines(plan)


def test_the_end_of_a_contract_is_due_and_not_where_its_dates_are_edited(household: Household) -> None:
    household.apply(declared(FINANCE))
    edited = declared(FINANCE, {"u26": replace(contract(), ends=LAST)})

    assert "suspend_workspace finance" in due(household.plan(declared(FINANCE), on=ENDS + timedelta(days=1)))
    assert "suspend_workspace finance" in lines(household.plan(edited, on=AFTER))
    assert due(household.plan(edited, on=AFTER)) == []


def test_one_whose_facts_change_as_well_is_not_due_with_the_others(household: Household) -> None:
    household.apply(declared(FINANCE))
    renamed = with_people(declared(FINANCE), Person(key_of(ANA), name="Ana Ruiz"))

    plan = household.plan(renamed, on=DAY_ONE + timedelta(days=40))

    assert f"reinvite finance {BEN}" in due(plan)
    assert f"reinvite finance {ANA}" in {*lines(plan)} - {*due(plan)}


def test_whom_a_contract_names_is_asked_of_nobody_and_yet_not_due(household: Household) -> None:
    """The files say in which role, until when and in which round."""
    begins = ENDS + timedelta(days=1)
    u27 = replace(contract(support_contacts=(ANA,)), starts=begins, ends=begins + timedelta(days=364), renews="u26")
    contracts = {"u26": contract(), "u27": u27}
    household.apply(declared({"default": [admin(KAI)]}, contracts))
    household.accept_all()

    plan = household.plan(declared({"default": [admin(KAI), admin(ANA)]}, contracts), on=begins)

    assert [(str(c.authority), c.rule, *c.who) for c in plan.changes] == [("system", "S-02", ANA)]
    assert due(plan) == []


def test_what_comes_back_with_another_last_day_is_not_due(household: Household) -> None:
    begins = ENDS + timedelta(days=20)
    next_year = replace(contract(), starts=begins, ends=begins + timedelta(days=364), renews=ContractId("u26"))
    contracts = {"u26": contract(), "u27": next_year}
    household.apply(declared(FINANCE, contracts), on=ENDS)
    household.apply(declared(FINANCE, contracts), on=ENDS + timedelta(days=1))
    longer = {"finance": [admin(KAI), member(ANA, until=begins + timedelta(days=90)), member(BEN)]}

    plan = household.plan(declared(longer, contracts), on=begins)

    assert f"invite finance {BEN}" in due(plan)
    assert f"invite finance {ANA}" in {*lines(plan)} - {*due(plan)}


def test_more_attempts_than_the_state_knows_of_make_nobody_due(household: Household) -> None:
    household.apply(declared(FINANCE))
    for days in (40, 80):
        household.apply(declared(FINANCE), on=DAY_ONE + timedelta(days=days))
    more = replace(declared(FINANCE), terms=Terms(attempts=9), attempts=9)

    plan = household.plan(more, on=DAY_ONE + timedelta(days=120))

    assert f"reinvite finance {ANA} {BEN}" in lines(plan)
    assert due(plan) == []


@unhurried
@given(steps)
def test_what_is_due_stands_alone_and_the_rest_is_agreed_to_whether_or_not_it_is_done(
    history: list[tuple[Estate, date, list[tuple[str, str, str]]]],
) -> None:
    household = Household(f"due-{next(_NUMBERS)}")
    for estate, day, said in in_time(history):
        plan, due = household.plan(estate, on=day), household.plan(estate, on=day, due_only=True)
        if applicable(plan) and applicable(due):
            assert one_by_one(due.changes) == one_by_one(c for c in plan.changes if c.due)
            assert list(household.broken_on_the_way(due, day)) == []
            household.obey(due, day)
            rest = household.plan(estate, on=day)
            assert not household.plan(estate, on=day, due_only=True).changes
            assert written(rest).reviewed == written(plan).reviewed
            if applicable(rest):
                household.obey(rest, day)
        household.answer(*said, on=day)


def test_what_is_due_tells_the_state_nothing_of_where_and_how_the_files_declare(household: Household) -> None:
    """Of files that nobody has agreed to, a workspace may be called otherwise in them, too."""
    finance, money = WorkspaceId("finance"), WorkspaceId("money")
    household.apply(declared(FINANCE), sources={finance: Source("finance.yaml", {"people.csv": 40})})
    renamed = with_facts(declared({"money": FINANCE["finance"]}, attempts=9), "money", was="finance")

    household.apply(renamed, on=AFTER, due_only=True, sources={money: Source("all.yaml", {"few.csv": 2})})

    state = household.current()
    assert state.sources == {finance: Source("finance.yaml", {"people.csv": 40})}
    assert state.attempts is None
