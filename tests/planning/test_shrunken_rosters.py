"""Rosters that lost rows (D-18): the removals wait, the additions go on, the state remembers how many there were."""

from dataclasses import replace
from io import BytesIO

import pytest
from estates import DAY_ONE, KAI, Household, admin, declared, lines, member, with_facts, with_people

from reconciler.kinds.estate import Estate
from reconciler.kinds.limits import Limits
from reconciler.kinds.person import Person, PersonStatus
from reconciler.kinds.source import Source, source_from_plain, source_plain
from reconciler.kinds.workspace import Manage, WorkspaceId
from reconciler.planning import plan_file
from reconciler.planning.changes import Action
from reconciler.planning.plan import CustomerPlan, Heading, Listing, Verdict

WIDE = Limits(removals_floor=1000)
EMEA = WorkspaceId("emea")


def team(count: int, start: int = 0) -> list[str]:
    return [f"p{n:03}@contoso.com" for n in range(start, start + count)]


def emea(people: list[str], limits: Limits = WIDE) -> Estate:
    return replace(declared({"emea": [admin(KAI), *map(member, people)]}), limits=limits)


def rosters(**rows: int) -> dict[WorkspaceId, Source]:
    return {EMEA: Source("contoso.yaml", {f"{name}.csv": count for name, count in rows.items()})}


def verdict(plan: CustomerPlan) -> Verdict:
    return next(g for g in plan.guards if g.guard == "shrunken_source")


def held(plan: CustomerPlan) -> list[str]:
    return [p for each in plan.listed if each.rule == "D-18" and each.listing is Listing.HELD for p in each.who]


def kept(household: Household) -> Source | None:
    return household.current().sources.get(EMEA)


@pytest.fixture
def filled(household: Household) -> Household:
    """100 people from one roster, everybody in."""
    household.apply(emea(team(100)), sources=rosters(a=100))
    household.accept_all()
    return household


def test_removals_wait_and_additions_go_on(filled: Household) -> None:
    shrunken = emea([*team(40), "new@contoso.com"])

    plan = filled.apply(shrunken, sources=rosters(a=41))

    assert lines(plan) == ["invite emea new@contoso.com"]
    assert held(plan) == team(60, 40)
    said = verdict(plan)
    assert (said.ok, said.stops, said.value, said.limit, said.of, said.held) == (False, False, 59, 10, 100, 60)
    assert said.what == (
        "a.csv has 41 rows and had 100 when last applied (removals from emea: 60); the limit is 10 rows (at least 10)"
    )


def test_what_a_permit_names_is_in_one_order_whoever_was_compared_first(filled: Household) -> None:
    counted = verdict(filled.plan(emea(team(40)), sources=rosters(a=40))).counted

    assert len(counted) == 60
    assert list(counted) == sorted(counted)


def test_what_is_held_stays_held_until_the_rows_come_back(filled: Household) -> None:
    filled.apply(emea(team(40)), sources=rosters(a=40))
    again = filled.plan(emea(team(40)), sources=rosters(a=40))
    back = filled.apply(emea(team(100)), sources=rosters(a=100))

    assert not again.changes
    assert len(held(again)) == 60
    assert not back.changes
    assert held(back) == []
    assert kept(filled) == Source("contoso.yaml", {"a.csv": 100})


@pytest.mark.parametrize(
    ("rows", "left", "waits"), [(100, 90, 0), (100, 89, 11), (200, 180, 0), (200, 179, 21), (12, 2, 0)]
)
def test_more_than_ten_rows_and_more_than_ten_percent_is_too_much(
    household: Household, rows: int, left: int, waits: int
) -> None:
    household.apply(emea(team(rows)), sources=rosters(a=rows))
    household.accept_all()

    assert len(held(household.plan(emea(team(left)), sources=rosters(a=left)))) == waits


def test_a_roster_that_became_empty_may_lose_no_row_at_all(household: Household) -> None:
    household.apply(emea(team(3)), sources=rosters(a=3))
    household.accept_all()

    plan = household.plan(emea([]), sources=rosters(a=0))

    assert held(plan) == team(3)
    assert (verdict(plan).limit, verdict(plan).ok) == (0, False)


def test_a_roster_may_shrink_slowly(filled: Household) -> None:
    for left in (91, 82, 73):
        filled.apply(emea(team(left)), sources=rosters(a=left))

    assert kept(filled) == Source("contoso.yaml", {"a.csv": 73})


def test_a_raised_limit_counts_from_the_next_apply_on(filled: Household) -> None:
    meant = emea(team(40), replace(WIDE, shrunken_rows=60))

    first = filled.apply(meant, sources=rosters(a=40))
    second = filled.apply(meant, sources=rosters(a=40))

    assert lines(first) == ["set_limits"]
    assert len(held(first)) == 60
    assert [c.size for c in second.changes if c.do is Action.REMOVE] == [60]
    assert kept(filled) == Source("contoso.yaml", {"a.csv": 40})
    assert not filled.plan(meant, sources=rosters(a=40)).changes
    assert filled.problems() == ()


def test_a_tighter_limit_works_in_the_plan_that_brings_it(filled: Household) -> None:
    plan = filled.plan(emea(team(95), replace(WIDE, shrunken_rows=2, shrunken_percent=2.0)), sources=rosters(a=95))

    assert held(plan) == team(5, 95)


