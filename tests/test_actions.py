"""A new action is known everywhere: obeyed, written down and replayed, placed in the order, attributed, said in words
and in the schema. Whoever adds one is greeted here."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from estates import (
    ANA,
    BEN,
    DAY_ONE,
    KAI,
    LIN,
    MIA,
    Household,
    addon,
    admin,
    contract,
    declared,
    member,
    with_facts,
)

from reconciler.applying.casework import opening
from reconciler.applying.passage import passage
from reconciler.kinds.address import key_of
from reconciler.kinds.case import Case
from reconciler.kinds.contract import ContractId
from reconciler.kinds.desired import Desired
from reconciler.kinds.estate import Estate
from reconciler.kinds.person import Person
from reconciler.kinds.plain import plain
from reconciler.kinds.seat import Role, Seat, SeatState, shared
from reconciler.kinds.workspace import Workspace, WorkspaceId
from reconciler.planning.authority import attributed
from reconciler.planning.change_lines import change_from_plain, change_line
from reconciler.planning.changes import IN_JOURNALS_ONLY, Action, Change
from reconciler.planning.fitting_changes import fitting
from reconciler.planning.merges import merge
from reconciler.planning.order import in_order
from reconciler.planning.plan import CustomerPlan
from reconciler.reporting.action_words import WORDS, done_said, planned_said
from reconciler.reporting.phrases import phrase

SCHEMA = Path(__file__).parents[1] / "schemas" / "plan.schema.json"
ZOE, NOA = "zoe@contoso.com", "noa@contoso.com"
PLANNED = sorted(set(Action) - IN_JOURNALS_ONLY)
HOURS, MORE = {"benefit": "hours", "quantity": 100}, {"benefit": "hours", "quantity": 200}
TERMS = {
    "u26": contract(benefits={"hours": addon(400)}),
    "u27": replace(contract(), starts=date(2027, 1, 1), ends=date(2027, 12, 31)),
}
ACTIVE, SUSPENDED, ARCHIVED = ({"status": word} for word in ("active", "suspended", "archived"))


@pytest.fixture
def current(household: Household) -> Estate:
    """Finance has two members (kai is an admin), two who are invited, and zoe who was removed; nobody is in
    empty, retail is suspended, old is archived, and noa was erased."""
    people = {
        "finance": [admin(KAI), *map(member, (BEN, ANA, LIN, ZOE, NOA))],
        "retail": [admin(KAI)],
        "old": [admin(KAI)],
    }
    household.apply(with_facts(declared(people, {"u26": TERMS["u26"]}), "finance", benefits={"hours": 100}))
    household.answer(
        *[(w, KAI, "accepted") for w in people],
        *[("finance", person, "accepted") for person in (BEN, ZOE)],
        ("default", MIA, "accepted"),
    )
    left = household.current().seats[WorkspaceId("finance")][key_of(ZOE)]
    gone = shared(replace(left, state=SeatState.REMOVED))
    household.act(Change(Action.REMOVE, "finance", left, gone, "D-14", (key_of(ZOE),)))
    household.act(Change(Action.CREATE_WORKSPACE, "empty", None, {}, "S-04"))
    household.act(example(Action.OPEN_CASE, household.current()))
    household.act(Change(Action.SUSPEND_WORKSPACE, "retail", ACTIVE, SUSPENDED, "D-03"))
    household.act(Change(Action.ARCHIVE_WORKSPACE, "old", ACTIVE, ARCHIVED, "D-17"))
    household.act(Change(Action.ERASE_PERSON, NOA, None, {"tombstones": ["fedcba9876543210"]}, "erase"))
    return household.current()


def example(do: Action, current: Estate) -> Change:
    """A change that can be made to that estate."""

    def fact(at: str, was: object, now: object) -> Change:
        return Change(do, at, was, now, "S-01")  # type: ignore[arg-type]

    def seat(who: str, **now: object) -> Change:
        was = current.seats[WorkspaceId("finance")].get(key_of(who))
        seat = replace(was or Seat(SeatState.INVITED, Role.MEMBER), **now)  # type: ignore[arg-type]
        return Change(do, "finance", was, shared(seat), "S-07", (key_of(who),))

    offer = {"state": SeatState.INVITED, "attempt": 1, "expires": date(2026, 8, 1)}
    match do:
        case Action.RENAME_WORKSPACE:
            return fact("money", {"id": "finance"}, {"id": "money"})
        case Action.RENAME_PERSON:
            facts = ({"key": ANA, "address": ANA, "also": []}, {"key": "eva@contoso.com", "address": "eva@contoso.com"})
            return fact("eva@contoso.com", facts[0], {**facts[1], "also": [ANA]})
        case Action.MERGE_PERSON:
            return merge(key_of(ANA), [key_of(LIN)], Person(ANA, also=(LIN,)), current, DAY_ONE)
        case Action.UPDATE_PERSON:
            return fact(ANA, {"name": None}, {"name": "Ana Ruiz"})
        case Action.ACTIVATE_CONTRACT:
            return fact("u27", None, plain(TERMS["u27"]))
        case Action.RENEW_CONTRACT:
            return fact("u27", None, plain(replace(TERMS["u27"], renews=ContractId("u26"))))
        case Action.DEACTIVATE_CONTRACT:
            return fact("u26", plain(current.contracts[ContractId("u26")]), None)
        case Action.UPDATE_CONTRACT:
            return fact("u26", {"number": None}, {"number": "0012345"})
        case Action.SET_POLICY:
            return fact("finance", None, {"personal_accounts": "block"})
        case Action.SET_LIMITS:
            return fact("", {"min_admins": 1}, {"min_admins": 2})
        case Action.CREATE_WORKSPACE:
            return fact("emea", None, plain(Workspace(purpose="Month end")))
        case Action.UPDATE_WORKSPACE:
            return fact("finance", {"purpose": None}, {"purpose": "Month end"})
        case Action.RESUME_WORKSPACE:
            return fact("retail", SUSPENDED, ACTIVE)
        case Action.RESTORE_WORKSPACE:
            return fact("old", ARCHIVED, ACTIVE)
        case Action.ARCHIVE_WORKSPACE:
            return fact("retail", SUSPENDED, ARCHIVED)
        case Action.SUSPEND_WORKSPACE:
            return fact("default", ACTIVE, SUSPENDED)
        case Action.ADD_BENEFIT:
            return fact("retail", None, HOURS)
        case Action.CHANGE_BENEFIT:
            return fact("finance", HOURS, MORE)
        case Action.REMOVE_BENEFIT:
            return fact("finance", HOURS, None)
        case Action.INVITE:
            return seat("eva@contoso.com", generation=1, **offer)
        case Action.REINVITE:
            return seat(ANA, generation=2, **offer)
        case Action.REVOKE:
            return seat(ANA, state=SeatState.REVOKED, attempt=0, expires=None)
        case Action.SET_ROLE:
            return seat(BEN, role=Role.ADMIN)
        case Action.UPDATE_MEMBER:
            return seat(BEN, until=date(2026, 9, 30))
        case Action.REMOVE:
            return seat(BEN, state=SeatState.REMOVED)
        case Action.RESTORE_MEMBER:
            return seat(ZOE, state=SeatState.MEMBER)
        case Action.RESTORE_INVITATION:
            return seat(ANA, generation=2, **offer)
        case Action.DELETE_WORKSPACE:
            return fact("empty", plain(current.workspaces[WorkspaceId("empty")]), None)
        case Action.ANSWER_ACCEPTED:
            return seat(ANA, state=SeatState.MEMBER, attempt=0, expires=None)
        case Action.ANSWER_DECLINED:
            return seat(ANA, state=SeatState.DECLINED, attempt=0, expires=None)
        case Action.ANSWER_LEFT:
            return seat(BEN, state=SeatState.LEFT)
        case Action.ANSWER_BOUNCED:
            return seat(ANA, state=SeatState.BOUNCED, attempt=0, expires=None)
        case Action.IMPORTED:
            return seat("eva@contoso.com", state=SeatState.MEMBER)
        case Action.ERASE_PERSON:
            return fact(BEN, None, {"tombstones": ["0123456789abcdef"]})
        case Action.LET_RETURN:
            return Change(do, "", {"tombstones": list(current.tombstones.addresses)}, None, "erase")
        case Action.OPEN_CASE:
            case = Case("Logs are late", DAY_ONE, current.numbers[key_of(KAI)], benefit="hours")
            return opening(WorkspaceId("finance"), case, current.cases)
        case Action.CLOSE_CASE:
            was, now = {"closed": None, "used": 0}, {"closed": "2026-06-02", "used": 350}
            by = current.numbers[key_of(KAI)]
            return fact("finance", {"case": 1, **was, "closed_by": None}, {"case": 1, **now, "closed_by": by})
        case Action.CORRECT_CASE:
            by = current.numbers[key_of(KAI)]
            return fact("finance", {"case": 1, "used": 0, "closed_by": None}, {"case": 1, "used": 350, "closed_by": by})
        case Action.REOPEN_CASE:
            was, now = {"reopened": None, "reopened_by": None}, {"reopened": "2026-06-03"}
            by = current.numbers[key_of(KAI)]
            return fact("finance", {"case": 1, **was}, {"case": 1, **now, "reopened_by": by})
    raise NotImplementedError(f"write an example of {do}")


@pytest.mark.parametrize("do", sorted(Action))
def test_every_action_is_obeyed(do: Action, current: Estate) -> None:
    """And changes something."""
    went = passage(current, [example(do, current)])

    assert went.broken == ()
    assert went.after != went.before


@pytest.mark.parametrize("do", sorted(set(Action) - {Action.DEACTIVATE_CONTRACT}))
def test_every_action_is_written_down_and_replayed(do: Action, current: Estate, household: Household) -> None:
    """The state is then what its journal leads to."""
    household.act(example(do, current))

    assert household.problems() == ()
    assert household.current().serial == current.serial + 1


def test_a_contract_that_is_withdrawn_is_written_down_and_replayed(current: Estate, household: Household) -> None:
    household.act(example(Action.RENEW_CONTRACT, current))
    renewed = household.current()
    household.act(Change(Action.DEACTIVATE_CONTRACT, "u27", plain(renewed.contracts[ContractId("u27")]), None, "D-03"))

    assert household.problems() == ()
    assert household.current().contracts.keys() == {"u26"}


@pytest.mark.parametrize("do", PLANNED)
def test_every_planned_action_stands_in_a_plan_file_and_comes_back(do: Action, current: Estate) -> None:
    change = example(do, current)

    assert change_from_plain(json.loads("".join(change_line(change).pieces))) == change


@pytest.mark.parametrize("do", sorted(IN_JOURNALS_ONLY))
def test_what_stands_in_journals_only_is_no_change_of_a_plan(do: Action, current: Estate) -> None:
    told = change_from_plain(json.loads("".join(change_line(example(do, current)).pieces)))

    with pytest.raises(ValueError, match="is no change of a plan"):
        fitting(CustomerPlan(current.customer, current.serial, (told,)))


@pytest.mark.parametrize("do", PLANNED)
def test_every_planned_action_is_placed_in_the_order(do: Action, current: Estate) -> None:
    """D-19."""
    change = example(do, current)

    assert in_order([change]) == (change,)


@pytest.mark.parametrize("do", PLANNED)
def test_every_planned_action_is_attributed(do: Action, current: Estate) -> None:
    """DOMAIN: who may do what."""
    change = example(do, current)
    desired = Desired(current, current.contracts[ContractId("u26")], ContractId("u26"))

    given = list(attributed([change], desired, current, DAY_ONE))

    assert [p for c in given for p in c.who] == list(change.who)
    assert {c.do for c in given} == {do}


@pytest.mark.parametrize("do", PLANNED)
def test_every_planned_action_has_a_phrase(do: Action, current: Estate) -> None:
    said = phrase(example(do, current), CustomerPlan(current.customer, 1))

    assert said.verb


@pytest.mark.parametrize("do", sorted(Action))
def test_every_action_is_summed_up_in_words(do: Action) -> None:
    assert planned_said({do.value: 2}).startswith("2 ")
    assert done_said({do.value: 2}).startswith("2 ")
    assert set(WORDS) == set(Action)


def test_the_schema_of_a_plan_knows_every_planned_action_wherever_it_lists_actions() -> None:
    found: list[set[str]] = []

    def walk(node: object) -> None:
        if isinstance(node, dict):
            if "invite" in node.get("enum", ()):
                found.append(set(node["enum"]))
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(json.loads(SCHEMA.read_text(encoding="utf-8")))

    assert found
    assert [actions ^ {action.value for action in PLANNED} for actions in found] == [set()] * len(found)
