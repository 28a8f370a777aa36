"""Every file that a JSON state consists of, by the place of ``hub.json``."""

from pathlib import Path

from reconciler.stores import durable, lock, refusals
from reconciler.stores.sending import sending_file


def files(path: Path) -> tuple[Path, ...]:
    kept = (path, journal_file(path), backup_file(path))
    return (*kept, *map(durable.aside_of, kept), lock.lock_file(path), lock.delivery_lock(path), sending_file(path))


def lasting(path: Path) -> tuple[Path, ...]:
    return (sending_file(path), journal_file(path), path)


def refuse_odd(path: Path, url: str) -> None:
    """Where something else than a file of ours stands at one of them."""
    try:
        durable.refuse_odd(files(path))
    except OSError as error:
        raise refusals.unusable(url, error) from error


def journal_file(path: Path) -> Path:
    return path.with_name(path.stem + ".journal.jsonl")


def backup_file(path: Path) -> Path:
    return path.with_name(path.name + ".bak")
