"""The power goes at any moment of a command: every disk that it can leave holds a sound state, of before or after.

What the command had told is there for good, and whoever is owed a mail has it, whole, or is still owed it."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from email import message_from_bytes
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from bench import Bench
from laid_disk import LaidDisk, Standing
from power_cut import Chosen, Disk
from recording import Recording
from scenes import SCENES, Scene
from tally import Tally
from tracing import recorded
from undisturbed import Reference, Stage

from reconciler.kinds.address import key_of
from reconciler.kinds.estate import CustomerId

REPEATED = 3
"""Images of each on which the command is run again; the others are only looked at."""
SAMPLE = 950
SELECTIONS = 40
MEMORY = Path("/dev/shm")


@pytest.mark.parametrize("scene", SCENES, ids=str)
def test_whatever_disk_a_power_cut_leaves_is_sound(
    scene: Scene, stage: Callable[[Scene], Stage], tally: Tally, tmp_path: Path
) -> None:
    staged = stage(scene)
    bench, whole = staged.bench, staged.whole
    disk = _recorded(bench.begin(), scene, selections=2_000 if tally.whole else SELECTIONS)
    chosen = _all_or_some(disk, tally, f"{scene.name} {bench.state}")
    again = 20_000 if tally.whole else 1 + SAMPLE // REPEATED
    with _in_memory(tmp_path) as place:
        laid = LaidDisk(bench.at, place, bench.state)
        for number, (told, image) in enumerate(disk.images(chosen)):
            if image is not None:
                laid.lay(image)
                _is_sound(laid, whole, told=told)
                if number % again == 0:
                    bench.empty()
                    LaidDisk(bench.at, bench.at, bench.state).lay(image)
                    whole.converges(bench, whole.said, number)
            tally.survived()
    assert tally.tried > 30


def _all_or_some(disk: Disk, tally: Tally, name: str) -> Iterator[Chosen]:
    """A million are not kept in memory."""
    return tally.each(disk.chosen()) if tally.whole else tally.sample([*disk.chosen()], SAMPLE, name)


def _recorded(bench: Bench, scene: Scene, selections: int) -> Disk:
    names = {path: n for n, path in enumerate(sorted(p for p in bench.at.rglob("*") if p.is_file()), 1)}
    texts = {file: path.read_bytes() for path, file in names.items()}
    said, log = recorded(bench, scene.command)
    assert said.code == 0
    recording = Recording(bench.at, dict(names)).sized({file: len(text) for file, text in texts.items()})
    disk = Disk(names, texts, recording.follow(log), selections)
    assert disk.at_the_end() == {p: p.read_bytes() for p in bench.at.rglob("*") if p.is_file()}
    return disk


def _is_sound(laid: LaidDisk, whole: Reference, *, told: bool) -> None:
    standing = laid.standing()
    if standing is None:
        assert not whole.before.serials
        assert not told
        return
    for customer, serial in standing.serials.items():
        assert whole.before.serials.get(customer, 0) <= serial <= whole.end.serials[customer]
    assert not told or standing.serials == whole.end.serials
    if whole.end.mails and whole.scene.repeats_bytes:
        _nobody_is_lost(standing, whole.end.mails, laid)


def _nobody_is_lost(standing: Standing, owed: Mapping[str, bytes], laid: LaidDisk) -> None:
    """A mail that is not there as a whole is sent again."""
    new = Path(".reconciler") / "outbox" / "new"
    for name, mail in owed.items():
        if laid.lies.get(new / name) != mail:
            assert _recipient(mail) in standing.owed, name


@cache
def _recipient(mail: bytes) -> tuple[CustomerId, str]:
    person = key_of(str(message_from_bytes(mail)["To"]))
    return CustomerId(person.partition("@")[2].partition(".")[0]), person


@contextmanager
def _in_memory(otherwise: Path) -> Iterator[Path]:
    with TemporaryDirectory(dir=MEMORY if os.access(MEMORY, os.W_OK) else otherwise) as place:
        yield Path(place)
