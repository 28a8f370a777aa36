"""Plans of one customer, from activation to the end of a contract, each named after the rule that asks for it."""

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
    addon,
    admin,
    contract,
    declared,
    lines,
    member,
    with_facts,
    with_people,
)

from reconciler.kinds.address import PersonKey
from reconciler.kinds.limits import Limits
from reconciler.kinds.person import Person
from reconciler.kinds.seat import Note, Role, SeatState
from reconciler.kinds.workspace import Manage, WorkspaceId
from reconciler.planning.changes import Action, Authority
from reconciler.planning.plan import Listing

DAY_TWO = DAY_ONE + timedelta(days=1)
JO = "jo@contoso.com"


def test_s_01_an_active_contract_with_no_workspaces_plans_exactly_one(household: Household) -> None:
    plan = household.plan(declared())

    assert lines(plan) == ["activate_contract u26", "create_workspace default", f"invite default {MIA}"]


def test_s_02_services_admins_come_as_admins_contacts_as_members_and_who_is_both_is_admin(household: Household) -> None:
    both = contract(services_admins=(MIA,), support_contacts=(BEN, MIA))

    plan = household.plan(declared(contracts={"u26": both}))

    invited = {person: c.now.role for c in plan.changes if c.do is Action.INVITE for person in c.who}
    assert invited == {MIA: Role.ADMIN, BEN: Role.MEMBER}
    assert {c.rule for c in plan.changes if c.do is Action.INVITE} == {"S-02"}
    assert {c.authority for c in plan.changes[1:]} == {Authority.SYSTEM}
    assert (plan.changes[0].do, plan.changes[0].authority) == (Action.ACTIVATE_CONTRACT, Authority.VENDOR)


def test_s_02_a_person_newly_named_is_invited_and_one_no_longer_named_is_removed(household: Household) -> None:
    household.apply(declared(contracts={"u26": contract(support_contacts=(BEN,))}))
    household.accept_all()

    plan = household.plan(declared(contracts={"u26": contract(support_contacts=(LIN,))}))

    assert lines(plan) == ["update_contract u26", f"invite default {LIN}", f"remove default {BEN}"]


def test_d_02_activation_happens_once_and_the_default_workspace_stays_desired(household: Household) -> None:
    household.apply(declared({"default": [member(ANA)]}))
    household.accept_all()

    plan = household.plan(declared())

    assert lines(plan) == [f"remove default {ANA}"]


def test_s_04_a_workspace_declared_before_the_contract_starts_waits_with_its_date(household: Household) -> None:
    plan = household.plan(declared({"finance": [admin(KAI)]}), on=STARTS - timedelta(days=1))

    assert lines(plan) == []
    assert {(x.at, x.until) for x in plan.listed} == {("u26", STARTS), ("finance", STARTS)}
    assert plan.due == STARTS


def test_s_04_the_first_and_the_last_day_of_a_contract_are_days_of_the_contract() -> None:
    estate = declared({"finance": [admin(KAI)]})
    for name, day, done in (("first", STARTS, True), ("last", ENDS, True), ("after", ENDS + timedelta(days=1), False)):
        assert bool(Household(f"s-04-{name}").plan(estate, on=day).changes) is done


def test_s_06_the_first_admin_of_a_workspace_is_invited_in_the_plan_that_creates_it(household: Household) -> None:
    household.apply(declared())

    plan = household.plan(declared({"finance": [admin(KAI), member(ANA)]}))

    assert lines(plan) == ["create_workspace finance", f"invite finance {KAI}", f"invite finance {ANA}"]
    assert [(c.rule, c.authority) for c in plan.changes[1:]] == [
        ("S-06", Authority.VENDOR),
        ("S-07", Authority.WORKSPACE_ADMIN),
    ]


def test_s_06_a_workspace_without_an_admin_is_an_error(household: Household) -> None:
    found = household.findings(declared({"finance": [member(ANA)]}))

    assert [(f.rule, f.severity) for f in found] == [("S-06", "error")]


