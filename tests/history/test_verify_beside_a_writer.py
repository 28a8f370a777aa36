"""What is verified while somebody else writes is one moment of the state, not two halves that do not fit."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from estates import ANA, CONTOSO, KAI, Household, admin, declared, member

from reconciler.errors import Locked
from reconciler.history.verify import verified
from reconciler.kinds.estate import CustomerId
from reconciler.ports import Holding
from reconciler.stores.opening import create
from reconciler.stores.sqlite import SqliteStore


class Overtaken(SqliteStore):
    """Somebody else writes, or tries to, as soon as a customer was looked at."""

    meanwhile: Callable[[], object]

    def holding(self, customer: CustomerId) -> Holding | None:
        found = super().holding(customer)
        with suppress(Locked):
            self.meanwhile()
        return found


@pytest.fixture
def overtaken(household: Household, tmp_path: Path) -> Overtaken:
    hub = tmp_path / "hub.db"
    create(str(hub), "lineage").close()
    household.store = SqliteStore(str(hub), hub, writable=True, patience=0)
    household.apply(declared({"finance": [admin(KAI), member(ANA)]}))
    reader = Overtaken(str(hub), hub, writable=False)
    reader.meanwhile = lambda: household.answer(("finance", KAI, "accepted"))
    return reader


def test_an_answer_that_comes_meanwhile_is_no_fault_of_the_state(overtaken: Overtaken) -> None:
    sound = verified(overtaken, CONTOSO)

    assert sound.problems == ()


def test_it_is_there_the_next_time(overtaken: Overtaken, household: Household) -> None:
    verified(overtaken, CONTOSO)
    household.answer(("finance", KAI, "accepted"))

    sound = verified(overtaken, CONTOSO)

    assert (sound.problems, sound.entries, sound.memberships) == ((), 2, 1)
