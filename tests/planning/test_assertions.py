"""Assertions of a customer, judged on what a plan leads to (D-21): who never sees what, who alone may, how many."""

from dataclasses import replace
from datetime import timedelta

from estates import ANA, BEN, DAY_ONE, KAI, LIN, MIA, Household, admin, declared, lines, member, with_facts
from estates import with_people as knowing

from reconciler.applying.receipt import Result
from reconciler.kinds.assertion import Assertion, AtMost, Never, Only
from reconciler.kinds.estate import Estate
from reconciler.kinds.limits import Limits
from reconciler.kinds.person import Person
from reconciler.kinds.seat import Role
from reconciler.kinds.workspace import Manage, WorkspaceStatus
from reconciler.planning.changes import Action
from reconciler.planning.facts import loosens
from reconciler.planning.plan import CustomerPlan, Verdict

LEA, LUC = "lea@fr.contoso.com", "luc@fr.contoso.com"
WALL = Assertion(never=Never("*@fr.contoso.com", "de"))


def asserting(estate: Estate, *assertions: Assertion) -> Estate:
    return replace(estate, limits=Limits(assertions=assertions))


def verdict(plan: CustomerPlan) -> Verdict:
    return next(v for v in plan.guards if v.guard == "assertion")


def two_countries(*in_germany: str) -> Estate:
    return declared({"de": [admin(KAI), *map(member, in_germany)], "fr": [admin(KAI), member(LEA)]})


def test_a_new_assertion_that_the_plan_itself_breaks_stops_it(household: Household) -> None:
    plan = household.plan(asserting(two_countries(ANA, LEA), WALL))

    assert verdict(plan).what == "never *@fr.contoso.com sees de: lea@fr.contoso.com would be in de"
    assert plan.stopped


def test_an_assertion_that_holds_is_kept_in_the_state_and_planned_no_more(household: Household) -> None:
    household.apply(asserting(two_countries(ANA), WALL))
    household.accept_all()

    assert household.current().limits.assertions == (WALL,)
    assert lines(household.plan(asserting(two_countries(ANA), WALL))) == []
    assert household.problems() == ()


def test_an_open_invitation_counts_and_one_that_is_over_does_not(household: Household) -> None:
    household.apply(two_countries(LEA))

    assert household.plan(asserting(two_countries(LEA), WALL)).stopped
    without = household.plan(asserting(two_countries(), WALL), on=DAY_ONE + timedelta(days=31))
    assert not without.stopped


def test_taking_an_assertion_out_lifts_it_from_the_next_apply_on(household: Household) -> None:
    household.apply(asserting(two_countries(), WALL))

    both_at_once = household.plan(two_countries(LEA))
    assert both_at_once.stopped
    assert "in force by the state" in verdict(both_at_once).what

    alone = household.apply(two_countries())
    assert [(c.do, loosens(c)) for c in alone.changes] == [(Action.SET_LIMITS, True)]
    assert lines(household.plan(two_countries(LEA))) == [f"invite de {LEA}"]


def test_a_tighter_one_beside_an_old_one_works_at_once(household: Household) -> None:
    household.apply(asserting(declared({"sandbox": [admin(KAI), member(ANA)]}), most(members=5)))

    plan = household.plan(asserting(declared({"sandbox": [admin(KAI), member(ANA), member(BEN)]}), most(members=2)))

    assert "sandbox would have 3 members, 1 too many" in verdict(plan).what


def most(members: int | None = None, admins: int | None = None, within: str = "sandbox") -> Assertion:
    return Assertion(at_most=AtMost(within, members, admins))


def test_another_reason_is_no_loosening(household: Household) -> None:
    household.apply(asserting(two_countries(), WALL))

    plan = household.apply(asserting(two_countries(), replace(WALL, reason="the walls of 2026")))

    assert [loosens(c) for c in plan.changes] == [False]
    assert household.current().limits.assertions == (replace(WALL, reason="the walls of 2026"),)
    assert household.problems() == ()


def test_only_these_are_admins_in_each_workspace_of_a_pattern(household: Household) -> None:
    only = Assertion(only=Only("*", (MIA, KAI), Role.ADMIN))

    plan = household.plan(asserting(declared({"de": [admin(KAI)], "fr": [admin(LIN), member(ANA)]}), only))

    assert (verdict(plan).value, "lin@contoso.com would be in fr as admin" in verdict(plan).what) == (1, True)


def test_only_without_a_role_means_everybody_in_the_workspace(household: Household) -> None:
    only = Assertion(only=Only("de", (KAI, "*@de.contoso.com")))

    stopped = household.plan(asserting(declared({"de": [admin(KAI), member(ANA), member("jo@de.contoso.com")]}), only))

    assert "ana@contoso.com would be in de" in verdict(stopped).what