def test_s_08_a_person_in_three_workspaces_gets_three_invitations_and_accepting_one_accepts_one(
    household: Household,
) -> None:
    three = {w: [admin(KAI), member(ANA)] for w in ("apac", "emea", "latam")}
    household.apply(declared(three))

    household.answer(("emea", ANA, "accepted"))

    seats = {w: household.current().seats_in(WorkspaceId(w))[PersonKey(ANA)].state for w in three}
    assert seats == {"apac": SeatState.INVITED, "emea": SeatState.MEMBER, "latam": SeatState.INVITED}


def test_d_01_add_ons_are_lowered_before_they_are_added_elsewhere(household: Household) -> None:
    bought = {"u26": contract(benefits={"hours": addon(400)})}
    two = {"emea": [admin(KAI)], "apac": [admin(KAI)]}
    household.apply(with_facts(declared(two, bought), "emea", benefits={"hours": 400}))
    moved = with_facts(declared(two, bought), "emea", benefits={"hours": 100})

    plan = household.apply(with_facts(moved, "apac", benefits={"hours": 300}))

    assert lines(plan) == ["change_benefit emea", "add_benefit apac"]


def test_d_01_what_was_added_is_lowered_before_less_is_bought(household: Household) -> None:
    one = {"emea": [admin(KAI)]}
    household.apply(
        with_facts(declared(one, {"u26": contract(benefits={"h": addon(400)})}), "emea", benefits={"h": 400})
    )

    less = declared(one, {"u26": contract(benefits={"h": addon(100)})})
    plan = household.apply(with_facts(less, "emea", benefits={"h": 100}))

    assert lines(plan) == ["change_benefit emea", "update_contract u26"]


def test_d_03_when_no_contract_is_live_workspaces_are_suspended_and_nothing_is_deleted(household: Household) -> None:
    estate = declared({"finance": [admin(KAI), member(ANA), member(BEN)]})
    household.apply(estate, on=ENDS)
    household.answer(("finance", KAI, "accepted"), ("finance", ANA, "accepted"), on=ENDS)

    plan = household.apply(estate, on=ENDS + timedelta(days=1))

    assert lines(plan) == [
        f"revoke default {MIA}",
        f"revoke finance {BEN}",
        "suspend_workspace default",
        "suspend_workspace finance",
    ]
    assert household.current().seats_in(WorkspaceId("finance"))[PersonKey(ANA)].state is SeatState.MEMBER


def test_d_03_a_contract_that_goes_on_resumes_and_asks_again_with_the_attempt_unchanged(household: Household) -> None:
    estate = declared({"finance": [admin(KAI), member(BEN)]})
    household.apply(estate, on=ENDS)
    household.apply(estate, on=ENDS + timedelta(days=1))
    longer = replace(contract(), ends=ENDS + timedelta(days=365))

    plan = household.apply(
        declared({"finance": [admin(KAI), member(BEN)]}, {"u26": longer}), on=ENDS + timedelta(days=2)
    )

    assert [c.do for c in plan.changes][:3] == [
        Action.UPDATE_CONTRACT,
        Action.RESUME_WORKSPACE,
        Action.RESUME_WORKSPACE,
    ]
    seat = household.current().seats_in(WorkspaceId("finance"))[PersonKey(BEN)]
    assert (seat.attempt, seat.generation) == (1, 2)


def test_d_06_an_invitation_past_its_end_is_sent_again_three_times_and_then_waits(household: Household) -> None:
    estate = declared({"finance": [admin(KAI)]})
    day = DAY_ONE
    for attempt in (1, 2, 3):
        household.apply(estate, on=day)
        assert household.current().seats_in(WorkspaceId("finance"))[PersonKey(KAI)].attempt == attempt
        day += timedelta(days=30)

    plan = household.plan(estate, on=day)

    assert not plan.changes
    assert {x.listing for x in plan.listed} == {Listing.NEEDS_DECISION, Listing.NO_ADMIN}


