"""How far a workspace is managed (D-14), for admins and for members apart: every combination, each kind of change."""

from dataclasses import replace
from itertools import count, product

import pytest
from estates import ANA, BEN, ENDS, KAI, LIN, MIA, Household, admin, declared, lines, member, with_facts
from estates import with_people as told

from reconciler.kinds.estate import Estate
from reconciler.kinds.person import Person, PersonStatus
from reconciler.kinds.seat import Role, Seat
from reconciler.kinds.workspace import Manage, Workspace, WorkspaceId, WorkspaceStatus
from reconciler.planning.plan import CustomerPlan, Listing

FULL, ADD_ONLY, OBSERVE = Manage
BOTH = list(product(Manage, Manage))
"""For admins, for members."""
FINANCE = WorkspaceId("finance")
ROOT = "root@contoso.com"
_NUMBERS = count()

Said = set[tuple[str, str]]
"""What is done, or listed: (action or listing, person or workspace)."""


def finance(manage: tuple[Manage, Manage], *people: tuple[str, Seat], **facts: object) -> Estate:
    """root stays, so that no last admin is in the way; mia is in the default workspace by the contract."""
    estate = declared({"finance": [admin(ROOT), *people]})  # type: ignore[list-item]
    return with_facts(estate, "finance", manage_admins=manage[0], manage_members=manage[1], **facts)


def settled(manage: tuple[Manage, Manage]) -> Household:
    """kai is an admin and ana a member; ben (admin) and lin (member) have open offers. Managed so from the next on."""
    household = Household(f"manage-{next(_NUMBERS)}")
    people = (admin(KAI), member(ANA), admin(BEN), member(LIN))
    household.apply(finance((FULL, FULL), *people))
    household.answer(*(("finance", person, "accepted") for person in (ROOT, KAI, ANA)), ("default", MIA, "accepted"))
    household.apply(finance(manage, *people))
    return household


def said(plan: CustomerPlan, *apart: str) -> Said:
    """All but what waits, and changes of limits."""
    done = {(c.do.value, who) for c in plan.changes for who in c.who or (c.at,)}
    listed = {
        (x.listing.value, who) for x in plan.listed for who in x.who or (x.at,) if x.listing is not Listing.WAITING
    }
    return {each for each in done | listed if each[0] not in ("set_limits", *apart)}


def strict(manage: tuple[Manage, Manage], *roles: Role) -> Manage:
    """The stricter of what holds for the roles concerned, worked out apart from the code under test."""
    concerned = {manage[0] if role is Role.ADMIN else manage[1] for role in roles}
    return next(m for m in (OBSERVE, ADD_ONLY, FULL) if m in concerned)


@pytest.mark.parametrize("manage", BOTH)
def test_whoever_is_declared_no_more_is_taken_out_in_full_only(manage: tuple[Manage, Manage]) -> None:
    taken = {FULL: ("remove", "revoke"), ADD_ONLY: ("unmanaged", "unmanaged"), OBSERVE: ("would", "would")}
    admins, members = taken[manage[0]], taken[manage[1]]

    plan = settled(manage).plan(finance(manage))

    assert said(plan) == {(admins[0], KAI), (admins[1], BEN), (members[0], ANA), (members[1], LIN)}


@pytest.mark.parametrize("manage", BOTH)
def test_whoever_is_declared_anew_is_only_listed_where_that_is_observed(manage: tuple[Manage, Manage]) -> None:
    everybody = (
        admin(KAI),
        member(ANA),
        admin(BEN),
        member(LIN),
        admin("new.admin@contoso.com"),
        member("new@contoso.com"),
    )
    asked = {FULL: "invite", ADD_ONLY: "invite", OBSERVE: "would"}

    plan = settled(manage).plan(finance(manage, *everybody))

    assert said(plan) == {(asked[manage[0]], "new.admin@contoso.com"), (asked[manage[1]], "new@contoso.com")}


@pytest.mark.parametrize("manage", BOTH)
def test_a_member_becomes_an_admin_unless_either_is_observed(manage: tuple[Manage, Manage]) -> None:
    does = {FULL: "set_role", ADD_ONLY: "set_role", OBSERVE: "would"}[strict(manage, Role.ADMIN, Role.MEMBER)]

    plan = settled(manage).plan(finance(manage, admin(KAI), admin(ANA), admin(BEN), member(LIN)))

    assert said(plan) == {(does, ANA)}


@pytest.mark.parametrize("manage", BOTH)
def test_an_admin_is_lowered_only_where_admins_are_managed_in_full(manage: tuple[Manage, Manage]) -> None:
    """``add_only`` "never ... lowers": that is about admins, whatever holds for members."""
    lowers = "unmanaged" if manage[0] is ADD_ONLY else "would" if OBSERVE in manage else "set_role"

    plan = settled(manage).plan(finance(manage, member(KAI), member(ANA), admin(BEN), member(LIN)))

    assert said(plan) == {(lowers, KAI)}


@pytest.mark.parametrize("manage", BOTH)
def test_facts_of_a_workspace_change_unless_anything_of_it_is_observed(manage: tuple[Manage, Manage]) -> None:
    does = "would" if OBSERVE in manage else "update_workspace"
    people = (admin(KAI), member(ANA), admin(BEN), member(LIN))

    plan = settled(manage).plan(finance(manage, *people, purpose="Month end"))

    assert said(plan) == {(does, "finance")}


