"""A merge of people leaves the same in every store: the same journal, the same estate, nothing unsound (D-12)."""

from dataclasses import replace
from pathlib import Path

import pytest
from estates import ANA, CONTOSO, KAI, Household, admin, declared, lines, member, with_people

from reconciler.kinds.estate import Estate
from reconciler.kinds.person import Person
from reconciler.kinds.seat import Note
from reconciler.stores import opening

OLD = "ana@northwind.example"
NOTE = Note("audit", "CHG-4711", "mia@contoso.com")


def lived(url: str) -> Household:
    """Two people, one of them a member and asked elsewhere; then they are one."""
    household = Household(f"merged {url}")
    household.url, household.store = url, opening.create(url, "lineage")
    two = {
        "finance": [admin(KAI), member(OLD, note=NOTE), member(ANA)],
        "retail": [admin(KAI), member(OLD)],
        "sales": [admin(KAI), member(ANA)],
    }
    household.apply(with_people(declared(two), Person(OLD, name="Ana Ruiz")))
    household.answer(("finance", OLD, "accepted"), ("finance", KAI, "accepted"))
    one = {w: [(p, s) for p, s in people if p != OLD] for w, people in two.items()}
    one["finance"] = [admin(KAI), member(ANA, note=NOTE)]
    one["retail"] = [admin(KAI), member(ANA)]
    plan = household.apply(with_people(declared(one), Person(ANA, name="Ana Ruiz", also=(OLD,))))
    assert lines(plan) == [f"merge_person {ANA}"]
    return household


def comparable(estate: Estate) -> Estate:
    return replace(estate, sources={})


@pytest.mark.parametrize("name", ["state.json", "state.db"])
def test_a_merge_leaves_the_same_in_every_store(name: str, tmp_path: Path) -> None:
    here, memory = lived(str(tmp_path / name)), lived(f"memory:compared with {tmp_path / name}")

    again = opening.open_for_reading(str(tmp_path / name))

    assert list(again.journal(CONTOSO)) == list(memory.store.journal(CONTOSO))
    assert list(again.private(CONTOSO)) == list(memory.store.private(CONTOSO))
    assert list(again.owed(CONTOSO)) == list(memory.store.owed(CONTOSO))
    assert comparable(here.current()) == comparable(memory.current())
    assert here.problems() == ()
    assert list(again.check()) == []
