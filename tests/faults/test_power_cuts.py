"""The power goes at any moment of a command: every disk that it can leave holds a sound state, of before or after.

What the command had told is there for good, and whoever is owed a mail has it, whole, or is still owed it."""

import os
import shutil
from collections.abc import Callable, Mapping
from contextlib import closing
from email import message_from_bytes
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from bench import Bench
from commands_run import DAY
from power_cut import Disk, Image
from recording import Recording
from scenes import SCENES, Scene
from tally import Tally
from tracing import recorded
from undisturbed import Reference

from reconciler.applying.record import estate_of
from reconciler.delivery.link_keys import DEFAULT, read_keys
from reconciler.history.verify import verified
from reconciler.kinds.address import key_of
from reconciler.kinds.days import day_of
from reconciler.kinds.estate import CustomerId
from reconciler.ports import StateStore
from reconciler.stores.opening import open_for_reading
from reconciler.stores.sending import this_start

REPEATED = 3
"""Images of each on which the command is run again; the others are only looked at."""
SAMPLE = 200
MEMORY = Path("/dev/shm")


@pytest.mark.parametrize("scene", SCENES, ids=str)
def test_whatever_disk_a_power_cut_leaves_is_sound(
    scene: Scene, stage: Callable[[Scene], Bench], tally: Tally, tmp_path: Path
) -> None:
    bench = stage(scene)
    whole = Reference.of(bench, scene)
    disk = _recorded(bench.begin(), scene, selections=2_000 if tally.whole else 24)
    images = list(disk.images())
    assert len(images) > 30

    looked_at = tally.sample(images, SAMPLE, f"{scene.name} {bench.state}")
    with TemporaryDirectory(dir=MEMORY if os.access(MEMORY, os.W_OK) else tmp_path) as place:
        for number, (told, image) in enumerate(looked_at):
            _laid(image, bench.at, Path(place))
            _is_sound(Path(place), bench.state, whole, told=told)
            if number % (1 + len(looked_at) // REPEATED) == 0:
                _laid(image, bench.at, bench.at)
                whole.converges(bench, whole.said, number)
            tally.survived()


def _recorded(bench: Bench, scene: Scene, selections: int) -> Disk:
    names = {path: n for n, path in enumerate(sorted(p for p in bench.at.rglob("*") if p.is_file()), 1)}
    texts = {file: path.read_bytes() for path, file in names.items()}
    said, log = recorded(bench, scene.command)
    assert said.code == 0
    recording = Recording(bench.at, dict(names)).sized({file: len(text) for file, text in texts.items()})
    disk = Disk(names, texts, recording.follow(log), selections)
    assert disk.at_the_end() == {p: p.read_bytes() for p in bench.at.rglob("*") if p.is_file()}
    return disk


def _laid(image: Image, was: Path, place: Path) -> None:
    """A machine that had no power has started again since."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(mode=0o700)
    for path, text in image.items():
        file = place / path.relative_to(was)
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.write_bytes(text.replace(this_start().encode(), b"0" * 36) if path.suffix == ".sending" else text)
        file.chmod(0o600)


def _is_sound(place: Path, state: str, whole: Reference, *, told: bool) -> None:
    store = open_for_reading(str(place / state))
    if store is None:
        assert not whole.before.serials
        assert not told
        return
    with closing(store):
        assert store.check() == []
        serials = store.customers()
        for customer, serial in serials.items():
            assert whole.before.serials.get(customer, 0) <= serial <= whole.end.serials[customer]
            assert not verified(store, customer).problems
        assert store.link_key() in ("", *(key.id for key in read_keys(place / DEFAULT)))
        assert not told or serials == whole.end.serials
        if whole.end.mails and whole.scene.repeats_bytes:
            new = place / ".reconciler" / "outbox" / "new"
            _nobody_is_lost(store, whole.end.mails, {file.name: file.read_bytes() for file in new.glob("*")})


def _nobody_is_lost(store: StateStore, owed: Mapping[str, bytes], there: Mapping[str, bytes]) -> None:
    """A mail that is not there as a whole is sent again."""
    for name, mail in owed.items():
        if there.get(name) == mail:
            continue
        person = key_of(str(message_from_bytes(mail)["To"]))
        customer = CustomerId(person.partition("@")[2].partition(".")[0])
        holding = store.holding(customer)
        assert holding is not None
        number = estate_of(holding).numbers[person]
        assert number in store.recipients(customer, day_of(DAY), 0, 1000), (name, person)
