"""Plans of one customer, from activation to the end of a contract, each named after the rule that asks for it."""

from dataclasses import replace
from datetime import date, timedelta

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
    policy,
    with_facts,
    with_people,
)

from reconciler.kinds.account_policy import AccountKind, Because, PersonalAccounts, Registered
from reconciler.kinds.address import PersonKey
from reconciler.kinds.contract import Support
from reconciler.kinds.limits import Limits
from reconciler.kinds.person import Person, PersonStatus
from reconciler.kinds.seat import Note, Role, SeatState
from reconciler.kinds.source import Source
from reconciler.kinds.workspace import Manage, WorkspaceId, WorkspaceStatus
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


def test_s_11_a_personal_account_is_an_error_where_nothing_stands_in_the_state(household: Household) -> None:
    estate = with_people(
        declared({"finance": [admin(KAI), member("noa@mail.example")]}),
        Person("noa@mail.example", account=AccountKind.PERSONAL),
    )

    assert [f.rule for f in household.findings(estate) if f.severity == "error"] == ["S-11"]


def test_s_12_a_reason_lets_personal_accounts_in(household: Household) -> None:
    allowed = policy(personal_accounts=PersonalAccounts.ALLOW, because=Because.CUSTOMER_CHOICE, by=MIA)
    estate = with_people(
        declared({"finance": [admin(KAI), member("noa@mail.example")]}, policy=allowed),
        Person("noa@mail.example", account=AccountKind.PERSONAL),
    )

    assert "invite finance noa@mail.example" in lines(household.plan(estate))


def test_d_10_tightening_revokes_open_personal_invitations_lists_members_and_is_stable(household: Household) -> None:
    allowed = policy(personal_accounts=PersonalAccounts.ALLOW, because=Because.CUSTOMER_CHOICE, by=MIA)
    people = [Person(f"{n}@mail.example", account=AccountKind.PERSONAL) for n in ("noa", "sam")]
    estate = with_people(
        declared({"finance": [admin(KAI), member("noa@mail.example"), member("sam@mail.example")]}, policy=allowed),
        *people,
    )
    household.apply(estate)
    household.answer(("finance", "noa@mail.example", "accepted"), ("finance", KAI, "accepted"))
    blocked = replace(estate, policy=policy(personal_accounts=PersonalAccounts.BLOCK))

    plan = household.apply(blocked)

    assert lines(plan) == ["revoke finance sam@mail.example", "set_policy"]
    again = household.plan(blocked)
    assert not again.changes
    assert {x.who for x in again.listed if x.rule == "D-10"} == {("noa@mail.example",), ("sam@mail.example",)}
    removing = policy(personal_accounts=PersonalAccounts.BLOCK, registered_personal=Registered.REMOVE)
    assert "remove finance noa@mail.example" in lines(household.apply(replace(estate, policy=removing)))
    assert not household.plan(replace(estate, policy=removing)).changes


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


def test_d_08_an_admin_stays_until_the_successor_has_accepted(household: Household) -> None:
    household.apply(declared({"finance": [admin(KAI)]}))
    household.accept_all()
    handover = declared({"finance": [admin(JO)]})

    first = household.apply(handover)
    assert lines(first) == [f"invite finance {JO}"]
    assert [(x.rule, x.who) for x in first.listed if x.listing is Listing.HELD] == [("D-08", (KAI,))]
    assert not household.plan(handover).changes

    household.answer(("finance", JO, "accepted"))
    last = household.apply(handover)
    assert lines(last) == [f"remove finance {KAI}"]
    assert last.changes[0].meaning == "leaves finance with 1 admin"


def test_d_08_a_member_who_becomes_admin_is_promoted_before_the_old_one_goes(household: Household) -> None:
    household.apply(declared({"finance": [admin(KAI), member(JO)]}))
    household.accept_all()

    plan = household.apply(declared({"finance": [admin(JO)]}))

    assert lines(plan) == [f"set_role finance {JO}", f"remove finance {KAI}"]


def test_d_08_the_guard_stops_where_nobody_is_named_to_follow(household: Household) -> None:
    household.apply(declared({"default": [admin(KAI)]}, {"u26": contract(services_admins=())}))
    household.accept_all()

    plan = household.plan(declared({"default": [member(ANA)]}, {"u26": contract(services_admins=())}))

    assert [g.guard for g in plan.guards if not g.ok] == ["last_admin"]


def test_d_08_nobody_follows_whose_last_day_is_over(household: Household) -> None:
    household.apply(declared({"finance": [admin(KAI)]}))
    household.accept_all()

    plan = household.plan(declared({"finance": [admin(JO, until=DAY_ONE - timedelta(days=1))]}))

    assert [g.guard for g in plan.guards if not g.ok] == ["last_admin"]


def test_d_08_a_member_who_becomes_admin_is_no_successor_to_wait_for(household: Household) -> None:
    two = Limits(min_admins=2)
    household.apply(declared({"finance": [admin(KAI), member(JO)]}, limits=two))
    household.accept_all()

    plan = household.plan(declared({"finance": [admin(JO)]}, limits=two))

    assert [(g.guard, g.what) for g in plan.guards if not g.ok] == [
        ("last_admin", "finance would keep 1 of at least 2 admins")
    ]


def test_d_08_a_leaver_goes_at_once_even_if_nobody_is_left(household: Household) -> None:
    estate = declared({"finance": [admin(KAI)]})
    household.apply(estate)
    household.accept_all()

    plan = household.apply(with_people(estate, Person(KAI, status=PersonStatus.LEAVER)))

    assert lines(plan) == [f"remove finance {KAI}"]
    assert plan.changes[0].rule == "D-16"
    assert [f.rule for f in household.plan(estate).findings if f.rule == "D-08"] == ["D-08"]


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

    household.apply(smaller, without_removals=True)
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


