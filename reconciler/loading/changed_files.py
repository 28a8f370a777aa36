"""Which files of a configuration are not as they were in a commit; Git is asked, and runs nothing that files name."""

from collections.abc import Collection
from datetime import UTC, date, datetime
from pathlib import Path
from subprocess import CompletedProcess
from typing import NamedTuple

from reconciler.errors import InputInvalid
from reconciler.loading.checkout import Checkout
from reconciler.loading.git import asked, complaint


class ChangedFiles(NamedTuple):
    """``paths`` are relative to the root of the configuration: changed, added and gone, committed or not, and those of
    which Git knows nothing. ``since`` is the day of the commit in UTC, as all days here, wherever it was made."""

    root: Path
    revision: str
    since: date
    paths: frozenset[str]

    def before(self, path: str) -> bytes:
        """What a file was; empty where it was not there."""
        done = asked(self.root, "show", f"{self.revision}:./{path}")
        return done.stdout if done is not None and done.returncode == 0 else b""


def changed_files(checkout: Checkout, revision: str, files: Collection[str]) -> ChangedFiles:
    """``files`` are all that might have changed. InputInvalid where there is no Git, no checkout, or no such commit."""
    root = checkout.root
    commit = ("show", "--no-patch", "--format=%H %ct", "--end-of-options", f"{revision}^{{commit}}")
    name, seconds = _told(root, revision, commit[0], asked(root, *commit)).split()
    difference = ("diff", "--name-only", "--no-renames", "--no-ext-diff", "-z", "--relative", name)
    changed = _told(root, revision, difference[0], checkout.looked(*difference))
    paths = frozenset(filter(None, changed.split("\0"))) | (set(files) - checkout.known)
    return ChangedFiles(root, name, datetime.fromtimestamp(int(seconds), UTC).date(), paths)


def _told(root: Path, revision: str, asked_for: str, done: "CompletedProcess[bytes] | None") -> str:
    if done is None:
        raise InputInvalid("--changed-since asks Git, and there is none here", "install git, or plan everything")
    if done.returncode:
        raise InputInvalid(f"--changed-since {revision}: {_why(root, asked_for, complaint(done))}", _remedy(root))
    return done.stdout.decode("utf-8", "surrogateescape")


def _why(root: Path, asked_for: str, refusal: str) -> str:
    outside = complaint(asked(root, "rev-parse", "--is-inside-work-tree"))
    if outside.startswith("not a git repository"):
        return f"{root} is in no Git checkout"
    if not outside and asked_for == "show":
        return "there is no such commit in this checkout"
    return f"Git says: {outside or refusal}"


def _remedy(root: Path) -> str:
    shallow = asked(root, "rev-parse", "--is-shallow-repository")
    if shallow is not None and shallow.stdout.strip() == b"true":
        return "fetch the whole history (git fetch --unshallow; fetch-depth: 0 in a pipeline), or plan everything"
    return "name a commit, branch or tag of the checkout (git log), or plan everything"
