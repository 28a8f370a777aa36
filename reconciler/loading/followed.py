"""A branch that is followed: in a checkout that is there already, or in a clone that is made for it.

The working tree moves to a commit only after somebody has looked at it (``looked_at`` lays its files out elsewhere).
So the tree always holds the last commit that was sound, whatever is killed in between, and nothing has to be moved
back. Nobody's uncommitted work is ever overwritten, and a clone that was lost is not made anew while it is followed:
the state may have been in it.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from tempfile import TemporaryDirectory

from reconciler.errors import InputInvalid, WrongUsage
from reconciler.loading.git import asked, complaint, said

STATE_BRANCH = "reconciler-state"
"""Where the pipelines that ``init`` writes keep the state (``ci/state.sh``)."""
PATIENCE = 120
"""Seconds for what goes over a network."""
_URL = re.compile(r"[a-z][a-z0-9+.-]*://|[A-Za-z0-9._-]+@[A-Za-z0-9.-]+:", re.IGNORECASE)
_PASSWORD = re.compile(r"//[^/\s]*@")


@dataclass(frozen=True, slots=True)
class Followed:
    """``top`` is the checkout, and ``beneath`` the path in it at which the configuration is looked for; empty where
    both are one. ``branch`` is the one that is followed, as ``origin/main``; empty for a checkout that has none, where
    whoever commits there moves it. ``remote`` is empty where there is nothing to fetch: without such a branch, or where
    it is one of the checkout itself. ``cloned``: nobody else works there."""

    top: Path
    beneath: str
    branch: str
    remote: str
    cloned: bool

    @property
    def at(self) -> Path:
        return self.top / self.beneath

    @property
    def head(self) -> str:
        """The commit that is laid out; empty where there is none yet."""
        return said(self.top, "rev-parse", "--verify", "--quiet", "HEAD").strip()


def is_repository(place: str) -> bool:
    """Whether this is to be cloned: a URL, or a repository without a working tree."""
    if _URL.match(place):
        return True
    return (
        Path(place).is_dir() and said(Path(place), "--git-dir=.", "rev-parse", "--is-bare-repository").strip() == "true"
    )


def without_password(url: str) -> str:
    return _PASSWORD.sub("//", url)


def checkout(path: Path) -> Followed:
    """The checkout that a path is in. InputInvalid where it is in none: half a change must not be applied, and only a
    commit says that a change is whole."""
    if complaint(done := asked(path, "rev-parse", "--is-inside-work-tree")):
        raise InputInvalid(
            f"{path} is in no Git checkout ({complaint(done)}), and only what is committed is applied",
            "name a checkout or the URL of a repository; to apply files as they are: reconciler apply PATH",
        )
    upstream = said(path, "rev-parse", "--abbrev-ref", "--symbolic-full-name", "@{upstream}").strip()
    top, beneath = (said(path, "rev-parse", f"--show-{word}").rstrip("\n") for word in ("toplevel", "prefix"))
    return Followed(Path(top), beneath.rstrip("/"), upstream, _remote(path) if upstream else "", cloned=False)


def _remote(path: Path) -> str:
    """Of the upstream of the branch that is checked out; its name says nothing, since either may have a slash."""
    branch = said(path, "symbolic-ref", "--quiet", "--short", "HEAD").strip()
    return said(path, "config", f"branch.{branch}.remote").strip().removeprefix(".")


def clone(url: str, branch: str | None, beneath: str, at: Path) -> Followed:
    """The clone at a place, made where there is none; nothing is laid out in it yet."""
    url = url if _URL.match(url) else str(Path(url).resolve())
    if not (at / ".git").is_dir():
        if at.is_dir() and any(at.iterdir()):
            raise WrongUsage(
                f"{at} is there already, and is no clone of {without_password(url)}",
                "take away what is there, or name another place with --workdir",
            )
        _made(url, at)
    elif (known := said(at, "config", "remote.origin.url").strip()) != url:
        raise WrongUsage(
            f"{at} is a clone of {without_password(known) or 'something else'}, not of {without_password(url)}",
            "name another place with --workdir",
        )
    head = branch or said(at, "rev-parse", "--abbrev-ref", "origin/HEAD").strip().removeprefix("origin/")
    if not head:
        raise InputInvalid(f"{without_password(url)} does not say which branch is its own", "name it with --branch")
    return Followed(at, beneath, f"origin/{head}", "origin", cloned=True)


def _made(url: str, at: Path) -> None:
    """The whole of it or nothing: it appears under its name when it is complete."""
    with TemporaryDirectory(dir=at.parent, prefix=".cloning-") as folder:
        fresh = Path(folder) / "clone"
        steps = (
            ("init", "--quiet", "--initial-branch=served", str(fresh)),
            ("-C", str(fresh), "remote", "add", "origin", url),
            ("-C", str(fresh), "fetch", "--quiet", "origin"),
            ("-C", str(fresh), "remote", "set-head", "origin", "--auto"),
        )
        for step in steps[:3]:
            if why := complaint(asked(Path(folder), *step, patience=10 * PATIENCE)):
                raise InputInvalid(
                    f"{without_password(url)} cannot be cloned: {without_password(why)}",
                    "look at the URL, and at the credentials that Git has here",
                )
        asked(Path(folder), *steps[3], patience=PATIENCE)
        fresh.rename(at)


def fetch(followed: Followed) -> None:
    """With the branch of the state, which a clone of one branch would not look for. InputInvalid where the repository
    does not answer."""
    remote = followed.remote
    if not remote:
        return
    # A pattern: a branch that is named outright must be there.
    state = f"remote.{remote}.fetch=+refs/heads/{STATE_BRANCH}*:refs/remotes/{remote}/{STATE_BRANCH}*"
    done = asked(followed.top, "-c", state, "fetch", "--quiet", "--prune", remote, patience=PATIENCE)
    if why := complaint(done):
        raise InputInvalid(
            f"the repository cannot be fetched: {without_password(why)}",
            f"what was fetched before goes on being served; try: git -C {quote(str(followed.top))} fetch {remote}",
        )


def state_branch(followed: Followed) -> str:
    """Where a pipeline keeps the state, as ``origin/reconciler-state``, as of the last fetch; empty where none does. It
    may be of a remote that is not followed, as where nothing is."""
    branches = f"refs/remotes/**/{STATE_BRANCH}"
    return said(followed.top, "for-each-ref", "--count=1", "--format=%(refname:lstrip=2)", branches).strip()


def newest(followed: Followed) -> str:
    """The commit that the branch is at, or the one of a checkout that is ahead of it. InputInvalid where there is no
    such branch."""
    name = followed.branch or "HEAD"
    commit = said(followed.top, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").strip()
    if not commit:
        raise InputInvalid(f"there is no {name} in {followed.top}", "name a branch that is there with --branch")
    head = followed.head
    ahead = not followed.cloned and not complaint(asked(followed.top, "merge-base", "--is-ancestor", commit, "HEAD"))
    return head if ahead else commit


def has_folder(followed: Followed, commit: str) -> bool:
    """Whether a commit has the folder of the configuration. A link in its place is none: it may lead anywhere."""
    return said(followed.top, "cat-file", "-t", f"{commit}:{followed.beneath}").strip() == "tree"


@contextmanager
def looked_at(followed: Followed, commit: str) -> Iterator[Path]:
    """The configuration as it is in a commit, laid out in a folder that goes away again."""
    with TemporaryDirectory(prefix="reconciler-commit-") as folder:
        tree = Path(folder) / "tree"
        done = asked(followed.top, "worktree", "add", "--quiet", "--force", "--detach", str(tree), commit)
        try:
            if why := complaint(done):
                raise InputInvalid(f"commit {commit[:12]} cannot be laid out: {why}", "look at the disk and its space")
            yield tree / followed.beneath
        finally:
            asked(followed.top, "worktree", "remove", "--force", str(tree))


def move(followed: Followed, commit: str) -> None:
    """Lays the commit out where the configuration is served from. InputInvalid where something is in the way, be it
    ignored by Git: a state may be."""
    how = ("checkout", "--quiet", "--detach") if followed.cloned else ("merge", "--quiet", "--ff-only")
    if why := complaint(asked(followed.top, *how, "--no-overwrite-ignore", commit)):
        raise InputInvalid(
            f"{followed.top} cannot move to commit {commit[:12]}: {why}",
            f"nothing was overwritten; look at what is there: git -C {quote(str(followed.top))} status",
        )