def test_d_06_who_declined_is_asked_again_only_by_a_higher_round(household: Household) -> None:
    household.apply(declared({"finance": [admin(KAI), member(ANA)]}))
    household.answer(("finance", ANA, "declined"))

    assert not household.plan(declared({"finance": [admin(KAI), member(ANA)]})).changes
    again = household.plan(declared({"finance": [admin(KAI), member(ANA, round=2)]}))
    assert lines(again) == [f"invite finance {ANA}"]


def test_d_12_a_changed_address_is_a_rename_in_place(household: Household) -> None:
    household.apply(declared({"finance": [admin(KAI), member(ANA)]}))
    household.accept_all()
    new = "ana.ruiz@contoso.com"
    estate = with_people(declared({"finance": [admin(KAI), member(new)]}), Person(new, also=(ANA,)))

    plan = household.apply(estate)

    assert lines(plan) == [f"rename_person {new}"]
    assert not household.plan(estate).changes
    assert household.current().seats_in(WorkspaceId("finance"))[PersonKey(new)].state is SeatState.MEMBER
    assert household.problems() == ()


def test_d_12_a_workspace_that_changes_its_id_is_renamed_in_place(household: Household) -> None:
    household.apply(declared({"finance": [admin(KAI), member(ANA)]}))
    household.accept_all()
    estate = with_facts(declared({"treasury": [admin(KAI), member(ANA)]}), "treasury", was="finance")

    plan = household.apply(estate)

    assert lines(plan) == ["rename_workspace treasury"]
    assert not household.plan(estate).changes
    assert household.problems() == ()


def test_d_14_add_only_takes_nobody_away(household: Household) -> None:
    both = declared({"finance": [admin(KAI), member(ANA)]})
    household.apply(with_facts(both, "finance", manage_members=Manage.ADD_ONLY))
    household.accept_all()

    plan = household.plan(with_facts(declared({"finance": [admin(KAI)]}), "finance", manage_members=Manage.ADD_ONLY))

    assert not plan.changes
    assert [(x.listing, x.who) for x in plan.listed] == [(Listing.UNMANAGED, (ANA,))]


def test_d_21_letting_go_of_add_only_counts_from_the_next_apply_on(household: Household) -> None:
    both = declared({"finance": [admin(KAI), member(ANA)]})
    household.apply(with_facts(both, "finance", manage_members=Manage.ADD_ONLY))
    household.accept_all()
    full = declared({"finance": [admin(KAI)]})

    assert lines(household.apply(full)) == ["set_limits finance"]
    assert lines(household.apply(full)) == [f"remove finance {ANA}"]


def test_d_21_a_raised_limit_is_not_in_force_for_the_change_that_needs_it(household: Household) -> None:
    people = [member(f"p{n:02}@contoso.com") for n in range(40)]
    household.apply(declared({"finance": [admin(KAI), *people]}))
    household.accept_all()
    smaller = declared({"finance": [admin(KAI), *people[:10]]}, limits=Limits(removals_floor=50))

    stopped = household.plan(smaller)
    assert [(g.guard, g.value, g.limit) for g in stopped.guards if not g.ok] == [("removals", 30, 10)]

    household.apply(smaller, no_removals=True)
    assert household.plan(smaller).guards[0].ok
    household.apply(smaller)
    assert not household.plan(smaller).changes


def test_d_15_the_last_day_is_a_day_of_access(household: Household) -> None:
    last = DAY_ONE + timedelta(days=10)
    estate = declared({"finance": [admin(KAI), member(ANA, until=last, note=Note(ticket="CHG-1"))]})
    household.apply(estate)
    household.accept_all()

    assert not household.plan(estate, on=last).changes
    assert household.plan(estate, on=last).due == last + timedelta(days=1)
    assert lines(household.plan(estate, on=last + timedelta(days=1))) == [f"remove finance {ANA}"]


def test_who_loses_an_open_offer_loses_no_access(household: Household) -> None:
    household.apply(declared({"finance": [admin(KAI), member(JO)]}))

    plan = household.plan(declared({"finance": [admin(KAI)]}))

    assert lines(plan) == [f"revoke finance {JO}"]
    assert plan.losing == 0
