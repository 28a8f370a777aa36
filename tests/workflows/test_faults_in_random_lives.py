"""Random lives through the workflows, in which commands are killed, mails fail and two planners race.

Whatever happens: the state verifies, no serial falls, who was asked has a mail, and the files come true in the end.
"""

import os
from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from runs import CONTOSO, JUNE, Run, seeded, world
from undoing import current, last_apply

from reconciler.errors import ChannelDown, ExitCode, PlanRefused
from reconciler.history.verify import verified
from reconciler.kinds.letter import Parcel, Reply, Taken
from reconciler.planning.changes import Action
from reconciler.workflows.deliver import DeliverRequest, deliver
from reconciler.workflows.undo import UndoRequest, undo
from reconciler.workflows.world import World

HEAD = "version: 1\nname: tests\nlinks: {url: https://hub.example/invitations}\nmail: {from: hub@hub.example}\n"
PEOPLE = ("ana", "ben", "eva", "ida")
_NUMBERS = count()
_PLACES = st.sampled_from(("finance", "retail"))
_NEVER = 99
_MOMENTS = st.sampled_from((_NEVER, _NEVER, *range(1, 12)))
"""At which of its questions to clock or chance a command is killed; most ask fewer than a dozen."""


class Killed(BaseException):
    """Nobody catches it, as nobody is asked by kill -9."""


class Post:
    """Keeps what it is given; its next answers are set."""

    place = "the post"

    def __init__(self) -> None:
        self.mails: dict[str, list[Parcel]] = {}
        self.faults: list[str] = []

    def hand_over(self, parcel: Parcel) -> Reply:
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "killed before":
            raise Killed
        if fault == "down":
            raise ChannelDown("the post is closed", "wait")
        if fault == "later":
            return Reply(Taken.LATER, "not now")
        self.mails.setdefault(parcel.id, []).append(parcel)
        if fault == "killed after":
            raise Killed
        return Reply(Taken.SENT, "")

    def sync(self, *_earlier: object) -> None:
        """Nothing is kept on a disk."""

    def close(self) -> None:
        """Nothing is open."""


