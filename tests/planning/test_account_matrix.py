"""The whole matrix of accounts, at planning and at accepting, as one table (S-10 to S-12, D-09).

Premier and Unified, with personal accounts as they are by default, allowed or blocked, for everybody whom it may
concern. At planning the account is predicted; at accepting it is the real one of somebody whose kind nobody could
tell before, or (``not told``) still nobody can.
"""

from dataclasses import replace
from datetime import date

import pytest
from estates import ANA, DAY_ONE, KAI, Household, admin, contract, declared, member, policy, with_facts, with_people

from reconciler.applying.answered import Answer, Answered, Replies
from reconciler.applying.answers import judged
from reconciler.kinds.account import Identity
from reconciler.kinds.account_policy import (
    AccountKind,
    AccountPolicy,
    Because,
    PersonalAccounts,
    Registered,
    personal_allowed,
)
from reconciler.kinds.address import PersonKey, key_of
from reconciler.kinds.contract import Support
from reconciler.kinds.estate import Estate
from reconciler.kinds.limits import Terms, UnknownAccounts
from reconciler.kinds.person import Person
from reconciler.kinds.seat import SeatState
from reconciler.kinds.workspace import WorkspaceId
from reconciler.rules.book import check
from reconciler.rules.sign_in_accounts import may_sign_in

PLANNING = """
support  policy   | personal    work     unknown           unknown_denied
premier  default  | invited     invited  invited           invited
premier  allowed  | invited     invited  invited           invited
premier  blocked  | error S-10  error    error             error
unified  default  | error S-11  invited  invited  D-09     error D-09
unified  allowed  | invited     invited  invited           invited
unified  blocked  | error S-11  invited  invited  D-09     error D-09
"""
"""What becomes of one more member; beside it the rule that says why not, or warns."""

ACCEPTING = """
support  policy   | personal  work    not told
premier  default  | member    member  member
premier  allowed  | member    member  member
premier  blocked  | member    member  member
unified  default  | refused   member  member
unified  allowed  | member    member  member
unified  blocked  | refused   member  member
"""

POLICIES = {
    "default": None,
    "allowed": policy(
        personal_accounts=PersonalAccounts.ALLOW, because=Because.CUSTOMER_CHOICE, by=PersonKey("mia@contoso.com")
    ),
    "blocked": policy(personal_accounts=PersonalAccounts.BLOCK),
}
PEOPLE = {
    "personal": "noa@outlook.com",
    "work": "ana@contoso.com",
    "unknown": "tom@shops.example",
    "unknown_denied": "tom@shops.example",
}
FINANCE = WorkspaceId("finance")

Row = tuple[str, str, str, str]


def cells(table: str, columns: tuple[str, ...]) -> list[Row]:
    """(support, policy, column, what the cell says)"""
    head, *lines = table.strip().splitlines()
    starts = [head.index(f" {column}") + 1 for column in columns]
    found = []
    for line in lines:
        support, said = line.split("|")[0].split()
        for number, column in enumerate(columns):
            end = starts[number + 1] if number + 1 < len(starts) else None
            found.append((support, said, column, " ".join(line[starts[number] : end].split())))
    return found


def estate_with(support: str, said: AccountPolicy | None, person: str, whose: str) -> Estate:
    estate = declared(
        {"finance": [admin(KAI), member(person)] if person else [admin(KAI)]},
        {"c26": contract(Support(support))},
    )
    if whose == "customer":
        return replace(estate, policy=said)
    return with_facts(estate, "finance", policy=said)


@pytest.mark.parametrize("whose", ["customer", "workspace"])
@pytest.mark.parametrize(("support", "said", "account", "outcome"), cells(PLANNING, tuple(PEOPLE)))
def test_a_plan_invites_the_accounts_that_the_policy_lets_in(
    household: Household, whose: str, support: str, said: str, account: str, outcome: str
) -> None:
    person = PEOPLE[account]
    estate = estate_with(support, POLICIES[said], person, whose)
    if account == "unknown_denied":
        estate = replace(estate, terms=Terms(unknown_accounts=UnknownAccounts.DENY))

    plan = household.plan(estate)

    found = {f.rule for f in plan.findings if f.rule in ("S-10", "S-11", "S-12", "D-09")}
    if "error" in outcome:
        assert plan.invalid
        assert set(outcome.split()[1:]) <= found
    else:
        invited = [c.at for c in plan.changes if c.do.value == "invite" and person in c.who]
        assert not plan.invalid
        assert invited == ["finance"]
        assert found == set(outcome.split()[1:])


