"""A customer whose invitations are owed, in a state in memory: a run of ``deliver`` takes milliseconds."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from commands_run import CONTOSO, configured
from links import with_a_key
from nursery import NOW

from reconciler.history.verify import verified
from reconciler.kinds.estate import CustomerId
from reconciler.ports import Channel, StateStore
from reconciler.reporting.delivered import Delivered
from reconciler.stores import opening
from reconciler.workflows.apply import ApplyRequest, apply
from reconciler.workflows.deliver import DeliverRequest, deliver
from reconciler.workflows.plan import PlanRequest, plan
from reconciler.workflows.state import StateChoice
from reconciler.workflows.world import World

PEOPLE = ("mia", "kai", "ana")
_NUMBERS = count()


class Mailing:
    """Several of them share a configuration; each has a state of its own. ``at`` is where the configuration is."""

    def __init__(self, at: Path) -> None:
        self._at, self._state = at, StateChoice(url=f"memory:mailing-{next(_NUMBERS)}")
        world = _world(0)
        with plan(PlanRequest(at, self._state, world.today()), world) as made:
            apply(made, ApplyRequest(self._state, world.today()), world)

    def sent(self, channel: Callable[[], Channel], after: int) -> Delivered:
        """``after`` so many days, when whatever was put off is due again."""
        return deliver(DeliverRequest(self._state, path=self._at), _world(after), channel)

    @property
    def sound(self) -> bool:
        return not verified(self._store(), CustomerId("contoso")).problems

    @property
    def owed(self) -> int:
        return len(list(self._store().owed(CustomerId("contoso"))))

    def _store(self) -> StateStore:
        store = opening.open_for_reading(str(self._state.url))
        assert store is not None
        return store


def mailing_from(at: Path) -> Path:
    with_a_key(configured(at, CONTOSO))
    return at


def _world(after: int) -> World:
    moment = datetime.fromisoformat(NOW) + timedelta(days=after)
    return World(clock=lambda: moment, randomness=lambda _purpose, number: b"\7" * number, actor="ci@contoso.com")
