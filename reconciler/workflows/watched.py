"""What ``watch`` watches: a checkout as it stands there, or a clone of a repository; one watch at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from reconciler.errors import InputInvalid, Locked, ReconcilerError, WrongUsage
from reconciler.loading.followed import checkout, clone, is_repository
from reconciler.loading.settings import settings_above
from reconciler.stores import lock
from reconciler.workflows.state import StateChoice
from reconciler.workflows.watch import Watched
from reconciler.workflows.world import World

FOLDER = ".reconciler"
WORKDIR = f"{FOLDER}/watch"


class Secrets(NamedTuple):
    """Of the mail server and of the webhook, where the environment says them."""

    password: str | None = None
    notify: str | None = None


class Source(NamedTuple):
    """``place`` is a path or a URL; the others are for what is cloned, None where not said. ``path`` is the folder of
    the repository that the configuration is in."""

    place: str
    branch: str | None = None
    path: str | None = None
    workdir: Path | None = None


@contextmanager
def watched(source: Source, state: StateChoice, world: World, *, delivers: bool, secrets: Secrets) -> Iterator[Watched]:
    """Locked, at once, where another one watches the same place. InputInvalid where there is nothing to follow."""
    cloned = is_repository(source.place)
    folder = source.workdir or Path(WORKDIR) if cloned else _beside(source)
    beneath = _beneath(source.path or "")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as fault:
        raise ReconcilerError(f"{folder} cannot be made: {fault.strerror}", "name another --workdir") from fault
    with _alone(folder, f"{world.actor} (watch)"):
        if cloned:
            followed = clone(source.place, source.branch, beneath, folder.resolve() / "clone")
        else:
            followed = checkout(Path(source.place).resolve())
        yield Watched(followed, state, delivers, secrets.password, secrets.notify)


def _beneath(path: str) -> str:
    """Without what means nothing: ``./teams/hub/`` is ``teams/hub``."""
    if path.startswith("/") or ".." in path.split("/"):
        raise WrongUsage(
            f"--path {path} does not stay in the repository", "name a folder of it, as in --path teams/hub"
        )
    return "/".join(part for part in path.split("/") if part not in ("", "."))


def _beside(source: Source) -> Path:
    for given, option in ((source.branch, "--branch"), (source.path, "--path"), (source.workdir, "--workdir")):
        if given is not None:
            raise WrongUsage(
                f"{option} is for a URL; {source.place} is no repository to be cloned", "leave it out, or name a URL"
            )
    path = Path(source.place)
    if not path.is_dir():
        raise InputInvalid(f"there is no directory {path}", "name a checkout, or the URL of a repository")
    checkout(path)
    return settings_above(path)[0] / FOLDER


@contextmanager
def _alone(folder: Path, holder: str) -> Iterator[None]:
    try:
        with lock.held(folder / "watch", str(folder), holder, 0):
            yield
    except Locked as fault:
        who = lock.holder_of(folder / "watch") or "somebody else"
        raise Locked(f"{folder} is being watched by {who}", "end that one first, or watch another place") from fault
