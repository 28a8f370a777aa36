"""The loop of ``watch``: how long it sleeps, what wakes and ends it, and that a bug ends no loop."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import pytest
from commands_run import configured

from reconciler.cli.watching import LONGEST, Loop, Outside
from reconciler.loading.followed import Followed
from reconciler.workflows import watch
from reconciler.workflows.watch import Round, Watched
from reconciler.workflows.watch_events import Event
from reconciler.workflows.world import of_environment

SEEDED = of_environment({"RECONCILER_SEED": "1", "LOGNAME": "tests"})


def loop_of(at: Path, events: list[Event], waits: list[float], outside: Outside) -> Loop:
    """Over a folder in no checkout: every round fails."""
    watched = Watched(Followed(at, "", "", "", cloned=False))
    return Loop(
        watched,
        SEEDED._replace(goes_on=outside.goes_on),
        60.0,
        outside,
        events.append,
        lambda _, __, w: waits.append(w),
    )


@pytest.fixture
def outside() -> Iterator[Outside]:
    outside = Outside()
    with outside.heard():
        yield outside


def test_after_each_failure_it_waits_longer_up_to_a_quarter_of_an_hour(tmp_path: Path) -> None:
    waits: list[float] = []
    loop = loop_of(configured(tmp_path), [], waits, Outside())

    for _ in range(8):
        loop.once()

    assert waits[0] <= 120
    assert all(LONGEST / 2 <= wait <= LONGEST for wait in waits[4:])
    assert sorted(waits[:4]) == waits[:4]


def test_a_signal_to_look_is_not_lost_while_a_round_is_under_way(outside: Outside) -> None:
    os.kill(os.getpid(), signal.SIGHUP)

    outside.sleep(3600)

    assert outside.goes_on()


@pytest.mark.parametrize(("how", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_it_ends_after_the_round_in_hand(how: signal.Signals, code: int, tmp_path: Path, outside: Outside) -> None:
    waits: list[float] = []
    loop = loop_of(configured(tmp_path), [], waits, outside)
    loop.after = lambda *_: os.kill(os.getpid(), how)

    assert loop.forever() == code


def test_who_cannot_wait_sends_a_second_signal(outside: Outside) -> None:
    os.kill(os.getpid(), signal.SIGTERM)

    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGTERM)


def test_a_bug_is_said_without_its_text_and_the_next_round_is_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_followed: Followed) -> None:
        raise KeyError("ana@contoso.com")

    monkeypatch.setattr(watch, "fetch", broken)
    events: list[Event] = []
    loop = loop_of(configured(tmp_path), events, [], Outside())

    made = [loop.once(), loop.once()]

    assert all(isinstance(each, Round) and each.faults for each in made)
    assert [event.event for event in events] == ["bug", "round"] * 2
    assert "KeyError at test_watching.py:" in str(events[0].facts["why"])
    assert "ana@" not in str(events)


def test_a_signal_in_any_moment_of_its_sleep_wakes_it_and_holds_nothing_up(outside: Outside) -> None:
    """Sent at each line that is run while it sleeps; what wakes it must not wait for what was interrupted."""
    sent = []

    def at_every_line(frame: FrameType, event: str, _: object) -> Callable[..., object] | None:
        if frame.f_code is Outside._told.__code__:
            return None
        if event == "line":
            sent.append(frame.f_lineno)
            signal.raise_signal(signal.SIGHUP)
        return at_every_line

    sys.settrace(at_every_line)
    try:
        outside.sleep(600)
    finally:
        sys.settrace(None)

    assert sent
