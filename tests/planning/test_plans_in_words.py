"""Plans, whole, for a reader to look through: for each who may do something, for all, and where somebody is renamed."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from estates import (
    ANA,
    BEN,
    DAY_ONE,
    KAI,
    LIN,
    MIA,
    Household,
    addon,
    admin,
    contract,
    declared,
    member,
    with_facts,
    with_people,
)
from goldens import Golden
from plan_words import approvals_said, from_its_file, plan_said, said
from roles_at_contoso import ALLOWED, AVERY, NEW, NOA, U26, VENDOR, as_it_is, fresh, told

from reconciler.findings import Run
from reconciler.kinds.account import Identity
from reconciler.kinds.account_policy import AccountKind
from reconciler.kinds.assertion import Assertion, Never, Only
from reconciler.kinds.contract import Support
from reconciler.kinds.estate import Estate
from reconciler.kinds.limits import Limits
from reconciler.kinds.person import Person, PersonStatus
from reconciler.kinds.seat import Note
from reconciler.kinds.vendor import VendorPerson
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning.plan import CustomerPlan
from reconciler.workflows.seen_by import Eyes

ANA_R, BEN_B = "ana.r@contoso.com", "ben.b@contoso.com"
UMA, UMA_B = "uma@fabrikam.com", "uma.b@fabrikam.com"
GIVEN = "whose word is given"
Scene = Callable[[], Iterator[tuple[str, CustomerPlan]]]


def all_eyes(
    household: Household, estate: Estate, *actors: str, vendor: list[VendorPerson] = VENDOR, on: date = DAY_ONE
) -> Iterator[tuple[str, CustomerPlan]]:
    """The plan for each actor, and whose word it needs; mia@, kai@, and ana@ who may not, have given theirs."""
    views = [(actor, Eyes(actor, vendor)) for actor in actors]
    views += [
        ("whose word", Eyes(None, vendor)),
        (GIVEN, Eyes(None, vendor, approvers=(MIA, KAI, ANA))),
    ]
    for name, eyes in views:
        view = eyes.view(estate, household.current(), on)
        assert view is not None
        yield name, household.plan(estate, on, view=view)


def with_member(estate: Estate, workspace: str, person: str) -> Estate:
    at = WorkspaceId(workspace)
    return replace(estate, seats={**estate.seats, at: {**estate.seats[at], **dict([member(person)])}})


def a_new_workspace() -> Iterator[tuple[str, CustomerPlan]]:
    estate = told(finance=(ANA, NEW), default=(BEN, LIN))
    estate = with_people(estate, Person(UMA, name="Uma Berg", account=AccountKind.WORK))
    data = WorkspaceId("data")
    estate = replace(
        estate,
        workspaces={
            **estate.workspaces,
            data: replace(estate.workspaces[WorkspaceId("retail")], name="Data", purpose="Reports"),
        },
        seats={**estate.seats, data: dict([admin(NEW), member(ANA), member(UMA)])},
    )
    estate = with_facts(estate, "finance", benefits={"hours": 50}, name="Finance", purpose="Ledgers")
    yield from all_eyes(as_it_is(), estate, MIA, KAI, ANA, AVERY)


def a_looser_policy() -> Iterator[tuple[str, CustomerPlan]]:
    estate = with_people(told(finance=(ANA, NOA)), Person(NOA, account=AccountKind.PERSONAL))
    estate = replace(estate, policy=ALLOWED, limits=Limits(removals_floor=3))
    yield from all_eyes(as_it_is(), estate, MIA, KAI, AVERY)


def a_person_of_another_kind() -> Iterator[tuple[str, CustomerPlan]]:
    household = as_it_is()
    estate = with_people(told(finance=(NOA,), default=(BEN, ANA)), Person(NOA, name="Noa", account=AccountKind.WORK))
    yield from all_eyes(household, estate, MIA, KAI, LIN)


def admins_change() -> Iterator[tuple[str, CustomerPlan]]:
    people = {
        "default": [member(BEN)],
        "finance": [admin(ANA), member(KAI)],
        "retail": [admin(ANA), admin(LIN, until=DAY_ONE + timedelta(days=60)), member(BEN, note=Note(ticket="CHG-1"))],
    }
    yield from all_eyes(as_it_is(), declared(people, {"u26": U26}), MIA, KAI, LIN)


def a_workspace_goes() -> Iterator[tuple[str, CustomerPlan]]:
    people = {"default": [member(BEN), member(LIN)], "finance": [admin(KAI)]}
    estate = with_people(declared(people, {"u26": U26}), Person(ANA, status=PersonStatus.LEAVER))
    yield from all_eyes(as_it_is(), estate, MIA, KAI, LIN)


def names_change() -> Iterator[tuple[str, CustomerPlan]]:
    asserted = Limits(assertions=(Assertion(only=Only("finance", (KAI, ANA))), Assertion(never=Never(BEN, "retail"))))
    household = fresh()
    household.apply(with_member(told(limits=asserted), "retail", UMA))
    household.accept_all()
    people = {
        "default": [member(BEN_B)],
        "money": [admin(KAI), member(ANA_R), member(NEW)],
        "retail": [admin(LIN), member(ANA_R), member(UMA_B)],
    }
    now = Limits(assertions=(Assertion(only=Only("money", (KAI, ANA_R, NEW))), Assertion(never=Never(BEN_B, "retail"))))
    estate = with_facts(declared(people, {"u26": U26}, limits=now), "money", was="finance", purpose="Ledgers")
    estate = with_people(
        estate, Person(ANA_R, also=(ANA,), name="Ana Ruiz"), Person(BEN_B, also=(BEN,)), Person(UMA_B, also=(UMA,))
    )
    yield from all_eyes(household, estate, MIA, KAI, LIN)


def a_contract_changes() -> Iterator[tuple[str, CustomerPlan]]:
    household, personal = fresh(), Person(NOA, account=AccountKind.PERSONAL)
    premier = replace(U26, support=Support.PREMIER)
    household.apply(with_people(replace(told(finance=(ANA, NOA)), contracts={"u26": premier}), personal))  # type: ignore[dict-item]
    household.accept_all()
    tighter = with_people(
        told(finance=(ANA, NOA), contracts={"u26": replace(U26, services_admins=(MIA, NEW), csam=None)}), personal
    )
    yield from all_eyes(household, tighter, MIA, KAI, AVERY)
    over = replace(told(), contracts={"u26": replace(premier, ends=DAY_ONE - timedelta(days=1))})  # type: ignore[dict-item]
    yield from all_eyes(household, over, MIA, KAI)


def nobody_of_the_vendor() -> Iterator[tuple[str, CustomerPlan]]:
    estate = with_people(told(finance=(ANA, UMA)), Person(UMA, name="Uma Berg", account=AccountKind.WORK))
    yield from all_eyes(fresh(), estate, MIA, AVERY, vendor=[])
    nobody = replace(estate, contracts={"u26": contract(benefits={"hours": addon(100)})})  # type: ignore[dict-item]
    yield from all_eyes(fresh(), nobody, MIA, vendor=[])


def people_are_renamed() -> Iterator[tuple[str, CustomerPlan]]:
    household = fresh()
    known = Person(ANA, name="Ana", account=AccountKind.WORK, language="de")
    household.apply(with_people(told(), known, Person(BEN, also=("b@contoso.com",))))
    household.answer(
        ("finance", ANA, "accepted"), account=AccountKind.WORK, identity=Identity("https://id.example,tenant,object")
    )
    household.answer(("default", BEN, "bounced"), ("retail", LIN, "declined"))
    for name, person in (
        ("only the address", Person(ANA_R, also=(ANA,))),
        ("name and language too", Person(ANA_R, also=(ANA,), name="Ana Ruiz", language="es")),
        ("with another address", Person(ANA_R, also=(ANA, "a@contoso.com"))),
    ):
        people = {
            "default": [member(BEN)],
            "finance": [admin(KAI), member(ANA_R)],
            "retail": [admin(LIN), member(ANA_R)],
        }
        yield (
            name,
            household.plan(with_people(declared(people, {"u26": U26}), person, Person(BEN, also=("b@contoso.com",)))),
        )
    people = {"default": [member(BEN_B)], "finance": [admin(KAI), member(ANA)], "retail": [admin(LIN), member(ANA)]}
    yield "who bounced", household.plan(with_people(declared(people, {"u26": U26}), known, Person(BEN_B, also=(BEN,))))
    people = {"default": [member("b@contoso.com")], "finance": [admin(KAI), member(ANA)], "retail": [admin(LIN)]}
    yield "to an address of theirs", household.plan(with_people(declared(people, {"u26": U26}), known))


def people_are_merged() -> Iterator[tuple[str, CustomerPlan]]:
    household = fresh()
    people = {
        "default": [member(BEN)],
        "finance": [admin(KAI), member(ANA, until=DAY_ONE + timedelta(days=90)), member(ANA_R)],
        "retail": [admin(LIN), admin(ANA_R), member(BEN)],
    }
    asserted = Limits(assertions=(Assertion(only=Only("finance", (KAI, ANA, ANA_R))),))
    before = declared(people, {"u26": U26}, limits=asserted)
    household.apply(with_people(before, Person(ANA, name="Ana", language="de"), Person(BEN, account=AccountKind.WORK)))
    household.answer(("finance", ANA, "accepted"), ("retail", BEN, "declined"), ("finance", ANA_R, "bounced"))
    people = {
        "default": [member(BEN)],
        "finance": [admin(KAI), member(ANA_R)],
        "retail": [admin(LIN), admin(ANA_R), member(BEN)],
    }
    now = declared(people, {"u26": U26}, limits=Limits(assertions=(Assertion(only=Only("finance", (KAI, ANA_R))),)))
    yield "two", household.plan(with_people(now, Person(ANA_R, also=(ANA,)), Person(BEN, account=AccountKind.WORK)))
    people = {"default": [member(ANA_R)], "finance": [admin(KAI), member(ANA_R)], "retail": [admin(LIN), admin(ANA_R)]}
    three = with_people(declared(people, {"u26": U26}, limits=now.limits), Person(ANA_R, also=(ANA, BEN), name="Ana B"))
    yield "three", household.plan(three)
    people = {"default": [member(UMA)], "finance": [admin(KAI), member(UMA)], "retail": [admin(LIN), admin(UMA)]}
    yield (
        "two under a third name",
        household.plan(
            with_people(declared(people, {"u26": U26}), Person(UMA, also=(ANA, ANA_R, BEN), account=AccountKind.WORK))
        ),
    )


def admins_follow() -> Iterator[tuple[str, CustomerPlan]]:
    household, seven, two = fresh(), "abcdefg", Limits(min_admins=2)
    household.apply(declared({w: [admin(KAI)] for w in seven}))
    yield "none has accepted", household.plan(declared({w: [admin(KAI)] for w in seven}))
    household.accept_all()
    to_one = with_people(declared({w: [admin(NEW)] for w in seven[:2]}), Person(NEW, name="Noor"))
    yield "to one", household.apply(to_one)
    yield "to one who was asked", household.plan(to_one)
    yield "to three", household.plan(declared({w: [admin(NEW), admin(ANA), admin(BEN)] for w in seven[:2]}))
    household.answer(("a", NEW, "declined"), ("b", NEW, "accepted"))
    yield "to one who declined, and one who accepted", household.plan(to_one)
    yield "to nobody, as a member", household.plan(declared({"a": [member(KAI), admin(LIN)], "b": [admin(NEW)]}))
    household = fresh()
    household.apply(declared({w: [admin(p) for p in (KAI, ANA, BEN)] for w in "ab"}, limits=two))
    household.accept_all()
    fewer = {"a": [admin(LIN), admin(NEW)], "b": [admin(KAI), member(ANA), admin(LIN)]}
    yield "three to two others", household.plan(declared(fewer, limits=two))
    leaving = with_people(declared(fewer, limits=two), Person(KAI, status=PersonStatus.LEAVER))
    yield "one of three leaves", household.plan(leaving)


SCENES: tuple[Scene, ...] = (
    a_new_workspace,
    a_looser_policy,
    a_person_of_another_kind,
    admins_change,
    a_workspace_goes,
    names_change,
    a_contract_changes,
    nobody_of_the_vendor,
    people_are_renamed,
    people_are_merged,
    admins_follow,
)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_a_plan_says_what_changes_for_whom_and_who_is_asked(scene: Scene, golden: Golden) -> None:
    told = list[str]()
    for name, made in scene():
        written = [c._replace(places=(Run("contoso.yaml", n, 5, c.size),)) for n, c in enumerate(made.changes, 7)]
        plan = replace(made, changes=tuple(written))
        read, line = from_its_file(plan)
        assert replace(read, findings=()) == replace(plan, findings=())
        read = replace(read, findings=plan.findings)
        told += [f"{name}:", *(approvals_said(read) if name == GIVEN else plan_said(read))]
        if scene is nobody_of_the_vendor:
            told += [f"  written as {said(each)}" for each in line.get("approvals", ())]
            told += [
                f"  written as to: {said(each['to'])}, with {', '.join(each)}" for each in line.get("requests", ())
            ]

    golden(f"planning/plans/{scene.__name__}.txt", "\n".join(told) + "\n")
