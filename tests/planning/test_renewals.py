"""A contract that takes over from another one (D-03): before, on and after the day, and in between."""

from dataclasses import replace
from datetime import timedelta

from estates import (
    ANA,
    BEN,
    DAY_ONE,
    ENDS,
    KAI,
    LIN,
    MIA,
    STARTS,
    Household,
    admin,
    contract,
    declared,
    lines,
    member,
    with_people,
)
from successions import A_DAY, AFTER, YEAR, renewal, renewed

from reconciler.applying.obey import obey
from reconciler.kinds.account_policy import AccountKind
from reconciler.kinds.contract import ContractId, Support
from reconciler.kinds.estate import Estate
from reconciler.kinds.person import Person
from reconciler.kinds.seat import SeatState
from reconciler.kinds.workspace import WorkspaceId, WorkspaceStatus
from reconciler.planning.changes import Action, Authority, Change
from reconciler.planning.plan import Listing

FINANCE = declared({"finance": [admin(KAI), member(ANA), member(BEN)]})


def at_work(household: Household, estate: Estate = FINANCE) -> None:
    household.apply(estate)
    household.accept_all()


def test_a_renewal_is_recorded_as_soon_as_it_is_declared_and_nobody_is_asked(household: Household) -> None:
    at_work(household)

    plan = household.apply(renewed(FINANCE))

    assert lines(plan) == ["renew_contract u27"]
    assert (plan.changes[0].rule, plan.changes[0].authority) == ("D-03", Authority.VENDOR)
    assert not household.plan(renewed(FINANCE)).changes
    assert household.problems() == ()


def test_the_day_of_the_change_needs_no_apply(household: Household) -> None:
    household.apply(FINANCE, on=ENDS - A_DAY)
    household.apply(renewed(FINANCE), on=ENDS)

    assert household.answer(("finance", ANA, "accepted"), on=AFTER) == 0
    plan = household.plan(renewed(FINANCE), on=AFTER)
    assert not plan.changes
    assert (plan.contract, household.plan(renewed(FINANCE), on=ENDS).contract) == ("u27", "u26")


def test_the_predecessor_counts_until_its_end_though_the_renewal_has_begun(household: Household) -> None:
    at_work(household)
    early = renewed(FINANCE, starts=DAY_ONE, services_admins=(LIN,))
    household.apply(early)

    assert not household.plan(early, on=ENDS).changes
    assert lines(household.plan(early, on=AFTER)) == [f"invite default {LIN}"]
    assert household.plan(early, on=ENDS).due == AFTER


def test_a_renewal_declared_late_resumes_and_asks_again_with_the_attempt_unchanged(household: Household) -> None:
    household.apply(FINANCE, on=ENDS)
    household.answer(("finance", KAI, "accepted"), ("finance", ANA, "accepted"), ("default", MIA, "accepted"), on=ENDS)
    household.apply(FINANCE, on=AFTER)

    plan = household.apply(renewed(FINANCE), on=AFTER + A_DAY)

    assert lines(plan) == [
        "renew_contract u27",
        "resume_workspace default",
        "resume_workspace finance",
        f"invite finance {BEN}",
    ]
    seat = household.current().seats_in(WorkspaceId("finance"))[member(BEN)[0]]
    assert (seat.attempt, seat.generation) == (1, 2)
    assert not household.plan(renewed(FINANCE), on=AFTER + A_DAY).changes


def test_between_a_contract_and_a_later_renewal_the_workspaces_rest(household: Household) -> None:
    at_work(household)
    gap = renewed(FINANCE, starts=AFTER + timedelta(days=10))
    household.apply(gap)

    rests = household.apply(gap, on=AFTER)
    back = household.apply(gap, on=AFTER + timedelta(days=10))

    assert {c.do for c in rests.changes} == {Action.SUSPEND_WORKSPACE}
    assert {c.do for c in back.changes} == {Action.RESUME_WORKSPACE}
    assert [(f.rule, f.severity) for f in household.findings(gap) if f.rule == "D-03"] == [("D-03", "info")]


