"""Letters are written from a part of their customer, and read as if it had been read as a whole."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from estates import ANA, BEN, CONTOSO, DAY_ONE, KAI, LIN, MIA, Household, admin, contract, declared, member, with_people

from reconciler.delivery.letters import Sender, Writer
from reconciler.delivery.maildir import Maildir
from reconciler.delivery.templates import templates
from reconciler.kinds.address import key_of
from reconciler.kinds.letter import Delivery, MessageKind, Owed, OwedMessage, generation_of_ending
from reconciler.kinds.person import Person
from reconciler.kinds.workspace import WorkspaceId
from reconciler.workflows.addressees import Addressees
from reconciler.workflows.outlet import Outlet

NINE = datetime(2026, 6, 1, 9, tzinfo=UTC)
LAST = date(2026, 6, 20)
SENDER = Sender("hub@hub.example", "", "https://hub.example/invitations", "lineage", None)


class Sparing:
    """A store that gives nobody a customer as a whole."""

    def __init__(self, store: Any) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        assert name not in ("holding", "roll", "standings"), f"{name} reads more than letters need"
        return getattr(self._store, name)


@pytest.fixture
def house(request: pytest.FixtureRequest) -> Household:
    """An admin who accepted, one whom only the contract names, members of whom one ends on the last day."""
    house = Household(request.node.name)
    facts = {"u26": contract(customer_name="Contoso Ltd", csam="Avery@vendor.example")}
    estate = declared(
        {"emea": [admin(KAI), member(ANA, until=LAST), member(LIN)], "apac": [admin(BEN), member(ANA)]}, facts
    )
    house.apply(with_people(estate, Person(KAI, "Kai Sato"), Person(MIA, "Mia Wong"), Person("Ana@contoso.com")))
    assert house.answer(("emea", KAI, "accepted"), ("emea", ANA, "accepted")) == 0
    current = house.current()
    emea, kai = current.workspace_numbers[WorkspaceId("emea")], current.numbers[key_of(KAI)]
    owed = Owed(emea, generation_of_ending(LAST), DAY_ONE, [kai], MessageKind.ENDING)
    house.store.keep_delivery([Delivery(CONTOSO, owed=[owed])])
    return house


def test_a_letter_from_the_part_is_the_letter_from_the_whole(house: Household, tmp_path: Path) -> None:
    made, _ = templates({})
    way = Outlet(lambda: Maildir(tmp_path), SENDER, made, None, tried=False)
    whole = Writer(house.current(), made, SENDER, DAY_ONE)
    addressees = Addressees(Sparing(house.store), CONTOSO, way, DAY_ONE)  # type: ignore[arg-type]

    for person in house.store.recipients(CONTOSO, DAY_ONE):
        owed: list[OwedMessage] = [*house.store.owed(CONTOSO, [person])]
        writer, names = addressees.turned_to([person], owed)

        assert writer.letter(names[person], owed, NINE) == whole.letter(names[person], owed, NINE)
