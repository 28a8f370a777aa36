"""The current state, for people and for programs."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from goldens import Golden
from plans import DAY_ONE, IN_A_MONTH, accepted, gone, invited, people, person

from reconciler.kinds.address import PersonKey
from reconciler.kinds.contract import Contract, ContractId, Support
from reconciler.kinds.estate import CustomerId, Estate
from reconciler.kinds.person import Person
from reconciler.kinds.seat import Note, Role, Seat, SeatState
from reconciler.kinds.workspace import Workspace, WorkspaceId, WorkspaceStatus
from reconciler.reporting.look import Look
from reconciler.reporting.state_json import state_json
from reconciler.reporting.state_text import state_text
from reconciler.reporting.state_view import Since

FINANCE, EMEA = WorkspaceId("finance"), WorkspaceId("emea")


@dataclass(frozen=True)
class Shown:
    estate: Estate
    since: Since = field(default_factory=dict)


def contoso(finance: Mapping[PersonKey, Seat] | None = None) -> Shown:
    seats = {
        person("kai"): accepted(Role.ADMIN),
        person("ana"): accepted(until=date(2026, 11, 30)),
        person("ida"): invited(),
        person("lin"): replace(invited(), state=SeatState.DECLINED, attempt=0, expires=None),
        person("old"): gone(),
    }
    estate = Estate(
        CustomerId("contoso"),
        contracts={ContractId("contoso-u26"): Contract(Support.UNIFIED, DAY_ONE, date(2027, 6, 30))},
        people={person("ana"): Person("Ana@contoso.com", name="Ana Ruiz")},
        workspaces={
            FINANCE: Workspace(benefits={"engineer": 300}),
            EMEA: Workspace(status=WorkspaceStatus.ARCHIVED, default=True),
        },
        seats={FINANCE: finance if finance is not None else seats},
        serial=13,
    )
    return Shown(estate, {FINANCE: {person("kai"): datetime(2026, 7, 2, 9, tzinfo=UTC)}})


def renewed(estate: Estate) -> Estate:
    """With a contract that takes over when the other one is over, and begins a month before that."""
    later = Contract(Support.UNIFIED, date(2027, 6, 1), date(2028, 6, 30), renews=ContractId("contoso-u26"))
    return replace(estate, contracts={**estate.contracts, ContractId("contoso-u27"): later})


def parsed(shown: Shown, on: date = DAY_ONE) -> Any:
    (customer,) = json.loads("".join(state_json([shown], on)))["customers"]
    return customer


def text_of(*shown: Shown, on: date = DAY_ONE, **options: Any) -> str:
    return "".join(state_text(shown, on, Look(), **options))


def test_a_customer_is_shown_as_text(golden: Golden) -> None:
    golden("reporting/state.txt", text_of(contoso()))


def test_more_than_twenty_people_are_counted_and_the_admins_named() -> None:
    crowd = {person("kai"): accepted(Role.ADMIN), **dict.fromkeys(people(30), accepted())}

    folded, unfolded = text_of(contoso(crowd)), text_of(contoso(crowd), unfold=True)

    assert "kai@contoso.com" in folded
    assert "30 more members; -v shows all" in folded
    assert unfolded.count("@contoso.com") == 31


def test_one_workspace_alone_is_shown_whole() -> None:
    text = text_of(contoso(dict.fromkeys(people(30), accepted())), workspace="finance")

    assert text.count("@contoso.com") == 30
    assert "emea" not in text


def test_members_have_their_role_and_since_and_the_removed_are_not_there() -> None:
    finance = parsed(contoso())["workspaces"]["finance"]

    assert finance["members"] == [
        {"person": "kai@contoso.com", "role": "admin", "since": "2026-07-02T09:00:00Z"},
        {"person": "Ana@contoso.com", "role": "member", "since": None, "until": "2026-11-30"},
    ]
    assert "old@contoso.com" not in json.dumps(finance)


@pytest.mark.parametrize(("on", "state"), [(DAY_ONE, "open"), (IN_A_MONTH, "past_end"), (date(2026, 6, 30), "void")])
def test_whether_an_invitation_is_open_is_judged_on_the_day(on: date, state: str) -> None:
    invitations = parsed(contoso(), on)["workspaces"]["finance"]["invitations"]

    assert {i["person"]: i["state"] for i in invitations} == {"ida@contoso.com": state, "lin@contoso.com": "declined"}


def test_whether_members_may_open_cases_is_shown() -> None:
    """S-03, S-19: on the day that is asked about."""
    after = date(2027, 7, 1)

    assert parsed(contoso())["workspaces"]["finance"]["entitled"] is True
    assert parsed(contoso())["workspaces"]["emea"]["entitled"] is False, "it is archived"
    assert parsed(contoso(), after)["workspaces"]["finance"]["entitled"] is False
    assert "open cases" not in text_of(contoso())
    assert "nobody can open cases: no contract is live on 2027-07-01" in text_of(contoso(), on=after)


def test_an_empty_state_says_so() -> None:
    assert text_of() == "The state holds no customer yet.\n"


@pytest.mark.parametrize(
    ("on", "before", "after"),
    [
        (DAY_ONE, "", ", counts from 2027-07-01"),
        (date(2027, 6, 30), "", ", counts from 2027-07-01"),
        (date(2027, 7, 1), ", not live", ""),
        (date(2028, 7, 1), ", not live", ", not live"),
    ],
)
def test_of_two_contracts_the_state_says_which_one_counts_and_from_when_the_other(
    on: date, before: str, after: str
) -> None:
    lines = text_of(Shown(renewed(contoso().estate)), on=on).splitlines()

    assert lines[1:3] == [
        f"  contract contoso-u26: unified, {contoso().estate.contracts[ContractId('contoso-u26')].starts} to 2027-06-30"
        + before,
        f"  contract contoso-u27: unified, 2027-06-01 to 2028-06-30, renews contoso-u26{after}",
    ]


def test_why_somebody_is_there_is_kept_from_the_offer_to_the_membership() -> None:
    """D-15: "``reason``, ``ticket`` and ``sponsor`` are kept with the membership"."""
    note = Note("audit", "CHG-4711", "mia@contoso.com")
    shown = contoso({person("ana"): replace(accepted(), note=note), person("ida"): replace(invited(), note=note)})

    finance = json.loads("".join(state_json([shown], DAY_ONE)))["customers"][0]["workspaces"]["finance"]

    said = {"reason": "audit", "ticket": "CHG-4711", "sponsor": "mia@contoso.com"}
    assert [row["note"] for row in (*finance["members"], *finance["invitations"])] == [said, said]