def test_who_is_there_already_is_told_from_who_would_come(household: Household) -> None:
    household.apply(two_countries(LEA))

    both = household.plan(asserting(two_countries(LEA, "luc@fr.contoso.com"), WALL))
    stays = household.plan(asserting(two_countries(LEA), WALL))

    assert f"luc@fr.contoso.com would be in de and {LEA} is in de" in verdict(both).what
    assert f": {LEA} is in de" in verdict(stays).what


def test_so_many_as_before_are_there_already(household: Household) -> None:
    household.apply(declared({"sandbox": [admin(KAI), member(ANA)]}))

    stays = household.plan(asserting(declared({"sandbox": [admin(KAI), member(ANA)]}), most(members=1)))

    assert "sandbox has 2 members, 1 too many" in verdict(stays).what


def test_at_most_counts_admins_among_the_members_and_apart(household: Household) -> None:
    estate = declared({"sandbox": [admin(KAI), admin(LIN), member(ANA)]})

    assert not household.plan(asserting(estate, most(members=3, admins=2))).stopped
    assert verdict(household.plan(asserting(estate, most(members=2, admins=1)))).value == 2


def test_who_may_not_be_there_is_counted_off_what_is_too_many(household: Household) -> None:
    three = two_countries(ANA, BEN, LEA)

    two_left = verdict(household.plan(asserting(three, WALL, most(members=2, within="de"))))
    none_left = verdict(household.plan(asserting(three, WALL, most(members=3, within="de"))))

    assert two_left.remedy.startswith("take out those who may not be there, and 1 of the others, or change")
    assert none_left.remedy.startswith("take these people out, or change")
    assert [line.people for line in none_left.to_change] == [1]


def test_what_people_answered_stops_nothing_and_is_told(household: Household) -> None:
    household.apply(declared({"sandbox": [admin(KAI), member(ANA)]}))
    much_later = DAY_ONE + timedelta(days=40)
    limited = asserting(declared({"sandbox": [admin(KAI)]}), most(members=1))
    household.apply(limited, on=much_later)
    household.answer(("sandbox", ANA, "accepted"), ("sandbox", KAI, "accepted"), on=DAY_ONE)

    plan = household.plan(asserting(declared({"sandbox": [admin(KAI)], "new": [admin(KAI)]}), most(members=1)))
    kept = household.plan(asserting(keeping(declared({"sandbox": [admin(KAI)], "new": [admin(KAI)]})), most(members=1)))

    assert not plan.stopped
    assert [f.rule for f in plan.findings if f.rule == "assertion"] == []
    assert not kept.stopped
    assert ["2 members, 1 too many" in f.explanation for f in kept.findings if f.rule == "assertion"] == [True]
    assert household.problems() == ()


def keeping(estate: Estate) -> Estate:
    return with_facts(estate, "sandbox", manage_members=Manage.ADD_ONLY, manage_admins=Manage.ADD_ONLY)


def test_a_workspace_that_is_archived_is_seen_by_nobody_until_it_is_restored(household: Household) -> None:
    household.apply(two_countries(LEA))
    household.accept_all()
    archived = with_facts(two_countries(LEA), "de", status=WorkspaceStatus.ARCHIVED)
    household.apply(asserting(archived, WALL))

    back = household.plan(asserting(with_facts(two_countries(LEA), "de", restore=True), WALL))

    assert [c.do for c in back.changes if c.at == "de"] == [Action.RESTORE_WORKSPACE]
    assert "lea@fr.contoso.com would be in de" in verdict(back).what


def test_an_assertion_follows_its_workspace_to_another_id(household: Household) -> None:
    household.apply(asserting(two_countries(), WALL))
    renamed = declared({"germany": [admin(KAI), member(LEA)], "fr": [admin(KAI), member(LEA)]})
    renamed = with_facts(renamed, "germany", was="de")

    follows = Assertion(never=Never("*@fr.contoso.com", "germany"))
    assert verdict(household.plan(renamed)).what.startswith("never *@fr.contoso.com sees germany")
    assert household.plan(asserting(renamed, follows)).stopped

    without = declared({"germany": [admin(KAI)], "fr": [admin(KAI), member(LEA)]})
    plan = household.apply(asserting(with_facts(without, "germany", was="de"), follows))
    assert lines(plan) == ["rename_workspace germany"]
    assert household.current().limits.assertions == (follows,)
    assert household.problems() == ()


