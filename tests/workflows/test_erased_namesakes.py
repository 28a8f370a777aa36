"""Erasing somebody whose address another person had before them, or has after them."""

from pathlib import Path

import pytest
from runs import CONTOSO, CUSTOMER, JUNE, Run, world
from undoing import WITHOUT_BEN, applied, conflicts, current, in_finance, last_apply, planned

from reconciler.history.replay import replayed
from reconciler.history.verify import verified
from reconciler.kinds.address import PersonKey
from reconciler.reporting.erased import erased_text
from reconciler.reporting.look import Look
from reconciler.workflows.erase import erased

ANA, BEN, EVA = map(PersonKey, ("ana@contoso.com", "ben@contoso.com", "eva@contoso.com"))
LIN_TOO = PersonKey("lin.too@contoso.com")
MERGED = WITHOUT_BEN.replace("workspaces:", f"people:\n  {ANA}: {{also: [{BEN}]}}\nworkspaces:")
RENAMED = CUSTOMER.replace(BEN, EVA).replace("workspaces:", f"people:\n  {EVA}: {{also: [{BEN}]}}\nworkspaces:")
BOTH = CUSTOMER.replace(BEN, f"{BEN}, {EVA}")


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return in_finance(Run(tmp_path))


def anew(run: Run, between: str, after: str) -> None:
    """Somebody new is asked at an address that was another's."""
    before = current(run).numbers[BEN]
    alone = WITHOUT_BEN if between == MERGED else CUSTOMER.replace(BEN, EVA)
    for declared in (between, alone, after):
        applied(run, declared)
    assert current(run).numbers[BEN] != before


def sound(run: Run) -> tuple[str, ...]:
    return verified(run.store(), CONTOSO).problems


def words(run: Run) -> list[str]:
    return [value.text or "" for value in run.store().private(CONTOSO)]


@pytest.mark.parametrize(("between", "after"), [(MERGED, CUSTOMER), (RENAMED, BOTH)], ids=["merged", "renamed"])
def test_whoever_had_the_address_before_stays_who_they_were(run: Run, between: str, after: str) -> None:
    anew(run, between, after)
    before = current(run)
    erased(run.state, BEN, world(JUNE))

    assert sound(run) == ()
    assert current(run).numbers == {p: n for p, n in before.numbers.items() if p != BEN}
    holding = run.store().holding(CONTOSO)
    assert holding is not None
    first = next(replayed(CONTOSO, run.store().journal(CONTOSO), holding))
    assert BEN in {person for change in first.changes for person in change.who}
    assert [f.rule for f in run.plan()[0].findings if f.rule == "erased-address"] == ["erased-address"]


@pytest.mark.parametrize(
    ("between", "after", "stays"), [(MERGED, CUSTOMER, ANA), (RENAMED, BOTH, EVA)], ids=["merged", "renamed"]
)
def test_whoever_has_the_address_now_keeps_it(run: Run, between: str, after: str, stays: PersonKey) -> None:
    anew(run, between, after)
    number = current(run).numbers[BEN]
    erased(run.state, stays, world(JUNE))

    assert sound(run) == ()
    assert current(run).numbers[BEN] == number
    assert BEN in current(run).seats["finance"]
    run.declare(after.replace(f"{stays}, ", "").replace(f", {stays}", ""))
    plan = run.plan()[0]
    assert (plan.changes, [f for f in plan.findings if f.rule == "erased-address"]) == ((), [])


def test_it_is_told_that_an_address_stays_as_what_another_was_called(run: Run) -> None:
    anew(run, RENAMED, BOTH)
    first = erased(run.state, BEN, world(JUNE))
    told = " ".join("".join(erased_text(first, Look())).split())

    assert first.shared_in == (CONTOSO,)
    assert "contoso, where somebody else is or was called so" in told
    assert erased(run.state, EVA, world(JUNE)).shared_in == ()


@pytest.mark.parametrize(
    ("between", "after", "stays"), [(MERGED, CUSTOMER, ANA), (RENAMED, BOTH, EVA)], ids=["merged", "renamed"]
)
@pytest.mark.parametrize("turned", [False, True], ids=["the-new-first", "the-old-first"])
def test_once_both_are_erased_no_word_is_left(
    run: Run, between: str, after: str, stays: PersonKey, turned: bool
) -> None:
    anew(run, between, after)
    for person in (stays, BEN) if turned else (BEN, stays):
        erased(run.state, person, world(JUNE))
        assert sound(run) == ()

    assert [word for word in words(run) if BEN in word or stays in word] == []
    assert current(run).tombstones.covered([BEN, stays]) == {BEN, stays}


def test_nor_where_both_have_other_names_since(run: Run) -> None:
    anew(run, RENAMED, BOTH)
    applied(
        run, BOTH.replace(BEN, LIN_TOO).replace("workspaces:", f"people: {{{LIN_TOO}: {{also: [{BEN}]}}}}\nworkspaces:")
    )
    for person in (EVA, LIN_TOO):
        erased(run.state, person, world(JUNE))
        assert sound(run) == ()

    assert [word for word in words(run) if BEN in word or EVA in word or LIN_TOO in word] == []


def test_undo_gives_nobody_an_address_of_somebody_who_was_erased_since(run: Run) -> None:
    applied(run, MERGED)
    merged = last_apply(run)
    applied(run, WITHOUT_BEN)
    applied(run, CUSTOMER)
    asked = last_apply(run)
    erased(run.state, BEN, world(JUNE))
    with_also = planned(run, asked)

    assert with_also.changes == ()
    assert (ANA, f"{BEN} was erased, and is not taken in again") in conflicts(with_also)
    assert planned(run, merged).changes == ()


def test_undo_gives_nobody_a_text_that_was_erased_since(run: Run) -> None:
    applied(run, CUSTOMER.replace("workspaces:", f"people: {{{ANA}: {{also: [{EVA}]}}}}\nworkspaces:"))
    applied(run, BOTH)
    asked = last_apply(run)
    erased(run.state, EVA, world(JUNE))

    assert planned(run, asked).changes == ()
    assert (ANA, "names somebody who was erased since") in conflicts(planned(run, asked))
