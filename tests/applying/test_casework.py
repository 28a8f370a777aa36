"""Cases go through the same door: proven, written down, replayed; names may change around them."""

from dataclasses import replace
from datetime import date

import pytest
from estates import ANA, BEN, CONTOSO, DAY_ONE, KAI, Household, admin, chance, declared, member, with_facts, with_people

from reconciler.applying import casework
from reconciler.applying.entry import Occasion
from reconciler.applying.passage import passage
from reconciler.applying.record import estate_of
from reconciler.applying.step import step
from reconciler.kinds.address import key_of
from reconciler.kinds.case import Case
from reconciler.kinds.estate import Estate
from reconciler.kinds.person import Person
from reconciler.kinds.tombstone import NOBODY as ERASED
from reconciler.kinds.workspace import WorkspaceId, WorkspaceStatus
from reconciler.planning.changes import Action, Change
from reconciler.ports import Private, PrivateKind

FINANCE, RETAIL = WorkspaceId("finance"), WorkspaceId("retail")
DECLARED = declared({"finance": [admin(KAI), member(ANA)], "retail": [admin(KAI), member(BEN)]})


def closing(number: int, by: int, used: int = 0, workspace: str = "finance") -> Change:
    was = {"case": number, "closed": None, "closed_by": None, "used": 0}
    now = {"case": number, "closed": "2026-06-03", "closed_by": by, "used": used}
    return Change(Action.CLOSE_CASE, workspace, was, now, "S-03")


@pytest.fixture
def house(household: Household) -> Household:
    """Two cases in finance, one of them closed, and one in retail."""
    household.apply(DECLARED)
    household.accept_all()
    household.open_case("finance", ANA, "Logs are late")
    household.open_case("finance", KAI, "Payroll is wrong")
    household.open_case("retail", BEN, "Tills are slow")
    household.act(closing(1, household.current().numbers[key_of(KAI)], 350))
    return household


def cases(estate: Estate) -> dict[str, list[tuple[int, str, int]]]:
    return {w: [(n, c.title, c.used) for n, c in here.items()] for w, here in estate.cases.items()}


def test_cases_are_numbered_within_their_workspace(house: Household) -> None:
    assert cases(house.current()) == {
        "finance": [(1, "Logs are late", 350), (2, "Payroll is wrong", 0)],
        "retail": [(1, "Tills are slow", 0)],
    }
    assert house.problems() == ()


def test_a_case_stays_where_it_is_when_its_workspace_gets_another_name(house: Household) -> None:
    seats = {WorkspaceId("money"): DECLARED.seats[FINANCE], RETAIL: DECLARED.seats[RETAIL]}
    moved = replace(DECLARED, seats=seats, workspaces=dict.fromkeys(seats, DECLARED.workspaces[RETAIL]))
    moved = with_facts(moved, "money", was="finance")

    house.apply(moved)

    assert cases(house.current()).keys() == {"money", "retail"}
    assert house.problems() == ()


def test_a_case_is_of_the_same_person_under_a_new_address(house: Household) -> None:
    before = house.current().cases
    seats = {**DECLARED.seats, FINANCE: dict([admin(KAI), member("ana.ruiz@contoso.com")])}
    house.apply(with_people(replace(DECLARED, seats=seats), Person("ana.ruiz@contoso.com", also=(ANA,))))

    after = house.current()
    assert after.cases == before
    assert after.numbers[key_of("ana.ruiz@contoso.com")] == before[FINANCE][1].opened_by
    assert house.problems() == ()


def test_a_case_is_of_the_one_whom_its_person_became(house: Household) -> None:
    seats = {FINANCE: dict([admin(KAI), member(BEN)]), RETAIL: dict([admin(KAI), member(BEN)])}
    house.apply(with_people(replace(DECLARED, seats=seats), Person(BEN, also=(ANA,))))

    after = house.current()
    assert after.merged == {after.cases[FINANCE][1].opened_by: after.numbers[key_of(BEN)]}
    assert house.problems() == ()


def test_archiving_and_restoring_leave_the_cases(house: Household) -> None:
    before = house.current().cases
    house.apply(with_facts(DECLARED, "finance", status=WorkspaceStatus.ARCHIVED))
    assert house.current().cases == before

    house.apply(with_facts(DECLARED, "finance", restore=True))

    assert house.current().cases == before
    assert house.problems() == ()


def refusal(house: Household, change: Change) -> str:
    occasion = Occasion(house.moment, DAY_ONE, "tester@contoso.com", "operator")
    taken = step(passage(house.current(), [change]), house.store.holding(CONTOSO), occasion, chance)
    assert taken.commit is None
    return taken.result.why[0]