class Life(RuleBasedStateMachine):
    ending = ""
    """Of the state's file; none is in memory."""

    @initialize()
    def begin(self) -> None:
        self.lives = TemporaryDirectory(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
        folder = Path(self.lives.name) / f"life-{next(_NUMBERS)}"
        folder.mkdir()
        self.run, self.post, self.today, self.serial = Run(folder), Post(), JUNE, 0
        if self.ending:
            self.run.url = str(folder / f"hub.{self.ending}")
        (folder / "reconciler.yaml").write_text(HEAD, encoding="utf-8")
        self.saved: list[Path] = []
        self.kills, self.undone = 0, False
        self.run.apply()
        self._deliver(self._world(_NEVER))

    @rule(at=_PLACES, people=st.sets(st.sampled_from(PEOPLE)))
    def declare(self, at: str, people: set[str]) -> None:
        lines = (self.run.folder / "contoso.yaml").read_text().splitlines()
        place = lines.index(f"  {at}:") + 2
        lines[place] = f"    members: [{', '.join(f'{each}@contoso.com' for each in sorted(people))}]"
        self.run.declare("\n".join([*lines, ""]))

    @rule(days=st.sampled_from((1, 1, 5, 31)))
    def days_go_by(self, days: int) -> None:
        self.today = min(self.today + timedelta(days=days), date(2026, 12, 1))

    @rule(moment=_MOMENTS)
    def apply(self, moment: int) -> None:
        self._meets(lambda: self.run.apply(self.today, self._world(moment).randomness))

    @rule()
    def a_planner_saves_a_plan(self) -> None:
        file = self.run.saved(self.today)
        self.saved.append(file.rename(file.with_name(f"saved-{len(self.saved)}.plan")))

    @rule(number=st.integers(0, 9))
    def one_of_the_planners_applies(self, number: int) -> None:
        """A plan is applied once, and not where what it goes by has changed."""
        if self.saved:
            file = self.saved[number % len(self.saved)]
            self._meets(lambda: self.run.apply_saved(file, self.today))

    @rule(at=_PLACES, person=st.sampled_from(PEOPLE), moment=_MOMENTS)
    def somebody_accepts(self, at: str, person: str, moment: int) -> None:
        self._answer(at, person, "accepted", moment)

    @rule(at=_PLACES, person=st.sampled_from(PEOPLE), answer=st.sampled_from(("declined", "left", "bounced")))
    def somebody_says_no(self, at: str, person: str, answer: str) -> None:
        self._answer(at, person, answer, _NEVER)

    @rule(fault=st.sampled_from(("", "killed before", "killed after", "down", "later")), moment=_MOMENTS)
    def deliver(self, fault: str, moment: int) -> None:
        self.post.faults = [fault]
        self._meets(lambda: self._deliver(self._world(moment)))
        self.post.faults = []

    @rule()
    def take_back_the_last_apply(self) -> None:
        request = UndoRequest(last_apply(self.run), self.run.state, self.today)
        with undo(request, world(self.today)) as made:
            made.save(self.run.folder / "undo.plan")
        self.undone = True
        self._meets(lambda: self.run.apply_saved(self.run.folder / "undo.plan", self.today))

    @invariant()
    def it_is_sound(self) -> None:
        if hasattr(self, "run"):
            store = self.run.store()
            assert verified(store, CONTOSO).problems == ()
            serial = store.customers()[CONTOSO]
            assert serial == len([*store.journal(CONTOSO)]) >= self.serial
            self.serial = serial
            store.close()

    def teardown(self) -> None:
        if hasattr(self, "run"):
            self._comes_true()
            self.lives.cleanup()

    def _comes_true(self) -> None:
        """Undisturbed, the same commands finish everything."""
        self.today += timedelta(days=1)  # what was put off waits for half a day at most
        receipt = self.run.apply(self.today)
        plans = self.run.plan(on=self.today)
        if receipt.exit_code != ExitCode.DONE:
            assert {v.guard for plan in plans for v in plan.guards if not v.ok} == {"undone"}, receipt
            assert self.undone
        else:
            assert [c for plan in plans for c in plan.changes if c.do is not Action.SET_LIMITS] == []
        self._deliver(self._world(_NEVER))
        asked = {parcel.recipient for mails in self.post.mails.values() for parcel in mails}
        assert {p for _, p, seat in current(self.run).memberships() if seat.open(self.today)} <= asked
        repeated = [mails for mails in self.post.mails.values() if len(mails) > 1]
        assert sum(len(mails) - 1 for mails in repeated) <= self.kills
        assert all(mail.mail == mails[0].mail for mails in repeated for mail in mails)

    def _answer(self, at: str, person: str, answer: str, moment: int) -> None:
        row, chance = (at, f"{person}@contoso.com", answer), self._world(moment).randomness
        self._meets(lambda: self.run.record(row, on=self.today, at=self.today.isoformat(), randomness=chance))

    def _deliver(self, during: World) -> None:
        new = not (self.run.folder / ".reconciler/links.key").exists()
        deliver(DeliverRequest(self.run.state, path=self.run.folder, new_key=new), during, lambda: self.post)

    def _meets(self, deed: Callable[[], object]) -> None:
        try:
            deed()
        except Killed:
            self.kills += 1
        except PlanRefused:
            pass

    def _world(self, moment: int) -> World:
        calm, asked = world(self.today), count(1)

        def alive() -> None:
            if next(asked) == moment:
                raise Killed

        def chance(purpose: str, number: int) -> bytes:
            alive()
            return seeded(purpose, number)

        def clock() -> datetime:
            alive()
            return calm.clock()

        return calm._replace(randomness=chance, clock=clock)


class OnJson(Life):
    ending = "json"


class OnSqlite(Life):
    ending = "db"


@pytest.mark.parametrize(
    ("life", "examples", "in_all"),
    [(Life, 1_000, 50_000), (OnJson, 20, 2_500), (OnSqlite, 20, 2_500)],
    ids=["memory", "json", "sqlite"],
)
def test_whatever_strikes_a_life_it_stays_sound_and_comes_true(
    life: type[Life], examples: int, in_all: int, request: pytest.FixtureRequest
) -> None:
    unhurried = settings(
        max_examples=in_all if request.config.getoption("--exhaustive") else examples,
        stateful_step_count=8,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        derandomize=True,
    )
    run_state_machine_as_test(life, settings=unhurried)