def test_d_17_a_workspace_that_leaves_is_archived_and_comes_back_with_its_members(household: Household) -> None:
    estate = declared({"finance": [admin(KAI), member(ANA), member(BEN)]})
    household.apply(estate)
    household.answer(("finance", KAI, "accepted"), ("finance", ANA, "accepted"))

    gone = household.apply(declared())
    assert lines(gone) == [f"revoke finance {BEN}", "archive_workspace finance"]
    assert (gone.losing, gone.guards[0].value) == (2, 3)
    assert not household.plan(declared()).changes
    waiting = household.plan(estate)
    assert not waiting.changes
    assert [(x.rule, x.at) for x in waiting.listed if x.action == "restore_workspace"] == [("D-17", "finance")]

    back = household.apply(with_facts(estate, "finance", restore=True))
    assert lines(back) == ["restore_workspace finance", f"invite finance {BEN}"]
    assert household.current().workspaces[WorkspaceId("finance")].status is WorkspaceStatus.ACTIVE


def test_d_17_a_protected_workspace_stays(household: Household) -> None:
    household.apply(with_facts(declared({"finance": [admin(KAI)]}), "finance", protect=True))
    household.accept_all()

    plan = household.plan(declared())

    assert not plan.changes
    assert [(x.rule, x.at) for x in plan.listed] == [("D-17", "finance")]


def test_d_17_a_leaver_leaves_a_protected_workspace_too(household: Household) -> None:
    household.apply(with_facts(declared({"finance": [admin(KAI), member(ANA)]}), "finance", protect=True))
    household.accept_all()

    plan = household.plan(with_people(declared(), Person(ANA, status=PersonStatus.LEAVER)))

    assert lines(plan) == [f"remove finance {ANA}"]


def test_d_17_a_closed_customer_is_archived_and_no_guard_minds(household: Household) -> None:
    people = [member(f"p{n:02}@contoso.com") for n in range(40)]
    household.apply(declared({"finance": [admin(KAI), *people]}))
    household.accept_all()
    closed = declared(closed=True)

    plan = household.apply(closed)

    assert lines(plan) == ["archive_workspace default", "archive_workspace finance"]
    assert not household.plan(closed).changes


def test_guard_vanished_stops_when_a_live_contract_leaves_the_files(household: Household) -> None:
    household.apply(declared())

    plan = household.plan(replace(declared(), contracts={}))

    assert [g.guard for g in plan.guards if not g.ok] == ["vanished"]


def test_guard_vanished_stops_when_a_whole_file_goes_with_its_workspace(household: Household) -> None:
    household.apply(declared({"finance": [admin(KAI)]}), sources={WorkspaceId("finance"): Source("finance.yaml")})

    gone = household.plan(declared(), files=frozenset({"contoso.yaml"}))
    edited = household.plan(declared(), files=frozenset({"contoso.yaml", "finance.yaml"}))

    assert [g.guard for g in gone.guards if not g.ok] == ["vanished"]
    assert all(g.ok for g in edited.guards)


def test_guard_removals_counts_members_of_a_workspace_suspended_by_an_edited_date(household: Household) -> None:
    people = [member(f"p{n:02}@contoso.com") for n in range(40)]
    household.apply(declared({"finance": [admin(KAI), *people]}))
    household.accept_all()
    sooner = declared({"finance": [admin(KAI), *people]}, {"u26": replace(contract(), ends=DAY_ONE)})

    edited = household.plan(sooner, on=DAY_TWO)
    by_itself = household.plan(declared({"finance": [admin(KAI), *people]}), on=ENDS + timedelta(days=1))

    assert [(g.guard, g.value) for g in edited.guards if not g.ok] == [("removals", 42)]
    assert all(g.ok for g in by_itself.guards)


def test_s_10_a_premier_customer_invites_personal_accounts(household: Household) -> None:
    estate = with_people(
        declared({"finance": [admin(KAI), member("noa@mail.example")]}, {"p26": contract(Support.PREMIER)}),
        Person("noa@mail.example", account=AccountKind.PERSONAL),
    )

    assert "invite finance noa@mail.example" in lines(household.plan(estate))
    blocked = replace(estate, policy=policy(personal_accounts=PersonalAccounts.BLOCK))
    assert [f.rule for f in household.findings(blocked) if f.severity == "error"] == ["S-10"]


def test_d_22_the_day_a_policy_ends_the_same_yaml_stays_valid_and_removals_go_through(household: Household) -> None:
    until = policy(
        personal_accounts=PersonalAccounts.ALLOW, because=Because.CUSTOMER_CHOICE, by=MIA, until=date(2026, 6, 30)
    )
    people = [member("noa@mail.example"), member("sam@mail.example")]
    estate = with_people(
        declared({"finance": [admin(KAI), *people]}, policy=until),
        *(Person(f"{n}@mail.example", account=AccountKind.PERSONAL) for n in ("noa", "sam")),
    )
    household.apply(estate)
    household.accept_all()
    after = replace(estate, seats={WorkspaceId("finance"): dict([admin(KAI), people[0]])})

    plan = household.plan(after, on=date(2026, 7, 1))

    assert not plan.invalid
    assert lines(plan) == ["remove finance sam@mail.example"]


def test_who_loses_an_open_offer_loses_no_access(household: Household) -> None:
    household.apply(declared({"finance": [admin(KAI), member(JO)]}))

    plan = household.plan(declared({"finance": [admin(KAI)]}))

    assert lines(plan) == [f"revoke finance {JO}"]
    assert plan.losing == 0
