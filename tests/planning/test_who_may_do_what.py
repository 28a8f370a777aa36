"""The table "Who may do what" of the domain, cell by cell: a change is planned for each role, by the state alone."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from estates import (
    ANA,
    BEN,
    DAY_ONE,
    KAI,
    LIN,
    MIA,
    admin,
    declared,
    member,
    with_facts,
    with_people,
)
from roles_at_contoso import ALLOWED, AVERY, NEW, NOA, ROBIN, U26, VENDOR, ZOE, as_it_is, fresh, seen, told

from reconciler.kinds.assertion import Assertion, AtMost
from reconciler.kinds.estate import Estate
from reconciler.kinds.limits import Limits
from reconciler.kinds.person import Person
from reconciler.planning.changes import Action, Authority
from reconciler.workflows.seen_by import eyes


def with_workspace(estate: Estate) -> Estate:
    people = dict([admin(NEW), member(ANA)])
    more = declared({"audit": people.items()}, {"u26": U26})
    return replace(
        estate, workspaces={**estate.workspaces, **more.workspaces}, seats={**estate.seats, **more.seats}
    )  # fmt: skip


def without(estate: Estate, workspace: str) -> Estate:
    kept = {w: x for w, x in estate.workspaces.items() if w != workspace}
    return replace(estate, workspaces=kept, seats={w: s for w, s in estate.seats.items() if w != workspace})


def renamed(estate: Estate) -> Estate:
    held = without(estate, "finance")
    treasury = declared({"treasury": estate.seats["finance"].items()}, {"u26": U26})  # type: ignore[index]
    other = with_facts(treasury, "treasury", was="finance")
    return replace(held, workspaces={**held.workspaces, **other.workspaces}, seats={**held.seats, **other.seats})


CHANGES: dict[str, tuple[Estate, str]] = {
    "renew a contract": (told(contracts={"u26": replace(U26, ends=U26.ends.replace(year=2027))}), "vendor"),
    "name a services admin": (told(contracts={"u26": replace(U26, services_admins=(MIA, KAI))}), "vendor"),
    "create a workspace and its first admin": (with_workspace(told()), "vendor"),
    "rename a workspace": (renamed(told()), "vendor"),
    "give a workspace another name": (with_facts(told(), "finance", name="Treasury", purpose="audit"), "vendor"),
    "give a workspace another purpose": (with_facts(told(), "finance", purpose="audit"), "finance"),
    "give the default workspace another purpose": (with_facts(told(), "default", purpose="all"), "services_admin"),
    "archive a workspace": (without(told(), "retail"), "vendor"),
    "add a benefit": (with_facts(told(), "finance", benefits={"hours": 100}), "vendor"),
    "set the account policy of all": (told(policy=ALLOWED), "services_admin"),
    "set the account policy of a workspace": (with_facts(told(), "finance", policy=ALLOWED), "services_admin"),
    "set limits": (told(limits=Limits(removals_floor=5)), "services_admin"),
    "protect a workspace": (with_facts(told(), "finance", protect=True), "services_admin"),
    "invite to the default workspace": (told(default=(BEN, NEW)), "services_admin"),
    "remove from the default workspace": (told(default=()), "services_admin"),
    "invite to finance": (told(finance=(ANA, NEW)), "finance"),
    "remove from finance": (told(finance=()), "finance"),
    "change a role in finance": (
        replace(told(), seats={**told().seats, "finance": dict([admin(KAI), admin(ANA)])}),  # type: ignore[dict-item]
        "finance",
    ),
}
"""Each row of the table, with the least right that is enough."""

ROLES: dict[str, tuple[str, set[str]]] = {
    "the CSAM of the contract": (AVERY, {"vendor", "services_admin", "finance"}),
    "its coordinator": (ROBIN, {"vendor", "services_admin", "finance"}),
    "the vendor's person of the state": (ZOE, {"vendor", "services_admin", "finance"}),
    "the services admin": (MIA, {"services_admin"}),
    "the admin of finance": (KAI, {"finance"}),
    "the admin of another workspace": (LIN, set()),
    "a member of finance": (ANA, set()),
}
"""Who it is, and what is theirs."""


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_make_what_the_table_gives_it_and_asks_for_the_rest(role: str, change: str) -> None:
    (person, theirs), (estate, needed) = ROLES[role], CHANGES[change]

    plan = seen(as_it_is(), estate, person)

    asked = [(r.to.authority.value, r.to.at) for r in plan.requests]
    if needed in theirs:
        assert (bool(plan.changes), asked) == (True, [])
    else:
        assert plan.changes == ()
        assert asked == [("workspace_admin", "finance") if needed == "finance" else (needed, "")]


def test_nothing_is_lost_and_nothing_is_there_twice() -> None:
    household, estate = as_it_is(), with_workspace(told(finance=(ANA, NEW), default=(), policy=ALLOWED))
    whole = {(c.do, c.at, p) for c in household.plan(estate).changes for p in c.who or ("",)}

    for person, _ in ROLES.values():
        plan = seen(household, estate, person)
        parts = [*plan.changes, *(c for r in plan.requests for c in (*r.changes, *r.follows))]
        assert sorted((c.do, c.at, p) for c in parts for p in c.who or ("",)) == sorted(whole)


def test_a_request_names_those_who_may_the_csam_before_the_coordinator() -> None:
    household = as_it_is()

    to_vendor = seen(household, with_workspace(told()), KAI).requests[0].to
    to_services_admin = seen(household, told(default=()), KAI).requests[0].to
    to_admin = seen(household, told(finance=()), LIN).requests[0].to

    assert to_vendor.people == (AVERY, ZOE, ROBIN)
    assert (to_services_admin.authority, to_services_admin.people) == (Authority.SERVICES_ADMIN, (MIA,))
    assert (to_admin.authority, to_admin.at, to_admin.people) == (Authority.WORKSPACE_ADMIN, "finance", (KAI,))


def test_s_05_anybody_elses_plan_turns_a_new_workspace_with_all_its_people_into_one_request() -> None:
    household, estate = as_it_is(), with_facts(with_workspace(told()), "audit", purpose="Yearly audit")

    for person in (MIA, KAI, LIN, ANA):
        plan = seen(household, estate, person)
        assert plan.changes == ()
        assert len(plan.requests) == 1
        assert plan.requests[0].to.authority is Authority.VENDOR
        assert [c.do for c in plan.requests[0].changes] == ["create_workspace", "invite", "invite"]
        assert plan.requests[0].purposes == {"audit": "Yearly audit"}


def test_s_07_a_workspaces_admin_invites_to_their_own_and_asks_the_other_admin_for_the_other() -> None:
    household = as_it_is()
    both = told(finance=(ANA, NEW))
    both = replace(both, seats={**both.seats, "retail": dict([admin(LIN), member(ANA), member(NEW)])})  # type: ignore[dict-item]

    plan = seen(household, both, KAI)

    assert [(c.do, c.at, c.who) for c in plan.changes] == [("invite", "finance", (NEW,))]
    assert [(r.to.at, r.to.people) for r in plan.requests] == [("retail", (LIN,))]


@pytest.mark.parametrize(
    "made_admin",
    [
        lambda seats: {**seats, "finance": dict([admin(KAI), admin(ANA), member(NEW)])},
        lambda seats: {**seats, "finance": dict([admin(ANA), member(NEW)])},
    ],
)
def test_s_07_the_yaml_under_review_cannot_make_its_author_an_admin(
    made_admin: Callable[[dict[str, object]], dict[str, object]],
) -> None:
    estate = replace(told(), seats=made_admin(dict(told().seats)))  # type: ignore[arg-type]

    plan = seen(as_it_is(), estate, ANA)

    assert plan.changes == ()
    assert [(r.to.at, r.to.people) for r in plan.requests] == [("finance", (KAI,))]


def test_s_07_nor_can_a_contract_that_names_them_do_so() -> None:
    named = told(default=(BEN, NEW), contracts={"u26": replace(U26, services_admins=(MIA, KAI), csam=KAI)})

    plan = seen(as_it_is(), named, KAI)

    assert plan.changes == ()
    assert [r.to.authority for r in plan.requests] == [Authority.VENDOR, Authority.SERVICES_ADMIN]
    assert [(c.do, c.who) for c in plan.requests[0].follows] == [("invite", (KAI,))]


def test_s_07_nor_an_invitation_that_they_have_not_accepted() -> None:
    household = as_it_is()
    offered = replace(told(), seats={**told().seats, "finance": dict([admin(KAI), admin(LIN), member(ANA)])})  # type: ignore[dict-item]
    household.apply(offered)
    without_ana = replace(offered, seats={**offered.seats, "finance": dict([admin(KAI), admin(LIN)])})  # type: ignore[dict-item]

    plan = seen(household, without_ana, LIN)

    assert plan.changes == ()
    assert [(r.to.at, r.to.people) for r in plan.requests] == [("finance", (KAI,))]


def test_s_07_nor_an_address_that_they_say_an_admin_has_now() -> None:
    household, mine = as_it_is(), "ana.new@contoso.com"
    told_so = with_people(told(finance=(ANA, NEW)), Person(mine, also=(KAI,)))

    assert eyes(mine, VENDOR).view(told_so, household.current(), DAY_ONE) is None
    assert seen(household, told_so, ANA).changes == ()


def test_with_nobody_of_the_vendor_in_the_state_the_csam_of_the_files_is_asked_and_may_nothing() -> None:
    household = fresh()

    for person in (MIA, AVERY):
        plan = seen(household, told(), person, [])
        assert plan.changes == ()
        assert [(r.to.people, r.to.declared) for r in plan.requests] == [((AVERY, ROBIN), True)]
        assert plan.standing.endswith("by the files alone, which give nobody a right")
    assert seen(household, told(), ZOE).requests == ()


def test_who_left_or_was_removed_is_services_admin_no_more_and_who_is_invited_is() -> None:
    household = fresh()
    household.apply(told())

    before = seen(household, told(default=(BEN, NEW)), MIA)
    household.accept_all()
    household.answer(("default", MIA, "left"))
    after = seen(household, told(default=(BEN, NEW)), MIA)

    assert [c.do for c in before.changes] == ["invite"]
    assert after.changes == ()


def test_a_stranger_has_no_part_at_all() -> None:
    seeing = eyes("zed@nowhere.example", VENDOR)

    assert seeing.view(told(), as_it_is().current(), DAY_ONE) is None
    assert seeing.unknown == 1


def test_two_people_become_one_after_the_workspace_in_which_they_are_has_its_name() -> None:
    """D-19: the merge speaks of treasury, which nobody but the vendor makes of finance."""
    household = fresh()
    household.apply(told(finance=(NEW, NOA)))
    household.accept_all()
    one = with_people(renamed(told(finance=(NEW,))), Person(NEW, also=(NOA,)))

    plan = seen(household, one, KAI)

    (request,) = plan.requests
    assert plan.changes == ()
    assert [c.do for c in request.changes] == [Action.RENAME_WORKSPACE]
    assert [c.do for c in request.follows] == [Action.MERGE_PERSON]


def test_limits_that_name_a_workspace_change_once_it_has_its_name() -> None:
    """What the state asserts of finance is said of treasury from the renaming on, which the vendor does."""
    household = fresh()
    asserting = Limits(assertions=(Assertion(at_most=AtMost("finance", 50)),))
    household.apply(told(limits=asserting))
    household.accept_all()

    plan = seen(household, renamed(told(limits=Limits())), MIA)

    (request,) = plan.requests
    assert plan.changes == ()
    assert [c.do for c in request.changes] == [Action.RENAME_WORKSPACE]
    assert [c.do for c in request.follows] == [Action.SET_LIMITS] * len(request.follows)


def test_two_people_are_made_one_only_by_whoever_may_invite_wherever_either_is() -> None:
    household = as_it_is()
    ben_is_ana = with_people(told(default=()), Person(ANA, also=(BEN,)))

    for person in (MIA, KAI, LIN):
        plan = seen(household, ben_is_ana, person)
        assert plan.changes == ()
        assert [r.to.authority for r in plan.requests] == [Authority.VENDOR]
    assert next(c.do for c in seen(household, ben_is_ana, AVERY).changes) == "merge_person"
