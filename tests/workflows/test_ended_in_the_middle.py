"""Whoever is asked to end finishes the customer, or the letter, in hand; the rest waits for the next run."""

from pathlib import Path

from links import with_a_key
from runs import CUSTOMER, JUNE, Run, world

from reconciler.applying.receipt import Receipt
from reconciler.workflows.apply import ApplyRequest, apply
from reconciler.workflows.deliver import DeliverRequest, deliver
from reconciler.workflows.plan import PlanRequest, plan
from reconciler.workflows.world import World

CUSTOMERS = ("contoso", "fabrikam", "northwind")


def until_begun(count: int, doing: str, here: World) -> World:
    """A world that asks to end once so many customers, or letters, are in hand."""
    begun: list[str] = []
    return here._replace(
        progress=lambda what, _done, _of: begun.append(what),
        goes_on=lambda: begun.count(doing) < count,
    )


def test_an_apply_ends_after_the_customer_in_hand_and_the_next_one_goes_on(tmp_path: Path) -> None:
    run = Run(tmp_path)
    for customer in CUSTOMERS:
        run.declare(CUSTOMER.replace("contoso", customer), f"{customer}.yaml")

    begun = _applied(run, until_begun(2, "applying", world(JUNE)))
    ended = _applied(run, world(JUNE))

    assert [each.customer for each in begun.customers] == ["contoso", "fabrikam"]
    assert begun.summary["activate_contract"] == 2
    assert ended.summary["activate_contract"] == 1
    assert set(run.store().customers().values()) == {1}


def _applied(run: Run, here: World) -> Receipt:
    with plan(PlanRequest(run.folder, run.state, JUNE), here) as made:
        return apply(made, ApplyRequest(run.state, JUNE), here)


def test_a_delivery_ends_after_the_letter_in_hand_and_nobody_is_written_to_twice(tmp_path: Path) -> None:
    with_a_key(tmp_path)
    run = Run(tmp_path)
    run.apply()

    begun = deliver(DeliverRequest(run.state, path=tmp_path), until_begun(2, "sending", world(JUNE)))
    ended = deliver(DeliverRequest(run.state, path=tmp_path), world(JUNE))

    assert begun.mails == 2
    assert begun.mails + ended.mails == len(list((tmp_path / ".reconciler" / "outbox" / "new").iterdir())) == 5
