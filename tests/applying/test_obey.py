"""Every ``was`` is checked: what no longer holds is said in a sentence, for each action, and never done."""

from dataclasses import replace

import pytest
from estates import ANA, BEN, KAI, contract, policy
from held import ADMIN, FINANCE, MEMBER, OFFER, REMOVED, U26, held

from reconciler.applying.obey import obey
from reconciler.kinds.account_policy import PersonalAccounts
from reconciler.kinds.address import key_of
from reconciler.kinds.contract import ContractId
from reconciler.kinds.estate import Estate
from reconciler.kinds.person import Person
from reconciler.kinds.plain import plain
from reconciler.kinds.workspace import Workspace, WorkspaceId, WorkspaceStatus
from reconciler.planning.changes import ON_SEATS, Action, Change, Facts

BLOCK = policy(personal_accounts=PersonalAccounts.BLOCK)
ALLOW = policy(personal_accounts=PersonalAccounts.ALLOW)
HOURS = {"benefit": "hours", "quantity": 100}
MORE = {"benefit": "hours", "quantity": 200}

RENEWAL = plain(replace(contract(), renews=ContractId("p25")))
STATUS_CHANGES = (
    Action.ARCHIVE_WORKSPACE,
    Action.SUSPEND_WORKSPACE,
    Action.RESUME_WORKSPACE,
    Action.RESTORE_WORKSPACE,
)


def change(do: Action, at: str, was: Facts | None, now: Facts | None) -> Change:
    return Change(do, at, was, now, "S-01")


def stale(estate: Estate, *changes: Change) -> list[str]:
    return obey(estate, changes).broken


@pytest.mark.parametrize("do", sorted(ON_SEATS))
def test_a_seat_that_is_not_what_it_was_is_left_alone(do: Action) -> None:
    """Whatever the action: the check is of the seat before."""
    estate = held({ANA: MEMBER})

    obeyed = obey(estate, [Change(do, FINANCE, OFFER, MEMBER, "S-08", (key_of(ANA),))])

    assert obeyed.broken == [f"{ANA} in finance is member as member now"]
    assert obeyed.estate.seats == estate.seats


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (Change(Action.REMOVE, FINANCE, MEMBER, REMOVED, "D-14", (key_of(BEN),)), f"{BEN} in finance is not there"),
        (Change(Action.INVITE, "gone", None, OFFER, "S-07", (key_of(BEN),)), "workspace gone is not there"),
        (
            Change(Action.INVITE, FINANCE, None, OFFER, "S-07", (key_of(ANA),)),
            f"{ANA} in finance is member as admin now",
        ),
    ],
)
def test_a_seat_or_workspace_that_is_not_there_is_said(change: Change, says: str) -> None:
    assert stale(held({ANA: ADMIN}), change) == [says]


def test_those_for_whom_it_holds_are_told_from_those_for_whom_it_does_not() -> None:
    ask = Change(Action.INVITE, FINANCE, None, OFFER, "S-07", tuple(map(key_of, (ANA, BEN, KAI))))

    assert stale(held({BEN: MEMBER}), ask) == [f"{BEN} in finance is member as member now"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (change(Action.ACTIVATE_CONTRACT, U26, None, plain(contract())), "contract u26 is activated already"),
        (change(Action.UPDATE_CONTRACT, U26, {"number": "1"}, {"number": "2"}), "contract u26 is not as it was"),
        (change(Action.UPDATE_CONTRACT, "p25", {"number": None}, {"number": "2"}), "contract p25 is not as it was"),
        (change(Action.RENEW_CONTRACT, "u27", None, RENEWAL), "contract p25, which u27 renews, is not there"),
        (change(Action.DEACTIVATE_CONTRACT, U26, plain(contract()), None), "contract u26 is not as it was"),
        (change(Action.DEACTIVATE_CONTRACT, "p25", plain(contract()), None), "contract p25 is not as it was"),
        (change(Action.CREATE_WORKSPACE, FINANCE, None, {}), "workspace finance is there already"),
        (change(Action.UPDATE_WORKSPACE, FINANCE, {"name": "x"}, {"name": "y"}), "workspace finance is not as it was"),
        (change(Action.UPDATE_WORKSPACE, "gone", {"name": None}, {"name": "y"}), "workspace gone is not as it was"),
        (change(Action.SET_LIMITS, FINANCE, {"protect": True}, {}), "workspace finance is not as it was"),
        (change(Action.SET_LIMITS, "", {"min_admins": 2}, {"min_admins": 1}), "the limits are not as they were"),
        (change(Action.SET_LIMITS, "", {"min_admins": 1}, {"name": "x"}), "the limits are not as they were"),
        (change(Action.SET_POLICY, "", plain(ALLOW), None), "the account policy of the customer is not as it was"),
        (change(Action.SET_POLICY, FINANCE, None, plain(ALLOW)), "the account policy of finance is not as it was"),
        (change(Action.SET_POLICY, "gone", None, plain(ALLOW)), "the account policy of gone is not as it was"),
        (change(Action.ADD_BENEFIT, FINANCE, None, HOURS), "hours in finance is not as it was"),
        (change(Action.ADD_BENEFIT, "gone", None, HOURS), "hours in gone is not as it was"),
        (change(Action.CHANGE_BENEFIT, FINANCE, MORE, HOURS), "hours in finance is not as it was"),
        (change(Action.REMOVE_BENEFIT, FINANCE, {**HOURS, "benefit": "x"}, None), "x in finance is not as it was"),
        (change(Action.RENAME_WORKSPACE, "new", {"id": "gone"}, {}), "workspace gone cannot become new any more"),
        (change(Action.RENAME_WORKSPACE, FINANCE, {"id": "old"}, {}), "workspace old cannot become finance any more"),
        (change(Action.RENAME_PERSON, BEN, {"key": KAI}, {"key": BEN}), f"{KAI} cannot become {BEN} any more"),
        (change(Action.RENAME_PERSON, ANA, {"key": ANA}, {"key": ANA}), f"{ANA} cannot become {ANA} any more"),
        (change(Action.UPDATE_PERSON, ANA, {"name": "Ana"}, {"name": "Eva"}), f"{ANA} is not as they were"),
        (change(Action.UPDATE_PERSON, KAI, {"name": None}, {"name": "Eva"}), f"{KAI} is not as they were"),
    ],
    ids=lambda value: f"{value.do} {value.at}" if isinstance(value, Change) else "",
)  # fmt: skip
def test_facts_that_are_not_what_they_were_are_left_alone(change: Change, says: str) -> None:
    full = Workspace(policy=BLOCK, benefits={"hours": 100})
    estate = held({ANA: MEMBER}, workspaces={FINANCE: full, WorkspaceId("old"): Workspace()}, policy=BLOCK)

    obeyed = obey(estate, [change])

    assert obeyed.broken == [says]
    assert obeyed.estate == estate


