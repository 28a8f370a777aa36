"""The ids of personal strings while one commit is made."""

import pytest
from estates import ANA, BEN, KAI, chance

from reconciler.applying.ledger import Ledger, vouching
from reconciler.kinds.address import key_of
from reconciler.ports import PrivateKind


@pytest.fixture
def ledger() -> Ledger:
    """Of a customer who knows kai and one text."""
    return Ledger({key_of(KAI): 1}, {2: "tester@contoso.com"}, last=2)


def test_what_is_known_keeps_its_id_and_what_is_new_gets_the_next(ledger: Ledger) -> None:
    assert ledger.register(key_of(KAI), KAI) == 1
    assert ledger.text("tester@contoso.com") == 2
    assert ledger.register(key_of(ANA), ANA) == 3
    assert ledger.text("CHG-4711") == 4
    assert ledger.text("CHG-4711") == 4


def test_what_came_up_is_given_with_a_salt_each_when_the_ledger_is_closed(ledger: Ledger) -> None:
    ledger.register(key_of(ANA), ANA)
    ledger.text("CHG-4711")

    values = ledger.closed("contoso", 1, chance)

    assert [(v.id, v.kind, v.text) for v in values] == [(3, PrivateKind.PERSON, ANA), (4, PrivateKind.TEXT, "CHG-4711")]
    assert len({v.salt for v in values}) == 2
    assert vouching(values) != vouching(values[:1])


def test_nothing_new_comes_up_after_it_is_closed(ledger: Ledger) -> None:
    """It would stand in the entry, and nothing would vouch for it."""
    ledger.closed("contoso", 1, chance)

    assert ledger.text("tester@contoso.com") == 2
    with pytest.raises(AssertionError):
        ledger.text("CHG-4711")
    with pytest.raises(AssertionError):
        ledger.register(key_of(ANA), ANA)
    with pytest.raises(AssertionError):
        ledger.register_all([key_of(BEN)], [BEN])
