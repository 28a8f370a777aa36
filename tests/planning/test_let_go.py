"""Whom the files let go is invited by nobody but whoever agrees to it, however they come back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from estates import ANA, BEN, DAY_ONE, ENDS, KAI, Household, admin, contract, declared, member, with_facts, with_people
from hypothesis import given, settings
from hypothesis import strategies as st
from test_due import FINANCE, due
from test_random_histories import unhurried

from reconciler.kinds.address import key_of
from reconciler.kinds.contract import ContractId
from reconciler.kinds.estate import Estate
from reconciler.kinds.limits import Terms, UnknownAccounts
from reconciler.kinds.person import Person, PersonStatus
from reconciler.kinds.workspace import Manage, WorkspaceId
from reconciler.planning.changes import ASKING
from reconciler.planning.plan_file import written

_NUMBERS = count()
PAST = DAY_ONE + timedelta(days=40)
NEXT = PAST + timedelta(days=1)
DEV = "dev@partner.example"


def without_ana() -> Estate:
    return declared({"finance": [admin(KAI), member(BEN)]})


def with_ana_as_a_leaver() -> Estate:
    return with_people(declared(FINANCE), Person(key_of(ANA), status=PersonStatus.LEAVER))


def with_anas_last_day_over() -> Estate:
    return declared({"finance": [admin(KAI), member(ANA, until=DAY_ONE), member(BEN)]})


@pytest.mark.parametrize("letting_go", [without_ana, with_ana_as_a_leaver, with_anas_last_day_over])
def test_who_was_taken_out_after_the_end_of_their_invitation_and_is_put_back_is_not_due(
    household: Household, letting_go: Callable[[], Estate]
) -> None:
    household.apply(declared(FINANCE))
    household.apply(letting_go(), on=PAST)

    plan = household.plan(declared(FINANCE), on=NEXT)

    assert [c.who for c in plan.changes] == [(ANA,)]
    assert due(plan) == []
    assert household.problems() == ()


def test_an_apply_that_finds_nothing_to_do_remembers_whom_the_files_let_go(household: Household) -> None:
    household.apply(declared(FINANCE))
    household.apply(declared(FINANCE), on=PAST)
    past_again = PAST + timedelta(days=40)
    household.obey(
        household.plan(declared(FINANCE), on=past_again, only=frozenset({WorkspaceId("default")})), past_again
    )
    household.answer(("finance", KAI, "accepted"), ("finance", BEN, "accepted"), on=PAST)

    out = household.apply(without_ana(), on=past_again)

    assert out.changes == ()
    assert due(household.plan(declared(FINANCE), on=past_again)) == []


def test_who_was_put_back_by_somebodys_word_is_due_again_as_everybody_is(household: Household) -> None:
    household.apply(declared(FINANCE))
    household.apply(without_ana(), on=PAST)
    household.apply(declared(FINANCE), on=NEXT)

    plan = household.plan(declared(FINANCE), on=NEXT + timedelta(days=40))

    assert f"reinvite finance {ANA}" in due(plan)


def test_files_that_nobody_agreed_to_let_nobody_go(household: Household) -> None:
    household.apply(declared(FINANCE))
    household.apply(without_ana(), on=PAST, due_only=True)

    assert due(household.plan(declared(FINANCE), on=NEXT)) == [f"reinvite finance {ANA}"]


def test_an_offer_that_only_additions_leave_open_is_not_made_again(household: Household) -> None:
    """D-14: nothing is taken from whoever is not declared there, and nothing given."""

    def adding(estate: Estate) -> Estate:
        return with_facts(estate, "finance", manage_members=Manage.ADD_ONLY)

    household.apply(adding(declared(FINANCE)))
    household.apply(adding(without_ana()), on=DAY_ONE + timedelta(days=3))

    plan = household.plan(adding(declared(FINANCE)), on=PAST)

    assert f"reinvite finance {BEN}" in due(plan)
    assert [c.do for c in plan.changes if ANA in c.who and not c.due] == ["reinvite"]


def test_who_was_taken_out_while_no_contract_was_live_does_not_come_back_with_the_next(household: Household) -> None:
    begins = ENDS + timedelta(days=20)
    next_year = replace(contract(), starts=begins, ends=begins + timedelta(days=364), renews=ContractId("u26"))
    contracts = {"u26": contract(), "u27": next_year}
    household.apply(declared(FINANCE, contracts), on=ENDS)
    household.apply(declared(FINANCE, contracts), on=ENDS + timedelta(days=1))
    household.apply(replace(without_ana(), contracts=declared(FINANCE, contracts).contracts), on=begins - timedelta(2))

    plan = household.plan(declared(FINANCE, contracts), on=begins)

    assert {"resume_workspace finance", f"invite finance {BEN}"} <= {*due(plan)}
    assert not any(ANA in line for line in due(plan))


def test_whom_unknown_accounts_held_is_not_due_where_the_files_allow_them(household: Household) -> None:
    files = declared({"finance": [admin(KAI), member(DEV)]})
    household.apply(files)
    household.apply(replace(files, terms=Terms(unknown_accounts=UnknownAccounts.DENY)), on=PAST)

    plan = household.plan(files, on=NEXT)

    assert [c.who for c in plan.changes] == [(DEV,)]
    assert due(plan) == []


@pytest.mark.parametrize("terms", [Terms(invitation_days=3650), Terms(attempts=9), Terms(attempts=2)])
def test_on_terms_that_nobody_agreed_to_nobody_is_due_however_many_nights_pass(
    household: Household, terms: Terms
) -> None:
    household.apply(declared(FINANCE))
    others = replace(declared(FINANCE), terms=terms, attempts=terms.attempts)

    for nights in (40, 41):
        household.apply(others, on=DAY_ONE + timedelta(days=nights), due_only=True)
        household.apply(without_ana(), on=DAY_ONE + timedelta(days=nights), due_only=True)

    assert due(household.plan(others, on=DAY_ONE + timedelta(days=80))) == []


def test_terms_that_somebody_agreed_to_are_those_on_which_people_are_due(household: Household) -> None:
    weeks = replace(declared(FINANCE), terms=Terms(invitation_days=14))
    household.apply(weeks)

    plan = household.plan(weeks, on=DAY_ONE + timedelta(days=15))

    assert f"reinvite finance {ANA} {BEN}" in due(plan)
    assert written(plan).reviewed == b""


def test_a_reviewer_agrees_to_the_terms_and_not_to_how_many_mails_leave_a_day(household: Household) -> None:
    def agreed(terms: Terms) -> bytes:
        return written(household.plan(replace(declared(FINANCE), terms=terms))).reviewed

    assert len({agreed(terms) for terms in (Terms(), Terms(invitation_days=3650), Terms(attempts=9))}) == 3
    assert agreed(Terms()) == agreed(Terms(invitations_per_day=1))


nights = st.tuples(
    st.booleans(),
    st.sampled_from([declared(FINANCE), without_ana(), with_ana_as_a_leaver(), with_anas_last_day_over()]),
    st.sampled_from([Manage.FULL, Manage.FULL, Manage.ADD_ONLY]),
    st.sampled_from([1, 31, 100]),
)


@settings(unhurried, max_examples=150)
@given(st.lists(nights, min_size=3, max_size=6))
def test_nobody_is_due_an_invitation_whom_the_files_did_not_want_when_they_were_last_applied(
    lived: list[tuple[bool, Estate, Manage, int]],
) -> None:
    """Of files that somebody agreed to all is applied, of others what is due."""
    household = Household(f"let-go-{next(_NUMBERS)}")
    wanted, day = True, DAY_ONE
    household.apply(declared(FINANCE))
    for agreed, files, manage, later in lived:
        day, estate = day + timedelta(days=later), with_facts(files, "finance", manage_members=manage)
        plan = household.plan(estate, on=day, due_only=not agreed)
        assert wanted or not any(c.due and c.do in ASKING and ANA in c.who for c in plan.changes)
        household.obey(plan, day)
        wanted = files == declared(FINANCE) if agreed else wanted