def test_another_name_takes_no_workspace_out_of_a_pattern_in_the_same_plan(household: Household) -> None:
    wall = Assertion(never=Never("*@fr.contoso.com", "d*"))
    household.apply(asserting(two_countries(), wall))
    renamed = declared({"germany": [admin(KAI), member(LEA)], "fr": [admin(KAI), member(LEA)]})

    assert household.plan(asserting(with_facts(renamed, "germany", was="de"), wall)).stopped


def test_an_assertion_follows_the_people_it_names_to_another_address(household: Household) -> None:
    only = Assertion(only=Only("de", (ANA, KAI)))
    household.apply(asserting(declared({"de": [admin(KAI), member(ANA)]}), only))
    moved = knowing(declared({"de": [admin(KAI), member("zoe@contoso.com")]}), Person("zoe@contoso.com", also=(ANA,)))

    plan = household.apply(asserting(moved, Assertion(only=Only("de", (KAI, "zoe@contoso.com")))))

    assert lines(plan) == ["rename_person zoe@contoso.com"]
    assert household.current().limits.assertions == (Assertion(only=Only("de", (KAI, "zoe@contoso.com"))),)
    assert household.problems() == ()


def test_what_forbids_meets_a_person_by_every_address(household: Household) -> None:
    household.apply(asserting(knowing(two_countries(), Person(LEA)), WALL))
    moved = declared({"de": [admin(KAI), member("lea@contoso.com")], "fr": [admin(KAI), member("lea@contoso.com")]})

    plan = household.plan(asserting(knowing(moved, Person("lea@contoso.com", also=(LEA,))), WALL))

    assert "lea@contoso.com would be in de" in verdict(plan).what


def test_an_alias_that_comes_with_the_plan_opens_no_door(household: Household) -> None:
    only = Assertion(only=Only("de", (KAI, "guest@contoso.com")))
    household.apply(asserting(declared({"de": [admin(KAI)]}), only))
    posing = knowing(declared({"de": [admin(KAI), member(BEN)]}), Person(BEN, also=("guest@contoso.com",)))

    assert household.plan(asserting(posing, only)).stopped


def test_a_person_who_is_allowed_stays_so_under_another_address(household: Household) -> None:
    only = Assertion(only=Only("de", (KAI, ANA)))
    household.apply(asserting(declared({"de": [admin(KAI), member(ANA)]}), only))
    moved = declared({"de": [admin(KAI), member("ana@fabrikam.com")]})

    plan = household.plan(knowing(moved, Person("ana@fabrikam.com", also=(ANA,))))

    assert (lines(plan), plan.stopped) == (["rename_person ana@fabrikam.com", "set_limits"], False)


def test_another_address_that_is_forbidden_is_stopped_where_the_person_was_already(household: Household) -> None:
    household.apply(asserting(two_countries(ANA), WALL))
    moved = declared({"de": [admin(KAI), member("ana@fr.contoso.com")], "fr": [admin(KAI), member(LEA)]})

    plan = household.plan(asserting(knowing(moved, Person("ana@fr.contoso.com", also=(ANA,))), WALL))

    assert "ana@fr.contoso.com is in de" in verdict(plan).what


def test_two_people_who_become_one_are_met_by_the_addresses_of_both(household: Household) -> None:
    household.apply(asserting(two_countries(ANA), WALL))
    one = declared({"de": [admin(KAI), member(ANA)], "fr": [admin(KAI), member(ANA)]})

    plan = household.plan(asserting(knowing(one, Person(ANA, also=(LEA,))), WALL))

    assert next(c.do for c in plan.changes) is Action.MERGE_PERSON
    assert "ana@contoso.com is in de" in verdict(plan).what


def test_apply_looks_again_at_its_own_day(household: Household) -> None:
    """A plan that nothing spoke against when it was made is judged on what it leads to now."""
    household.apply(two_countries())
    plan = household.plan(two_countries(ANA, LEA))
    household.apply(asserting(two_countries(), WALL))

    step = household.step(replace(plan, serial=household.current().serial))

    assert (step.commit, step.result.result) == (None, Result.BLOCKED)
    assert step.result.why == (
        "stopped by guard assertion: never *@fr.contoso.com sees de: lea@fr.contoso.com would be in de",
    )


def test_of_how_many_people_a_line_speaks_who_are_there_already_is_counted(household: Household) -> None:
    household.apply(two_countries(LEA, LUC))
    household.accept_all()

    (line,) = verdict(household.plan(asserting(two_countries(LEA, LUC), WALL))).to_change

    assert (line.place, line.people) == ("", 2)
    assert line.what == "2 people in de already, and this plan takes nobody out"
