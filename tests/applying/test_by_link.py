"""An answer by the link of an invitation: whether it counts, and whose account it is."""

from dataclasses import replace
from datetime import date

import pytest
from estates import ANA, BEN, CONTOSO, DAY_ONE, KAI, LIN, contract
from held import ADMIN, FINANCE, MEMBER, OFFER, U26, held

from reconciler.applying.answered import Answer
from reconciler.applying.by_link import UNKNOWN, Heard, Registration, Said, heard
from reconciler.applying.receipt import Result
from reconciler.applying.refusal import Refusal
from reconciler.kinds.account import Account, read_account
from reconciler.kinds.account_policy import PERSONAL_TENANT
from reconciler.kinds.address import key_of
from reconciler.kinds.contract import Support
from reconciler.kinds.estate import Estate
from reconciler.kinds.invitation_link import InvitationId
from reconciler.kinds.person import Person
from reconciler.kinds.seat import Role, Seat, SeatState
from reconciler.kinds.vendor import VendorPerson
from reconciler.kinds.workspace import Workspace, WorkspaceId, WorkspaceStatus

RETAIL = WorkspaceId("retail")
LINK = InvitationId(CONTOSO, 1, 1, 1)
"""Of the first person, to finance."""


def account(object_id: str = "o1", address: str = ANA, tenant: str = "work") -> Account:
    return read_account(f"https://login.example,{tenant},{object_id},{address}")


HERS, OTHER = account(), account("o2", "ana.ruiz@northwind.example")


def said(signed_in: Account | None = HERS, *confirmed_by: str, link: InvitationId = LINK, on: date = DAY_ONE) -> Said:
    return Said(link, Answer.ACCEPTED, on, signed_in, tuple(map(key_of, confirmed_by)))


def taken(estate: Estate, answer: Said) -> Heard:
    found = heard(estate, answer)
    assert isinstance(found, Heard), found
    return found


def refused(estate: Estate, answer: Said) -> Refusal:
    found = heard(estate, answer)
    assert isinstance(found, Refusal)
    assert found.remedy
    assert not any(who in f"{found.why} {found.remedy}" for who in (ANA, BEN, KAI, LIN)), "it names nobody"
    return found


def in_two(seats: dict[str, Seat], elsewhere: dict[str, Seat], **facts: object) -> Estate:
    """Finance as ``held`` has it, and retail beside it."""
    estate = held(seats, **facts)
    people = {key_of(address): seat for address, seat in elsewhere.items()}
    numbers = {key: n for n, key in enumerate(dict.fromkeys([*estate.numbers, *people]), 1)}
    return replace(
        estate,
        workspaces={**estate.workspaces, RETAIL: Workspace()},
        seats={**estate.seats, RETAIL: people},
        numbers=numbers,
        workspace_numbers={FINANCE: 1, RETAIL: 2},
    )


def registered(signed_in: Account = HERS, who: str = ANA, **facts: object) -> dict[str, object]:
    return {"people": {key_of(who): Person(who, identity=signed_in.identity, **facts)}}  # type: ignore[arg-type]


def test_the_first_sign_in_registers_the_account_of_the_invited_address() -> None:
    """S-09."""
    found = taken(held({ANA: OFFER}), said())

    assert (found.workspace, found.person, found.registration) == (FINANCE, key_of(ANA), Registration.FIRST)
    assert [c.do.value for c in found.judged.changes] == ["answer_accepted", "update_person"]
    assert found.seat.state is SeatState.MEMBER


def test_the_second_acceptance_only_confirms() -> None:
    """S-09: whatever address the account has by now."""
    found = taken(held({ANA: OFFER}, **registered()), said(replace(HERS, address=None)))

    assert found.registration is Registration.KNOWN
    assert [c.do.value for c in found.judged.changes] == ["answer_accepted"]


def test_another_address_of_the_person_is_theirs_too() -> None:
    """D-12."""
    known = {"people": {key_of(ANA): Person(ANA, also=("ana.ruiz@northwind.example",))}}

    assert taken(held({ANA: OFFER}, **known), said(OTHER)).registration is Registration.FIRST


def test_accepting_one_invitation_leaves_the_others_open() -> None:
    """S-08."""
    found = taken(in_two({ANA: OFFER}, {ANA: OFFER}), said())

    assert [(c.do.value, c.at) for c in found.judged.changes] == [("answer_accepted", FINANCE), ("update_person", ANA)]


@pytest.mark.parametrize("address", [BEN, ""])
def test_an_account_that_is_not_known_to_be_theirs_needs_an_admins_word(address: str) -> None:
    """SAFETY: never an e-mail claim."""
    signed_in = account("o1", address)
    estate = held({ANA: OFFER, KAI: ADMIN, BEN: MEMBER, LIN: replace(OFFER, role=Role.ADMIN)})

    alone = refused(estate, said(signed_in))
    assert (alone.result, alone.why) == (
        Result.BLOCKED,
        "this account is not known to have the address that was invited",
    )
    for nobody in (BEN, LIN, ANA, "zoe@contoso.com"):  # a member; an admin who has not accepted; themselves; unknown
        assert refused(estate, said(signed_in, nobody)).why == "the account is confirmed by nobody who may do that"
    confirmed = taken(estate, said(signed_in, KAI))
    assert (confirmed.registration, confirmed.on_the_word_of) == (Registration.CONFIRMED, (key_of(KAI),))