def test_nothing_is_held_where_nobody_would_be_removed(filled: Household) -> None:
    """Sixty rows moved to the YAML: everybody is still declared."""
    plan = filled.apply(emea(team(100)), sources=rosters(a=40))

    assert verdict(plan).ok
    assert kept(filled) == Source("contoso.yaml", {"a.csv": 40})


def test_what_is_stronger_than_being_undeclared_goes_through(filled: Household) -> None:
    leaver = team(1, 99)[0]
    plan = filled.plan(with_people(emea(team(40)), Person(leaver, status=PersonStatus.LEAVER)), sources=rosters(a=40))

    assert lines(plan) == [f"remove emea {leaver}"]
    assert len(held(plan)) == 59


def test_a_roster_that_was_renamed_or_split_is_judged_by_what_came_in_its_place(filled: Household) -> None:
    moved = filled.plan(emea(team(100)), sources=rosters(b=60, c=40))
    lost = filled.plan(emea(team(70)), sources=rosters(b=40, c=30))

    assert verdict(moved).ok
    assert len(held(lost)) == 30
    assert verdict(lost).what.startswith("b.csv and c.csv has 70 rows and had 100")


def test_a_rename_does_not_make_the_state_forget_what_is_held(filled: Household) -> None:
    filled.apply(emea(team(70)), sources=rosters(b=70))

    assert len(held(filled.plan(emea(team(70)), sources=rosters(b=70)))) == 30


def test_a_roster_that_is_named_no_more_is_intent(filled: Household) -> None:
    plan = filled.apply(emea([]), sources={EMEA: Source("contoso.yaml")})

    assert [c.size for c in plan.changes] == [100]
    assert kept(filled) == Source("contoso.yaml")


def test_only_the_workspaces_that_name_the_roster_wait(household: Household) -> None:
    def both(count: int) -> Estate:
        people = [admin(KAI), *map(member, team(count))]
        return replace(declared({"apac": people, "emea": people}), limits=WIDE)

    household.apply(both(50), sources=rosters(a=50))
    household.accept_all()

    plan = household.plan(both(10), sources=rosters(a=10))

    assert {c.at for c in plan.changes if c.do is Action.REMOVE} == {"apac"}
    assert {each.at for each in plan.listed if each.rule == "D-18"} == {"emea"}


@pytest.mark.parametrize("partly", [{"no_removals": True}, {"only": frozenset({WorkspaceId("apac")})}])
def test_a_plan_that_leaves_something_out_is_no_full_apply(filled: Household, partly: dict[str, object]) -> None:
    larger = replace(emea(team(100)), limits=replace(WIDE, min_admins=2))
    filled.apply(larger, sources=rosters(a=95), **partly)

    assert kept(filled) == Source("contoso.yaml", {"a.csv": 100})


def test_a_workspace_that_is_only_added_to_never_forgets_what_it_had(filled: Household) -> None:
    estate = with_facts(emea(team(40)), "emea", manage_members=Manage.ADD_ONLY)
    filled.apply(estate, sources=rosters(a=40))

    assert kept(filled) == Source("contoso.yaml", {"a.csv": 100})


def test_a_workspace_under_another_name_keeps_what_is_remembered_of_it(filled: Household) -> None:
    new = replace(declared({"europe": [admin(KAI), *map(member, team(40))]}), limits=WIDE)
    europe = {WorkspaceId("europe"): Source("contoso.yaml", {"a.csv": 40})}

    plan = filled.plan(with_facts(new, "europe", was="emea"), sources=europe)

    assert lines(plan) == ["rename_workspace europe"]
    assert len(held(plan)) == 60


def test_an_admin_whose_row_is_lost_stays_too(household: Household) -> None:
    people = [admin(KAI), *map(admin, team(20))]
    household.apply(replace(declared({"emea": people}), limits=WIDE), sources=rosters(a=20))
    household.accept_all()

    plan = household.plan(replace(declared({"emea": [admin(KAI)]}), limits=WIDE), sources=rosters(a=1))

    assert not plan.changes
    assert len(held(plan)) == 20
    assert all(not g.stops for g in plan.guards)


def test_the_guard_vanished_is_not_talked_out_of_a_lost_file_by_an_apply_without_removals(filled: Household) -> None:
    gone = replace(declared(), limits=WIDE)
    files = frozenset({"other.yaml"})

    filled.apply(replace(gone, limits=replace(WIDE, min_admins=2)), files=files, no_removals=True)

    assert [g.guard for g in filled.plan(gone, files=files).guards if g.stops] == ["vanished"]


def test_a_saved_plan_carries_what_is_to_be_remembered(filled: Household) -> None:
    plan = filled.plan(emea([*team(40), "new@contoso.com"]), sources=rosters(a=41))
    stream = BytesIO()

    plan_file.write(Heading(date=DAY_ONE, lineage="", config="", engine=""), [plan], stream)
    stream.seek(0)

    assert list(plan_file.customers(stream)) == [plan]


@pytest.mark.parametrize("source", [Source("a.yaml"), Source("a.yaml", {"b.csv": 3, "c.csv": 0})])
def test_a_source_comes_back_from_its_plain_form(source: Source) -> None:
    assert source_from_plain(source_plain(source)) == source


@pytest.mark.parametrize("plain", [{"file": 3, "rosters": {}}, {"file": "a", "rosters": {"b": "c"}}, {"rosters": {}}])
def test_a_source_that_is_none_is_refused(plain: object) -> None:
    with pytest.raises((KeyError, ValueError)):
        source_from_plain(plain)