def test_a_case_is_opened_once_and_closed_once(house: Household) -> None:
    current = house.current()
    ana = current.numbers[key_of(ANA)]
    twice = casework.opening(FINANCE, Case("Again", DAY_ONE, ana), {})

    assert refusal(house, twice) == "case 1 of finance is there already"
    assert refusal(house, closing(1, ana)) == "case 1 of finance is not as it was"
    assert refusal(house, closing(7, ana)) == "case 7 of finance is not as it was"
    assert refusal(house, closing(1, ana, workspace="emea")) == "workspace emea is not there"


def test_s_13_nobody_but_a_member_opens_or_closes_a_case(house: Household) -> None:
    current = house.current()
    ben = current.numbers[key_of(BEN)]
    opened = casework.opening(FINANCE, Case("Not mine", date(2026, 6, 2), ben), current.cases)

    assert refusal(house, opened).startswith("S-13: a case of finance would be open_case by somebody who is no member")
    assert refusal(house, closing(2, ben)).startswith("S-13: ")


def test_a_title_that_was_erased_stays_so_when_its_case_is_closed(house: Household) -> None:
    holding = house.store.holding(CONTOSO)
    assert holding is not None
    title = next(v for v in house.store.private(CONTOSO) if v.text == "Payroll is wrong")
    shelf = house.store._state.shelves[CONTOSO]  # type: ignore[attr-defined]
    kept = {**shelf.private, title.id: Private(title.id, PrivateKind.TEXT, None, None, title.proof)}
    house.store._state.shelves[CONTOSO] = replace(shelf, private=kept)  # type: ignore[attr-defined]

    house.act(closing(2, house.current().numbers[key_of(KAI)]))

    now = house.store.holding(CONTOSO)
    assert now is not None
    assert now.cases[1 if now.record["workspaces"]["1"]["id"] == "finance" else 2][2]["title"] == title.id
    assert estate_of(now).cases[FINANCE][2].title == ERASED
    assert house.problems() == ()


def test_a_case_that_another_hand_changed_is_found_by_the_journal(house: Household) -> None:
    shelf = house.store._state.shelves[CONTOSO]  # type: ignore[attr-defined]
    tampered = {w: {n: {**f, "used": 999_900} for n, f in here.items()} for w, here in shelf.cases.items()}
    house.store._state.shelves[CONTOSO] = replace(shelf, cases=tampered)  # type: ignore[attr-defined]

    assert any("case 1 of finance is not as the journal says" in problem for problem in house.problems())


def test_what_closing_reopening_and_correcting_change_is_that_and_who_did_it() -> None:
    case = Case("Logs are late", DAY_ONE, 3)
    closed = replace(case, closed=date(2026, 6, 3), closed_by=4, benefit="hours", used=350)

    close = casework.closing(FINANCE, 7, case, date(2026, 6, 3), 4, "hours", 350)
    reopen = casework.reopening(FINANCE, 7, closed, date(2026, 6, 5), 5)
    correct = casework.correcting(FINANCE, 7, closed, 5, "hours", 200)

    assert (close.do, close.at, close.was, close.now) == (
        Action.CLOSE_CASE,
        "finance",
        {"case": 7, "closed": None, "closed_by": None, "benefit": None, "used": 0},
        {"case": 7, "closed": "2026-06-03", "closed_by": 4, "benefit": "hours", "used": 350},
    )
    assert (reopen.do, reopen.at, reopen.was, reopen.now) == (
        Action.REOPEN_CASE,
        "finance",
        {"case": 7, "closed": "2026-06-03", "closed_by": 4, "used": 350, "reopened": None, "reopened_by": None},
        {"case": 7, "closed": None, "closed_by": None, "used": 0, "reopened": "2026-06-05", "reopened_by": 5},
    )
    assert (correct.do, correct.at, correct.was, correct.now) == (
        Action.CORRECT_CASE,
        "finance",
        {"case": 7, "closed_by": 4, "used": 350},
        {"case": 7, "closed_by": 5, "used": 200},
    )
    assert {close.rule, reopen.rule, correct.rule} == {"S-03"}


def test_s_13_only_a_member_reopens_a_case(house: Household) -> None:
    current = house.current()
    case = current.cases[FINANCE][1]
    by = {p: casework.reopening(FINANCE, 1, case, DAY_ONE, current.numbers[key_of(p)]) for p in (KAI, BEN)}

    assert list(casework.broken_by_cases(current, [by[KAI]])) == []
    assert list(casework.broken_by_cases(current, [by[BEN]])) == [
        "S-13: a case of finance would be reopen_case by somebody who is no member of it"
    ]
