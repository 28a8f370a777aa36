"""What each guard says where it stops a plan, whole, for a reader to look through: counted, limit, words, way out."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

import pytest
from estates import ANA, BEN, DAY_ONE, KAI, LIN, MIA, Household, admin, contract, declared, member, permit_for
from goldens import Golden

from reconciler.findings import Brought, Nowhere, Place, Run, Subject
from reconciler.kinds.assertion import Assertion, AtMost, Never, Only
from reconciler.kinds.estate import Estate
from reconciler.kinds.limits import Limits
from reconciler.kinds.source import Source
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning.effects import Effect, effects
from reconciler.planning.guards.book import GUARDS
from reconciler.planning.guards.vanished import customer_vanished
from reconciler.planning.permits import Granted
from reconciler.planning.plan import CustomerPlan, Verdict

NAMING_LIN = {"u26": contract(support_contacts=(LIN,))}
USUAL, LOOSE = Limits(), Limits(removals_floor=1000, invitations_floor=1000)

NO_ZOE = Limits(assertions=(Assertion(never=Never("zoe@*", "de")),))

ZOE = "zoe@contoso.com"


def team(name: str, count: int) -> list[str]:
    return [f"{name}{number}@contoso.com" for number in range(1, count + 1)]


def of(limits: Limits = USUAL, **workspaces: list[str]) -> Estate:
    return declared(
        {w: [admin(KAI), *map(member, people)] for w, people in workspaces.items()}, NAMING_LIN, limits=limits
    )


def sources(**rows: int) -> dict[WorkspaceId, Source]:
    return {WorkspaceId(w): Source(f"{w}.yaml", {f"{w}.csv": count}) for w, count in rows.items()}


def settled(name: str, estate: Estate, **circumstances: object) -> Household:
    household = Household(f"verdicts-{name}")
    household.apply(estate, **circumstances)
    household.accept_all()
    return household


def removals() -> Iterator[CustomerPlan]:
    household = settled("removals", of(finance=team("p", 30)))
    yield household.plan(of(finance=team("p", 20)))
    yield household.plan(of(finance=team("p", 10)))
    yield household.plan(replace(of(finance=team("p", 30)), closed=True))


def last_admin() -> Iterator[CustomerPlan]:
    household = settled("admins", of(finance=[ANA], retail=[ANA], hr=[ANA]))
    there = {"finance": [member(ANA)], "retail": [admin(KAI)], "hr": [admin(KAI)]}
    yield household.plan(declared(there, NAMING_LIN))
    yield household.plan(declared({w: [member(ANA)] for w in there}, NAMING_LIN))
    yield household.plan(of(Limits(min_admins=2), finance=[ANA], retail=[ANA], hr=[ANA]))

    household = settled("two", declared({w: [admin(KAI), admin(ANA)] for w in "ab"}, limits=Limits(min_admins=2)))
    yield household.plan(declared({w: [admin(KAI)] for w in "ab"}, limits=Limits(min_admins=2)))
    yield household.plan(declared({w: [admin(KAI)] for w in "ab"}, limits=Limits(min_admins=1)))
    yield household.plan(declared({w: [admin(KAI), admin(BEN)] for w in "ab"}, limits=Limits(min_admins=2)))


def vanished() -> Iterator[CustomerPlan]:
    seven = {name: [ANA] for name in ("a", "b", "c", "d", "e", "f", "g")}
    household = settled("vanished", of(LOOSE, **seven), sources=sources(**dict.fromkeys(seven, 1)))
    kept = frozenset({"contoso.yaml"})
    yield household.plan(of(LOOSE, **seven), files=kept)
    yield household.plan(of(LOOSE, a=[ANA]), files=kept | {f"{w}.yaml" for w in "acdefg"})
    yield household.plan(of(LOOSE, a=[ANA], b=[ANA]), files=kept)
    yield household.plan(of(LOOSE, a=[ANA]), files=kept)
    yield household.plan(replace(of(LOOSE, **seven), contracts={}), files=kept)


def probable_rename() -> Iterator[CustomerPlan]:
    old = {f"old{n}": team(f"{'abcd'[n]}", 9) for n in range(4)}
    household = settled("renamed", of(LOOSE, **old))
    yield household.plan(of(LOOSE, **old))
    yield household.plan(of(LOOSE, **{"new0" if w == "old0" else w: people for w, people in old.items()}))
    yield household.plan(of(LOOSE, **{**old, "old0": [], "new0": old["old0"]}))
    yield household.plan(of(LOOSE, **{w.replace("old", "new"): people for w, people in old.items()}))


def shrunken_source() -> Iterator[CustomerPlan]:
    full = {w: team(w, 30) for w in ("a", "b", "c", "d")}
    household = settled("shrunken", of(LOOSE, **full), sources=sources(**dict.fromkeys(full, 30)))
    yield household.plan(of(LOOSE, **full), sources=sources(**dict.fromkeys(full, 30)))
    left = {"a": 15, "b": 12, "c": 0, "d": 15}
    for lost in (("a",), ("c",), ("a", "b", "c", "d")):
        there = {w: left[w] if w in lost else 30 for w in full}
        yield household.plan(of(LOOSE, **{w: team(w, n) for w, n in there.items()}), sources=sources(**there))
    plan = household.plan(
        of(LOOSE, **full | {"a": team("a", 15)}), sources=sources(**dict.fromkeys(full, 30) | {"a": 15})
    )
    permits = Granted((permit_for(plan, "shrunken_source"),))
    yield household.plan(
        of(LOOSE, **full | {"a": team("a", 15)}),
        sources=sources(**dict.fromkeys(full, 30) | {"a": 15}),
        permits=permits,
    )


class Files(Nowhere):
    """Ana and Zoe are in de by one line, all who are called p by ten lines; a contract names people in its line 4."""

    def bringing(self, workspace: str, people: Collection[str]) -> tuple[Brought, ...]:
        one = tuple(person for person in people if workspace == "de" and person in (ANA, ZOE))
        crowd = tuple(person for person in people if workspace == "de" and person.startswith("p"))
        found = (Brought(Run("de.yaml", 7, 9), one), Brought(Run("de.csv", 2, 1, 10), crowd))
        return tuple(each for each in found if each.people)

    def of(self, subject: Subject) -> Place:
        return Place(f"{'/'.join(map(str, subject[:3]))}.yaml", 4, 5)


def assertion() -> Iterator[CustomerPlan]:
    household = settled(
        "asserted",
        of(NO_ZOE, de=[ANA, *team("p", 10)], fr=[ANA, LIN]),
    )
    yield household.plan(of(NO_ZOE, de=[ANA, *team("p", 10)]))
    for asserted in (
        Assertion(never=Never("*@contoso.com", "fr")),
        Assertion(never=Never("ana@contoso.com", "de")),
        Assertion(only=Only("de", ("kai@contoso.com",))),
        Assertion(at_most=AtMost("fr", members=1)),
    ):
        yield household.plan(
            of(Limits(assertions=(asserted,)), de=[ANA, MIA, *team("p", 10)], fr=[ANA, LIN]), places=Files()
        )
    several = tuple(Assertion(never=Never(f"p{n}@contoso.com", "de")) for n in range(1, 6))
    yield household.plan(of(Limits(assertions=several), de=[ANA, *team("p", 10)], fr=[ANA, LIN]), places=Files())
    yield household.plan(of(Limits(assertions=several[:3]), de=[ANA, *team("p", 10)], fr=[ANA, LIN]), places=Files())
    yield household.plan(of(NO_ZOE, de=[ANA, ZOE, *team("p", 10)], fr=[ANA, LIN]), places=Files())
    yield household.plan(of(de=[ANA, ZOE, *team("p", 10)], fr=[ANA, LIN]), places=Files())


def contract_named() -> Iterator[CustomerPlan]:
    household = settled("named", of(finance=[LIN, ANA, MIA], retail=[LIN]))
    yield household.plan(of(finance=[LIN, MIA], retail=[LIN]))
    yield household.plan(of(finance=[ANA, MIA], retail=[LIN]))
    yield household.plan(of(finance=[], retail=[]))
    yield household.plan(of(retail=[]))


def mass_invitation() -> Iterator[CustomerPlan]:
    household = Household("verdicts-first")
    yield household.plan(of(finance=team("p", 60)))
    household = settled("many", of(finance=[ANA, LIN]))
    yield household.plan(of(finance=[ANA, LIN, *team("p", 50)]))
    yield household.plan(of(finance=[ANA, LIN, *team("p", 51)]))
    yield household.plan(of(finance=[ANA, LIN, *team("p", 2)], retail=team("p", 50)))


def undone() -> Iterator[CustomerPlan]:
    household = settled("undone", of(finance=[ANA, BEN]))
    yield household.plan(of(finance=[ANA, BEN, LIN]), taken_back=lambda: frozenset({Effect("retail", ANA, b"{}")}))
    meant = of(finance=[LIN], retail=[ANA])
    changes = household.plan(meant).changes
    yield household.plan(meant, taken_back=lambda: frozenset(e for c in changes[:1] for e in effects(c)))
    yield household.plan(meant, taken_back=lambda: frozenset(e for c in changes for e in effects(c)))


Scene = Callable[[], Iterator[CustomerPlan]]
SCENES: tuple[Scene, ...] = (
    removals,
    last_admin,
    vanished,
    probable_rename,
    shrunken_source,
    assertion,
    contract_named,
    mass_invitation,
    undone,
)


def verdict_said(verdict: Verdict) -> Iterator[str]:
    out_of = f" of {verdict.of}" if verdict.of else ""
    held = f", {verdict.held} held" if verdict.held else ""
    fate = "lets it pass" if verdict.ok else "stops it" if verdict.stops else "lets the others go on"
    yield f"{fate}: {verdict.value}{out_of}, limit {verdict.limit}{held}"
    yield from (f"  {sentence}" for sentence in (verdict.what, verdict.remedy) if sentence)
    yield from (f"  {each.place or 'nowhere'}: {each.what} ({each.people})" for each in verdict.to_change)
    first = " ".join(verdict.counted[:3])
    yield f"  a permit names {len(verdict.counted)}: {first}" if first else "  a permit names none"


def test_there_is_a_scene_for_each_guard() -> None:
    assert [scene.__name__ for scene in SCENES] == list(GUARDS)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_a_guard_says_what_it_counted_and_what_to_do(scene: Scene, golden: Golden) -> None:
    name = scene.__name__
    said = [line for plan in scene() for v in plan.guards if v.guard == name for line in verdict_said(v)]

    golden(f"planning/verdicts/{name}.txt", "\n".join(said) + "\n")


def test_a_customer_that_is_gone_is_told_with_how_many_it_had() -> None:
    verdict = customer_vanished(settled("gone", of(a=[ANA])).current(), DAY_ONE)

    assert list(verdict_said(verdict)) == [
        "stops it: 1, limit 0",
        "  customer contoso with 4 memberships is no longer declared in any file",
        "  bring its files back; or keep one that says `customer: contoso` and `status: closed`",
        "  a permit names none",
    ]