REAL = {"personal": AccountKind.PERSONAL, "work": AccountKind.WORK, "not told": None}


@pytest.mark.parametrize("whose", ["customer", "workspace"])
@pytest.mark.parametrize(("support", "said", "account", "outcome"), cells(ACCEPTING, tuple(REAL)))
def test_an_acceptance_counts_for_the_accounts_that_the_policy_lets_in(
    household: Household, whose: str, support: str, said: str, account: str, outcome: str
) -> None:
    tom = PersonKey(PEOPLE["unknown"])
    legal = said if support == "unified" or said != "blocked" else "default"  # S-10 refuses the other one
    household.apply(estate_with(support, POLICIES[legal], tom, whose))
    estate = household.current()
    if legal != said:
        estate = replace(estate, policy=POLICIES[said])

    verdict = judged(estate, Replies([Answered(FINANCE, tom, Answer.ACCEPTED, DAY_ONE, 2, REAL[account])]))

    became = [c.do.value for c in verdict.changes if c.who == (tom,)]
    assert became == (["answer_accepted"] if outcome == "member" else [])
    assert [refusal.why for _, refusal in verdict.refused] == (
        []
        if outcome == "member"
        else [f"personal accounts are blocked in this workspace on {DAY_ONE}, and they signed in with one"]
    )


def test_the_two_tables_are_whole() -> None:
    kinds = [(s, p) for s in ("premier", "unified") for p in POLICIES]

    assert [row[:2] for row in cells(PLANNING, tuple(PEOPLE))[:: len(PEOPLE)]] == kinds
    assert [row[:2] for row in cells(ACCEPTING, tuple(REAL))[:: len(REAL)]] == kinds


def test_a_work_account_gets_in_where_a_personal_one_was_expected(household: Household) -> None:
    """D-09: the real kind counts, and it is kept where it is another one."""
    household.apply(estate_with("unified", POLICIES["allowed"], PEOPLE["personal"], "customer"))
    noa = PersonKey(PEOPLE["personal"])

    assert household.answer(("finance", noa, "accepted"), account=AccountKind.WORK) == 0

    assert household.current().people[noa].signed_in is AccountKind.WORK
    blocked = household.apply(estate_with("unified", POLICIES["blocked"], noa, "customer"))
    assert [line for line in blocked.listed if line.rule == "D-10"] == []
    assert household.problems() == ()


def test_who_signed_in_with_a_personal_account_is_listed_when_they_are_blocked(household: Household) -> None:
    """D-10, for somebody of whom nobody could tell before."""
    tom = PersonKey(PEOPLE["unknown"])
    household.apply(estate_with("unified", POLICIES["allowed"], tom, "workspace"))
    household.answer(("finance", tom, "accepted"), account=AccountKind.PERSONAL)
    tight = estate_with("unified", POLICIES["blocked"], tom, "workspace")

    plan = household.apply(tight)

    assert [(line.rule, line.who) for line in plan.listed if line.rule == "D-10"] == [("D-10", (tom,))]
    assert not household.plan(tight).changes
    removing = policy(personal_accounts=PersonalAccounts.BLOCK, registered_personal=Registered.REMOVE)
    again = household.plan(estate_with("unified", removing, tom, "workspace"))
    assert [(c.do.value, c.rule) for c in again.changes if tom in c.who] == [("remove", "D-10")]
    assert household.problems() == ()


def test_who_signed_in_with_a_personal_account_elsewhere_is_held_and_no_error(household: Household) -> None:
    """D-22: wrong only with this state, so it holds the one change."""
    tom = PersonKey(PEOPLE["unknown"])
    household.apply(estate_with("unified", POLICIES["allowed"], tom, "workspace"))
    household.answer(("finance", tom, "accepted"), account=AccountKind.PERSONAL)
    estate = declared({"finance": [admin(KAI), member(tom)], "retail": [admin(KAI), member(tom)]})
    estate = with_facts(estate, "finance", policy=POLICIES["allowed"])

    plan = household.plan(estate)

    assert not plan.invalid
    assert [(x.rule, x.at) for x in plan.listed if tom in x.who] == [("S-11", "retail")]