@pytest.mark.parametrize("manage", BOTH)
def test_a_leaver_goes_wherever_anything_is_changed(manage: tuple[Manage, Manage]) -> None:
    people = (admin(KAI), member(ANA), admin(BEN), member(LIN))
    estate = told(finance(manage, *people), *(Person(p, status=PersonStatus.LEAVER) for p in (KAI, ANA)))

    plan = settled(manage).plan(estate)

    goes = {FULL: "remove", ADD_ONLY: "remove", OBSERVE: "would"}
    assert said(plan) == {(goes[manage[0]], KAI), (goes[manage[1]], ANA)}


@pytest.mark.parametrize("manage", BOTH)
def test_a_workspace_that_is_declared_no_more_is_archived_in_full_only(manage: tuple[Manage, Manage]) -> None:
    """Archiving takes access from admins and members alike, so that the stricter word of the two counts."""
    household = settled(manage)

    plan = household.apply(declared())

    what = {FULL: "archive_workspace", ADD_ONLY: "unmanaged", OBSERVE: "would"}[strict(manage, Role.ADMIN, Role.MEMBER)]
    assert said(plan, "revoke") == {(what, "finance")}
    assert not household.plan(declared()).changes


@pytest.mark.parametrize("manage", BOTH)
def test_a_workspace_that_is_said_to_be_archived_is_unless_observed(manage: tuple[Manage, Manage]) -> None:
    plan = settled(manage).plan(finance(manage, status=WorkspaceStatus.ARCHIVED))

    assert said(plan, "revoke") == {("would" if OBSERVE in manage else "archive_workspace", "finance")}


@pytest.mark.parametrize("manage", BOTH)
def test_a_new_workspace_is_only_listed_where_anything_of_it_is_observed(manage: tuple[Manage, Manage]) -> None:
    household = Household(f"manage-{next(_NUMBERS)}")
    household.apply(declared())

    plan = household.plan(finance(manage, member(ANA)))

    people = {("would" if OBSERVE in manage else "invite", who) for who in (ROOT, ANA)}
    assert said(plan) == {("would" if OBSERVE in manage else "create_workspace", "finance"), *people}


@pytest.mark.parametrize("manage", BOTH)
def test_a_contract_that_ends_is_stronger_than_add_only(manage: tuple[Manage, Manage]) -> None:
    """The day after: suspended, and open offers taken back; nothing where it is only observed."""
    household = settled(manage)
    people = (admin(KAI), member(ANA), admin(BEN), member(LIN))
    household.apply(finance(manage, *people), on=ENDS)  # asks again those whose offers are over

    plan = household.plan(finance(manage, *people), on=ENDS.replace(year=ENDS.year + 1, month=1, day=1))

    suspended = "would" if OBSERVE in manage else "suspend_workspace"
    assert (suspended, "finance") in said(plan)
    assert {who for do, who in said(plan) if do == "revoke"} == {
        who for who, of in ((BEN, manage[0]), (LIN, manage[1])) if of is not OBSERVE
    }


@pytest.mark.parametrize(("was", "now"), list(product(BOTH, BOTH)))
def test_the_stricter_word_counts_until_the_next_apply(was: tuple[Manage, Manage], now: tuple[Manage, Manage]) -> None:
    """D-21, over all pairs: tightening at once, loosening in a change of its own, and then a fixpoint."""
    household = settled(was)
    estate = finance(now)

    first = household.plan(estate)
    in_force = tuple(strict((a, b), Role.ADMIN, Role.MEMBER) for a, b in zip(was, now, strict=True))
    for person, of in ((KAI, in_force[0]), (ANA, in_force[1])):
        assert (("remove", person) in said(first)) is (of is FULL)
    household.apply(estate)
    household.apply(estate)

    assert not household.plan(estate).changes
    state = household.current().workspaces[FINANCE]
    assert (state.manage_admins, state.manage_members) == now
    assert household.problems() == ()


def test_the_customers_word_holds_for_workspaces_that_nobody_declares() -> None:
    """An adopted customer whose files name a part of what exists loses nothing of the rest."""
    household = settled((FULL, FULL))

    added = household.apply(replace(declared(), manage=(ADD_ONLY, ADD_ONLY)))
    observed = household.plan(replace(declared(), manage=(OBSERVE, OBSERVE)))

    assert said(added) == {("unmanaged", "finance")}
    assert ("would", "finance") in said(observed)
    assert household.current().workspaces[FINANCE].manage_members is ADD_ONLY


def test_loosening_the_customer_does_not_archive_what_was_never_declared() -> None:
    household = settled((FULL, FULL))
    household.apply(replace(declared(), manage=(ADD_ONLY, ADD_ONLY)))

    for _ in range(3):
        assert "archive_workspace finance" not in lines(household.apply(declared()))


def test_the_default_workspace_that_nobody_declares_is_managed_as_the_customer_is() -> None:
    household = Household(f"manage-{next(_NUMBERS)}")

    observed = household.plan(replace(declared(), manage=(OBSERVE, OBSERVE)))
    household.apply(replace(declared(), manage=(ADD_ONLY, FULL)))

    assert said(observed, "activate_contract") == {("would", "default"), ("would", MIA)}
    assert household.current().workspaces[WorkspaceId("default")] == Workspace(default=True, manage_admins=ADD_ONLY)


def test_a_workspace_says_louder_than_its_customer_what_holds_for_it() -> None:
    household = settled((FULL, FULL))

    plan = household.plan(replace(finance((FULL, FULL)), manage=(OBSERVE, OBSERVE)))

    assert ("remove", ANA) in said(plan)