def test_a_chain_of_renewals_is_recorded_in_its_order_and_each_counts_in_its_year(household: Household) -> None:
    at_work(household)
    third = renewal("u27", starts=AFTER + YEAR, ends=ENDS + 2 * YEAR)
    chain = replace(renewed(FINANCE), contracts={**renewed(FINANCE).contracts, ContractId("a28"): third})

    plan = household.apply(chain)

    assert lines(plan) == ["renew_contract u27", "renew_contract a28"]
    years = [household.plan(chain, on=day).contract for day in (ENDS, AFTER, AFTER + YEAR)]
    assert years == ["u26", "u27", "a28"]
    assert not household.plan(chain, on=AFTER + YEAR).changes


def test_first_contract_and_renewal_declared_together_are_activated_and_renewed_in_one_plan(
    household: Household,
) -> None:
    plan = household.apply(renewed(declared()))

    assert lines(plan)[:3] == ["activate_contract u26", "renew_contract u27", "create_workspace default"]
    assert household.problems() == ()


def test_a_renewal_of_what_was_never_recorded_is_an_activation(household: Household) -> None:
    plan = household.apply(renewed(declared()), on=AFTER)

    assert lines(plan)[:2] == ["activate_contract u27", "create_workspace default"]
    assert not household.plan(renewed(declared()), on=AFTER).changes


def test_before_the_first_contract_starts_it_and_its_renewal_wait_with_their_dates(household: Household) -> None:
    plan = household.plan(renewed(declared()), on=STARTS - A_DAY)

    assert not plan.changes
    assert {(x.at, x.until) for x in plan.listed} == {("u26", STARTS), ("u27", AFTER)}


def test_a_renewal_that_had_no_say_yet_is_withdrawn_by_taking_it_out(household: Household) -> None:
    at_work(household)
    household.apply(renewed(FINANCE))

    plan = household.apply(FINANCE)

    assert lines(plan) == ["deactivate_contract u27"]
    assert all(g.ok for g in plan.guards)
    assert not household.plan(FINANCE).changes
    assert household.problems() == ()


def test_a_renewal_that_counts_cannot_leave_the_files_without_a_word(household: Household) -> None:
    at_work(household)
    household.apply(renewed(FINANCE))

    plan = household.plan(FINANCE, on=AFTER)

    assert [g.guard for g in plan.guards if not g.ok] == ["vanished"]


def test_a_renewal_that_counts_is_not_withdrawn_by_prolonging_the_contract_before_it(household: Household) -> None:
    """Of what it bought, workspaces may have more already than the one before it did (D-01)."""
    at_work(household)
    household.apply(renewed(FINANCE))
    prolonged = replace(FINANCE, contracts={ContractId("u26"): replace(contract(), ends=ENDS + YEAR)})

    plan = household.plan(prolonged, on=AFTER)

    assert Action.DEACTIVATE_CONTRACT not in {c.do for c in plan.changes}
    assert [g.guard for g in plan.guards if not g.ok] == ["vanished"]
    over = AFTER + 2 * YEAR
    lasting = replace(FINANCE, contracts={ContractId("u26"): replace(contract(), ends=over + YEAR)})
    household.apply(lasting, on=over)
    assert not household.plan(lasting, on=over).changes


def test_the_old_contract_may_leave_the_files_when_it_is_over(household: Household) -> None:
    at_work(household)
    household.apply(renewed(FINANCE))
    alone = replace(FINANCE, contracts={ContractId("u27"): renewal(renews=None)})

    plan = household.plan(alone, on=AFTER)

    assert not plan.changes
    assert all(g.ok for g in plan.guards)


def test_the_named_people_of_the_successor_are_invited_on_its_first_day(household: Household) -> None:
    at_work(household)
    other = renewed(FINANCE, services_admins=(LIN,), support_contacts=(BEN,))
    household.apply(other)

    first = household.apply(other, on=AFTER)

    assert lines(first) == [f"invite default {LIN}", f"invite default {BEN}"]
    assert {c.rule for c in first.changes} == {"S-02"}
    assert [(x.rule, x.who) for x in first.listed if x.listing is Listing.HELD] == [("D-08", (MIA,))]