def test_a_contract_that_another_one_renews_is_not_withdrawn() -> None:
    """D-03."""
    terms = held().contracts[U26]
    estate = held(contracts={U26: terms, ContractId("u27"): replace(terms, renews=U26)})

    assert stale(estate, change(Action.DEACTIVATE_CONTRACT, U26, plain(terms), None)) == [
        "contract u26 is renewed by another one"
    ]


@pytest.mark.parametrize("do", STATUS_CHANGES)
def test_a_status_that_is_not_what_it_was_is_left_alone(do: Action) -> None:
    estate = held(workspaces={FINANCE: Workspace(status=WorkspaceStatus.SUSPENDED)})

    assert stale(estate, change(do, FINANCE, {"status": "active"}, {"status": "archived"})) == [
        "workspace finance is not as it was"
    ]


@pytest.mark.parametrize(
    ("change", "leads_to"),
    [
        (change(Action.UPDATE_CONTRACT, U26, {"number": None}, {"number": "2"}), {"contracts"}),
        (
            change(Action.CREATE_WORKSPACE, "retail", None, {}),
            {"workspaces", "workspace_numbers", "last_workspace"},
        ),
        (change(Action.UPDATE_WORKSPACE, FINANCE, {"name": None}, {"name": "Finance"}), {"workspaces"}),
        (change(Action.SET_LIMITS, "", {"min_admins": 1}, {"min_admins": 2}), {"limits"}),
        (change(Action.SET_POLICY, "", None, plain(BLOCK)), {"policy"}),
        (change(Action.SET_POLICY, FINANCE, None, plain(BLOCK)), {"workspaces"}),
        (change(Action.ADD_BENEFIT, FINANCE, None, HOURS), {"workspaces"}),
        (change(Action.RENAME_WORKSPACE, "new", {"id": FINANCE}, {}), {"workspaces", "workspace_numbers", "seats"}),
        (change(Action.RENAME_PERSON, BEN, {"key": ANA}, {"key": BEN}), {"people", "numbers", "seats"}),
        (change(Action.UPDATE_PERSON, ANA, {"name": None}, {"name": "Ana"}), {"people"}),
    ],
    ids=lambda value: value.do.value if isinstance(value, Change) else "",
)  # fmt: skip
def test_a_change_that_holds_is_done_and_touches_nothing_else(change: Change, leads_to: set[str]) -> None:
    estate = held({ANA: MEMBER})

    obeyed = obey(estate, [change])

    assert obeyed.broken == []
    touched = {name for name in Estate.__slots__ if getattr(obeyed.estate, name) != getattr(estate, name)}
    assert touched == leads_to


def test_changes_are_done_in_the_order_given() -> None:
    """Each is checked against what those before it made."""
    create = change(Action.CREATE_WORKSPACE, "retail", None, {})
    ask = Change(Action.INVITE, "retail", None, OFFER, "S-07", (key_of(ANA),))

    assert stale(held(), create, ask) == []
    assert stale(held(), ask, create) == ["workspace retail is not there"]


def test_facts_of_newcomers_are_kept_and_never_overwrite_what_is_known() -> None:
    known = held({ANA: MEMBER}, people={key_of(ANA): Person(ANA, name="Ana Ruiz")})
    told = {key_of(ANA): Person(ANA, name="Somebody"), key_of(BEN): Person(BEN, name="Ben Voss")}

    people = obey(known, [], told).estate.people

    assert [people[key_of(p)].name for p in (ANA, BEN)] == ["Ana Ruiz", "Ben Voss"]


def test_the_estate_before_is_not_touched() -> None:
    estate = held({ANA: MEMBER})
    before = replace(estate, seats={w: dict(s) for w, s in estate.seats.items()})

    obey(estate, [Change(Action.REMOVE, FINANCE, MEMBER, REMOVED, "D-14", (key_of(ANA),))])

    assert estate == before
