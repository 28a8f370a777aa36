"""S-07: the default workspace is filled by the services admins, once there is one, and no file makes another one it."""

from dataclasses import replace

from estates import (
    ANA,
    BEN,
    KAI,
    MIA,
    Household,
    admin,
    declared,
    member,
    with_facts,
    with_people,
)
from roles_at_contoso import ALLOWED, NOA, U26, fresh, seen

from reconciler.kinds.account_policy import AccountKind
from reconciler.kinds.person import Person
from reconciler.kinds.workspace import Manage


def without_a_default() -> Household:
    """The contract is live, and the default workspace was only observed until now."""
    household = fresh()
    observed = with_facts(declared({"finance": [admin(KAI)]}, {"u26": U26}), "finance", manage_admins=Manage.FULL)
    household.apply(replace(observed, manage=(Manage.OBSERVE, Manage.OBSERVE)))
    household.accept_all()
    return household


def test_a_default_workspace_that_the_plan_makes_is_the_services_admins_to_fill() -> None:
    people = {"default": [admin(KAI), member(BEN), member(NOA)], "finance": [admin(KAI)]}
    estate = with_people(declared(people, {"u26": U26}), Person(NOA, account=AccountKind.PERSONAL))
    estate = with_facts(estate, "default", policy=ALLOWED)
    household = without_a_default()

    plan = seen(household, estate, MIA)

    assert plan.requests == ()
    assert {p for c in plan.changes if c.at == "default" for p in c.who} == {MIA, KAI, BEN, NOA}


def test_s_07_no_file_makes_another_workspace_the_default_one_to_fill_it() -> None:
    household = without_a_default()
    estate = with_facts(declared({"finance": [admin(KAI), member(ANA)]}, {"u26": U26}), "finance", default=True)

    plan = seen(household, estate, MIA)

    assert ANA not in {p for c in plan.changes for p in c.who}
