"""A workspace with a new name: said by ``was:`` (D-12), or guessed by a guard from who is in it (D-13)."""

import pytest
from estates import BEN, CONTOSO, DAY_ONE, KAI, LIN, MIA, Household, admin, declared, lines, member, with_facts

from reconciler.findings import Severity
from reconciler.kinds.desired import Desired
from reconciler.kinds.estate import Estate
from reconciler.kinds.seat import Role, Seat, SeatState, shared
from reconciler.kinds.workspace import WorkspaceStatus
from reconciler.planning.changes import Action, Change
from reconciler.planning.guards import probable_rename
from reconciler.planning.guards.proposal import Proposal
from reconciler.planning.plan import CustomerPlan
from reconciler.rules import book

HELD = shared(Seat(SeatState.MEMBER, Role.MEMBER, generation=1))
OFFER = shared(Seat(SeatState.INVITED, Role.MEMBER, generation=1, attempt=1, expires=DAY_ONE))
GONE = shared(Seat(SeatState.REMOVED, Role.MEMBER, generation=1))


def team(count: int, start: int = 0) -> list[str]:
    return [f"p{n:03}@contoso.com" for n in range(start, start + count)]


def of(workspaces: dict[str, list[str]]) -> Estate:
    """Each workspace with kai as admin and these members."""
    return declared({w: [admin(KAI), *map(member, people)] for w, people in workspaces.items()})


def stopping(plan: CustomerPlan) -> dict[str, str]:
    return {g.guard: g.what for g in plan.guards if not g.ok}


def settled(household: Household, estate: Estate) -> None:
    household.apply(estate)
    household.accept_all()


def judged(left: dict[str, list[str]], joined: dict[str, list[str]], **circumstances: object) -> list[str]:
    """What the guard says of people who are taken out of workspaces, and invited to new ones."""
    changes = [Change(Action.CREATE_WORKSPACE, w, None, {}, "S-04") for w in joined]
    changes += [Change(Action.INVITE, w, None, OFFER, "S-07", tuple(p)) for w, p in joined.items()]  # type: ignore[arg-type]
    changes += [Change(Action.REMOVE, w, HELD, GONE, "D-14", tuple(p)) for w, p in left.items()]  # type: ignore[arg-type]
    proposal = Proposal(changes, Desired(Estate(CONTOSO), None), Estate(CONTOSO), DAY_ONE)
    return [str(each) for each in probable_rename.likenesses(proposal._replace(**circumstances))]  # type: ignore[arg-type]


def test_d_13_a_workspace_that_was_renamed_without_a_word_is_stopped(household: Household) -> None:
    settled(household, of({"azure": team(9)}))

    plan = household.plan(of({"azure-platform": team(9)}))

    said = "azure looks like the new azure-platform: 10 of 10 people are the same"
    assert stopping(plan) == {"probable_rename": said}
    (verdict,) = (g for g in plan.guards if g.guard == "probable_rename")
    assert "write `was: azure` on azure-platform" in verdict.remedy


def test_d_13_was_is_the_way_out(household: Household) -> None:
    settled(household, of({"azure": team(9)}))

    plan = household.apply(with_facts(of({"azure-platform": team(9)}), "azure-platform", was="azure"))

    assert lines(plan) == ["rename_workspace azure-platform"]


def test_d_13_who_says_that_the_old_one_is_archived_means_it(household: Household) -> None:
    settled(household, of({"azure": team(9)}))
    both = of({"azure": team(9), "azure-platform": team(9)})

    plan = household.plan(with_facts(both, "azure", status=WorkspaceStatus.ARCHIVED))

    assert stopping(plan) == {}


def test_d_13_in_two_applies_everybody_comes_first_and_leaves_then(household: Household) -> None:
    settled(household, of({"azure": team(9)}))
    estate = of({"azure-platform": team(9)})

    household.apply(estate, no_removals=True)
    household.accept_all()
    plan = household.apply(estate)

    assert lines(plan) == ["archive_workspace azure"]


def test_d_13_people_taken_from_a_workspace_that_stays_are_told_how_to_move(household: Household) -> None:
    settled(household, of({"azure": team(20)}))

    plan = household.plan(of({"azure": team(11, 9), "emea": team(9)}))

    assert stopping(plan) == {"probable_rename": "azure looks like the new emea: 9 of 10 people are the same"}
    (verdict,) = (g for g in plan.guards if g.guard == "probable_rename")
    assert "--no-removals" in verdict.remedy
    assert "status: archived" not in verdict.remedy


def test_d_13_four_people_are_no_group_and_five_are() -> None:
    assert judged({"old": team(4)}, {"new": team(4)}) == []
    assert judged({"old": team(5)}, {"new": team(5)}) == ["old looks like the new new: 5 of 5 people are the same"]


@pytest.mark.parametrize(("both", "more", "stops"), [(8, 2, True), (7, 2, False), (80, 20, True), (79, 20, False)])
def test_d_13_eighty_percent_of_all_who_are_in_either_are_enough(both: int, more: int, stops: bool) -> None:
    old, new = team(both), team(both + more)

    assert bool(judged({"old": old}, {"new": new})) is stops
    assert bool(judged({"old": new}, {"new": old})) is stops