def test_where_no_admin_has_accepted_yet_the_vendor_confirms() -> None:
    """Or the first admins of a workspace could not get in with any but the address that was guessed."""
    estate = held({ANA: replace(OFFER, role=Role.ADMIN)})
    answer = replace(said(OTHER, "avery@vendor.example"), vendor=(VendorPerson("avery@vendor.example"),))

    assert taken(estate, answer).registration is Registration.CONFIRMED
    assert refused(replace(estate, seats={FINANCE: {**estate.seats[FINANCE], key_of(KAI): ADMIN}}), answer)


def test_another_account_than_the_registered_one_is_a_new_person() -> None:
    """D-12: even where it has the right address."""
    estate = held({ANA: OFFER, KAI: ADMIN}, **registered(OTHER))

    assert refused(estate, said()).why == "whoever was invited is registered with another account"
    found = taken(estate, said(HERS, KAI))
    assert found.registration is Registration.CONFIRMED
    assert found.judged.changes[-1].now == {"identity": HERS.identity}


def test_a_new_account_gets_in_elsewhere_only_on_the_word_of_an_admin_there() -> None:
    """Or the admin of one workspace would let somebody into another one."""
    estate = in_two({ANA: OFFER, KAI: ADMIN}, {ANA: MEMBER, LIN: ADMIN}, **registered(OTHER))

    one = refused(estate, said(HERS, KAI))

    assert one.why == "the account is confirmed by nobody who may do that for 1 of the 2 workspaces"
    assert "an admin of each workspace" in one.remedy
    assert taken(estate, said(HERS, KAI, LIN)).registration is Registration.CONFIRMED


def test_an_account_is_never_registered_as_a_second_person() -> None:
    """S-09: not on anybody's word either."""
    estate = held({ANA: OFFER, BEN: MEMBER, KAI: ADMIN}, **registered(HERS, BEN))

    for answer in (said(), said(HERS, KAI)):
        found = refused(estate, answer)
        assert found.why == "this account is registered as another person of contoso, and nobody is registered twice"
        assert "also:" in found.remedy


@pytest.mark.parametrize("address", [ANA, "ana@outlook.example"])
def test_a_personal_account_is_kept_out_by_its_tenant_whatever_its_address_looks_like(address: str) -> None:
    """S-11, D-09. On Premier it gets in (S-10)."""
    personal = account("o9", address, PERSONAL_TENANT)
    unified = held({ANA: OFFER, KAI: ADMIN})
    premier = replace(unified, contracts={U26: contract(Support.PREMIER)})

    blocked = refused(unified, said(personal, KAI))
    assert (blocked.result, blocked.remedy) == (Result.BLOCKED, "sign in with a work or school account")
    assert taken(premier, said(personal, KAI))


@pytest.mark.parametrize(
    ("state", "why"),
    [
        ("member", "this invitation was accepted already"),
        ("declined", "this invitation was declined already"),
        ("left", "this invitation was accepted, and left again"),
        ("bounced", "this invitation is void: its mail came back"),
        ("revoked", "this invitation was taken back"),
        ("removed", "this invitation was accepted, and access was taken away"),
    ],
)
@pytest.mark.parametrize("answer", [Answer.ACCEPTED, Answer.DECLINED])
def test_a_link_counts_once(state: str, why: str, answer: Answer) -> None:
    closed = held({ANA: Seat(SeatState(state), Role.MEMBER, generation=1)})

    assert refused(closed, replace(said(), answer=answer))[:2] == (Result.STALE, why)


def test_a_link_ends_with_its_invitation() -> None:
    """D-05."""
    assert taken(held({ANA: OFFER}), said(on=date(2026, 6, 30)))
    assert refused(held({ANA: OFFER}), said(on=date(2026, 7, 1)))[:2] == (
        Result.STALE,
        "this invitation was open until 2026-06-30",
    )


def test_a_newer_invitation_makes_a_link_void() -> None:
    """D-04, also where two people became one and the offer went to the other address (D-12)."""
    newer = held({ANA: replace(OFFER, generation=2)})

    why = (Result.STALE, "a newer invitation was sent, and this link is void")
    assert refused(newer, said())[:2] == why
    assert refused(replace(newer, merged={9: 1}), said(link=LINK._replace(person=9, generation=2)))[:2] == why
    assert refused(replace(newer, merged={9: 8, 8: 1}), said(link=LINK._replace(person=9, generation=2)))[:2] == why


@pytest.mark.parametrize(
    "link", [LINK._replace(workspace=2), LINK._replace(person=2), LINK._replace(generation=2)], ids=str
)
def test_an_invitation_that_the_state_has_never_made_is_not_known(link: InvitationId) -> None:
    """Its link was made with the right key all the same: the state is an older copy, or another one."""
    assert refused(held({ANA: OFFER}), said(link=link)) == UNKNOWN


@pytest.mark.parametrize("status", [WorkspaceStatus.SUSPENDED, WorkspaceStatus.ARCHIVED])
def test_nobody_gets_into_a_workspace_that_is_not_in_use(status: WorkspaceStatus) -> None:
    closed = held({ANA: OFFER}, workspaces={FINANCE: Workspace(status=status)})

    assert refused(closed, said())[:2] == (Result.BLOCKED, f"the workspace is {status}")


def test_whoever_declines_need_not_sign_in() -> None:
    found = taken(held({ANA: OFFER}), replace(said(None), answer=Answer.DECLINED))

    assert (found.registration, found.seat.state) == (Registration.NONE, SeatState.DECLINED)