def test_renewing_a_thousand_from_premier_to_unified_invites_and_removes_nobody_and_lists_the_personal(
    household: Household,
) -> None:
    """Situation 7: 960 have work accounts and 40 personal ones."""
    work = [member(f"p{n:03}@contoso.com") for n in range(960)]
    personal = [f"q{n:02}@mail.example" for n in range(40)]
    premier = with_people(
        declared({"finance": [admin(KAI), *work, *map(member, personal)]}, {"p26": contract(Support.PREMIER)}),
        *(Person(p, account=AccountKind.PERSONAL) for p in personal),
    )
    at_work(household, premier)
    unified = replace(premier, contracts={**premier.contracts, ContractId("u27"): renewal("p26")})

    recorded = household.apply(unified)
    on_the_day = household.apply(unified, on=AFTER)

    assert lines(recorded) == ["renew_contract u27"]
    assert not on_the_day.changes
    assert not on_the_day.invalid
    held = [x for x in on_the_day.listed if x.listing is Listing.HELD]
    assert [(x.rule, x.at, x.who) for x in held] == [("D-10", "finance", tuple(personal))]
    seats = household.current().seats_in(WorkspaceId("finance")).values()
    assert sum(s.state is SeatState.MEMBER for s in seats) == 1001
    assert household.problems() == ()
    told = [f for f in household.findings(unified) if f.rule == "D-10"]
    assert [(f.severity, f.subject) for f in told] == [("warning", ("contracts", "u27", "renews"))]


def test_on_the_first_unified_day_open_personal_invitations_are_revoked_before_anything_else(
    household: Household,
) -> None:
    noa = "noa@mail.example"
    premier = with_people(
        declared({"finance": [admin(KAI), member(noa)]}, {"p26": contract(Support.PREMIER)}),
        Person(noa, account=AccountKind.PERSONAL),
    )
    household.apply(premier, on=ENDS)
    unified = replace(premier, contracts={**premier.contracts, ContractId("u27"): renewal("p26")})

    late = household.apply(unified, on=AFTER)

    assert lines(late) == [f"revoke finance {noa}", "renew_contract u27"]
    assert not household.plan(unified, on=AFTER).changes


def test_a_renewal_of_a_contract_that_is_gone_from_the_state_is_stale() -> None:
    change = Change(
        Action.RENEW_CONTRACT,
        "u27",
        None,
        {"support": "unified", "starts": "2027-01-01", "ends": "2027-12-31", "renews": "u26"},
        "D-03",
    )

    assert obey(declared(contracts={"u25": contract()}), [change]).broken == [
        "contract u26, which u27 renews, is not there"
    ]


def test_renewing_and_withdrawing_are_the_inverse_of_each_other(household: Household) -> None:
    at_work(household)
    before = household.current()
    (renew,) = household.plan(renewed(FINANCE)).changes

    there = obey(before, [renew])
    back = obey(there.estate, [Change(Action.DEACTIVATE_CONTRACT, renew.at, renew.now, renew.was, renew.rule)])

    assert not there.broken
    assert not back.broken
    assert back.estate == before


def test_a_customer_at_rest_is_told_so_with_the_request_to_send(household: Household) -> None:
    household.apply(declared(contracts={"u26": contract(csam="avery@vendor.example", number="0012345")}))
    at_rest = declared(contracts={"u26": contract(csam="avery@vendor.example", number="0012345")})

    (told,) = [f for f in household.plan(at_rest, on=AFTER).findings if f.rule == "D-03"]

    assert (told.severity, told.summary) == ("warning", "no contract is live")
    assert "renews: u26" in told.remedy
    assert "To: avery@vendor.example" in told.remedy
    assert "0012345" in told.remedy
    (held,) = [x for x in household.plan(at_rest, on=AFTER).listed if x.action == "renew_contract"]
    assert (held.at, held.why) == ("u26", "u26 ended on 2026-12-31; ask avery@vendor.example to renew it")
    assert household.current().workspaces[WorkspaceId("default")].status is WorkspaceStatus.ACTIVE