def test_an_allowance_that_is_over_on_the_day_of_the_answer_counts_no_more(household: Household) -> None:
    until = date(2026, 6, 10)
    tom = PersonKey(PEOPLE["unknown"])
    household.apply(estate_with("unified", replace(POLICIES["allowed"], until=until), tom, "customer"))
    estate = household.current()

    assert may_sign_in(estate, FINANCE, AccountKind.PERSONAL, until)
    assert not may_sign_in(estate, FINANCE, AccountKind.PERSONAL, date(2026, 6, 11))


def test_unknown_people_of_the_state_stay_where_unknown_ones_are_denied(household: Household) -> None:
    """D-09, D-22: nobody is taken away; who would have to be asked again waits."""
    tom, una = PersonKey("tom@shops.example"), PersonKey("una@shops.example")
    both = declared({"finance": [admin(KAI), member(tom), member(una)]})
    household.apply(both)
    household.answer(("finance", tom, "accepted"))
    denied = replace(both, terms=Terms(unknown_accounts=UnknownAccounts.DENY))

    on_time, later = household.plan(denied), household.plan(denied, on=date(2026, 7, 15))

    assert not on_time.invalid
    assert on_time.changes == ()
    assert [(x.rule, x.who) for x in later.listed if una in x.who] == [("D-09", (una,))]
    assert all(tom not in x.who for x in later.listed)


def test_a_declared_kind_is_known(household: Household) -> None:
    denied = Terms(unknown_accounts=UnknownAccounts.DENY)
    told = declared({"finance": [admin(KAI), member("tom@shops.example")]}, terms=denied)
    told = with_people(told, Person("tom@shops.example", account=AccountKind.WORK))

    assert not household.plan(told).invalid


def test_the_seat_of_a_refused_answer_is_as_it_was(household: Household) -> None:
    tom = PersonKey(PEOPLE["unknown"])
    household.apply(estate_with("unified", None, tom, "customer"))

    assert household.answer(("finance", tom, "accepted"), account=AccountKind.PERSONAL) == 1

    assert household.current().seats_in(FINANCE)[tom].state is SeatState.INVITED
    assert household.answer(("finance", tom, "accepted"), account=AccountKind.WORK) == 0


@pytest.mark.parametrize(
    ("word", "severity"), [(None, "error"), (Registered.KEEP, "warning"), (Registered.REMOVE, "warning")]
)
def test_files_whose_policy_speaks_of_registered_people_may_declare_them(word: Registered, severity: str) -> None:
    """D-10: ``validate`` knows no state; it warns where the policy says ``registered_personal``."""
    blocked = policy(personal_accounts=PersonalAccounts.BLOCK, registered_personal=word)
    estate = estate_with("unified", blocked, PersonKey(PEOPLE["personal"]), "workspace")

    found = [finding.severity.value for finding in check(estate) if finding.rule == "S-11"]

    assert found == [severity]


def test_a_plan_and_a_new_address_leave_the_account_that_somebody_registered_with(household: Household) -> None:
    """S-09, D-12: who they are, no file says."""
    account = Identity("https://login.example,tenant,object")
    household.apply(declared({"finance": [admin(KAI), member(ANA)]}))
    household.answer(("finance", ANA, "accepted"), account=AccountKind.WORK, identity=account)

    eva = "eva@contoso.com"
    household.apply(with_people(declared({"finance": [admin(KAI), member(ANA)]}), Person(ANA, name="Ana Ruiz")))
    household.apply(with_people(declared({"finance": [admin(KAI), member(eva)]}), Person(eva, also=(ANA,))))

    assert household.current().people[key_of(eva)].identity == account
    assert household.problems() == ()


def test_a_reason_that_stays_behind_lets_nobody_in_who_is_blocked() -> None:
    """S-12: whoever turns personal accounts off may leave the reason standing."""
    blocked = policy(personal_accounts=PersonalAccounts.BLOCK, because=Because.CUSTOMER_CHOICE)

    assert not personal_allowed(False, blocked, None, DAY_ONE)
    assert not personal_allowed(False, POLICIES["allowed"], blocked, DAY_ONE)