def test_d_13_the_likest_of_several_is_named_and_each_new_workspace_is_looked_at() -> None:
    left = {"half": team(5), "most": team(9), "other": team(6, 100)}

    found = judged(left, {"next": team(10), "third": team(6, 100), "fresh": team(30, 200)})

    assert found == [
        "most looks like the new next: 9 of 10 people are the same",
        "other looks like the new third: 6 of 6 people are the same",
    ]


def test_d_13_people_who_leave_a_hundred_workspaces_for_a_hundred_are_added_up_once() -> None:
    """Linear in the people: all of them share one tuple of workspaces, whoever invites them."""
    left = {f"old-{n:03}": team(200) for n in range(100)}

    found = judged(left, {f"new-{n:03}": team(200) for n in range(100)})

    assert found[0] == "old-000 looks like the new new-000: 200 of 200 people are the same"
    assert len(found) == 100


def test_d_13_an_open_offer_that_is_taken_back_counts_as_somebody_who_leaves(household: Household) -> None:
    household.apply(of({"azure": team(9)}))

    assert list(stopping(household.plan(of({"azure-platform": team(9)})))) == ["probable_rename"]


def told(estate: Estate) -> list[tuple[str, str, tuple[str, ...], tuple[tuple[str, ...], ...]]]:
    found = book.check(estate)
    return [(f.rule, f.summary, f.subject, f.also_subjects) for f in found if f.rule == "D-12"]


def named(**was: str) -> Estate:
    estate = of({w: [BEN] for w in was})
    for workspace, old in was.items():
        estate = with_facts(estate, workspace, was=old or None)
    return estate


def at(workspace: str) -> tuple[str, ...]:
    return ("workspaces", workspace, "was")


def test_d_12_two_workspaces_cannot_change_places_in_one_step() -> None:
    assert told(named(emea="apac", apac="emea")) == [("D-12", "circular renames", at("apac"), (at("emea"),))]


def test_d_12_a_longer_circle_names_every_place_once() -> None:
    found = told(named(a="b", b="c", c="a", d="a"))

    assert ("D-12", "circular renames", at("a"), (at("b"), at("c"))) in found
    assert [summary for _, summary, _, _ in found].count("circular renames") == 1


def test_d_12_a_workspace_was_never_itself() -> None:
    assert told(named(emea="emea")) == [("D-12", "workspace that was itself", at("emea"), ())]


def test_d_12_an_id_that_is_still_declared_cannot_have_become_another() -> None:
    assert told(named(emea="europe", europe="")) == [
        ("D-12", "renamed workspace that is still declared", at("emea"), (("workspaces", "europe"),))
    ]


def test_d_12_one_workspace_cannot_become_two() -> None:
    assert told(named(emea="europe", uk="europe")) == [
        ("D-12", "two workspaces that were one", at("uk"), (at("emea"),))
    ]


def test_d_12_a_rename_that_was_done_may_stay_in_the_files(household: Household) -> None:
    settled(household, of({"europe": [BEN]}))
    estate = named(emea="europe")
    household.apply(estate)

    plan = household.plan(estate)

    assert not plan.changes
    assert [f for f in plan.findings if f.rule == "D-12"] == []


def test_d_12_an_id_that_nobody_knows_is_pointed_out_with_the_nearest(household: Household) -> None:
    settled(household, of({"europe": [BEN]}))

    plan = household.plan(named(emea="euroep"))

    (found,) = (f for f in plan.findings if f.rule == "D-12")
    assert (found.severity, found.remedy) == (Severity.WARNING, "Did you mean `was: europe`?")
    assert "create_workspace emea" in lines(plan)


def test_d_12_a_workspace_with_a_history_takes_no_other_ones_place(household: Household) -> None:
    settled(household, of({"emea": [BEN], "europe": [LIN]}))

    plan = household.plan(named(emea="europe"))

    assert [f.summary for f in plan.findings if f.rule == "D-12"] == ["workspace that cannot be renamed"]
    assert "archive_workspace europe" in lines(plan)


def test_d_12_an_archived_workspace_is_renamed_and_waits_to_be_restored(household: Household) -> None:
    settled(household, of({"europe": [BEN]}))
    household.apply(declared())
    estate = named(emea="europe")

    assert lines(household.apply(estate)) == ["rename_workspace emea"]
    assert lines(household.apply(with_facts(estate, "emea", restore=True))) == ["restore_workspace emea"]
    assert household.problems() == ()


def test_d_13_leavers_and_other_workspaces_do_not_hide_a_rename(household: Household) -> None:
    """Sixteen people, of whom two are new and two are gone: 14 of 18 are 77 %; one less of each is enough."""
    settled(household, of({"azure": team(15)}))

    unlike = household.plan(of({"azure-platform": [*team(13), *team(2, 500)]}))
    alike = household.plan(of({"azure-platform": [*team(14), *team(1, 500)]}))

    assert "probable_rename" not in stopping(unlike)
    assert "probable_rename" in stopping(alike)


def test_d_13_a_new_workspace_with_the_people_of_one_that_stays_is_no_rename(household: Household) -> None:
    settled(household, of({"azure": team(9)}))

    plan = household.plan(of({"azure": team(9), "emea": team(9)}))

    assert stopping(plan) == {}
    assert MIA not in {p for c in plan.changes for p in c.who}
