"""A configuration to start from: small, valid as it stands, and commented where a newcomer would ask; for a repository
on a forge also what plans a pull request there, and applies what was merged."""

import json
import os
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from shlex import quote
from typing import NamedTuple

from reconciler import __version__
from reconciler.delivery.link_keys import DEFAULT, keys_text
from reconciler.errors import WrongUsage
from reconciler.loading import schemas
from reconciler.loading.checkout import base_of
from reconciler.workflows.codeowners import codeowners, renewed
from reconciler.workflows.durable import made_new, replaced
from reconciler.workflows.installed_from import requirement
from reconciler.workflows.link_keys import new_key
from reconciler.workflows.new_files import FOR_EDITORS, schema_line
from reconciler.workflows.starter import text_of
from reconciler.workflows.world import World

_HEAD = """\
# The head of this configuration: every YAML file beneath this directory belongs to it.
version: 1
# The state remembers this name: no other configuration may change these customers.
name: {name}
"""

_CUSTOMER = """\
version: 1
customer: contoso
name: Contoso Ltd
domains: [contoso.com]
contracts:
  contoso-u26:
    support: unified # or premier
    starts: 2026-07-01
    ends: 2027-06-30
    csam: avery@vendor.example
    coordinator: robin@vendor.example
    # These are invited to the default workspace, which needs no declaration: activating the contract makes it.
    services_admins: [mia@contoso.com]
    support_contacts: [ben@contoso.com]
people:
  # What is known beyond the address: here, with which kind of account somebody will sign in.
  dev@partner.example: {name: Dev Patel, account: work}
workspaces:
  # An additional workspace: whoever is in it is invited to it alone.
  finance:
    purpose: Support for the finance systems
    admins: [kai@contoso.com]
    members:
      - ana@contoso.com
      - {person: dev@partner.example, until: 2026-12-31, sponsor: kai@contoso.com} # from outside, until a date
"""

_IGNORED = "# The state of a trial run; a state that counts lives elsewhere.\n.reconciler/\n"


class Forge(StrEnum):
    """Where the repository is reviewed and its pipelines run."""

    GITHUB = "github"
    GITLAB = "gitlab"
    NONE = "none"


class Written(NamedTuple):
    """One file, and what it is for."""

    file: Path
    purpose: str


class _Starter(NamedTuple):
    file: str
    text: str
    purpose: str


def init(directory: Path, world: World, forge: Forge = Forge.NONE, branch: str = "main") -> list[Written]:
    """Writes the files and returns each with what it is for; with them the key that the links of invitations will be
    made with. ``branch`` is the one whose commits are applied. WrongUsage, and nothing written, where one exists that
    is not for other tools besides."""
    targets = {directory / starter.file: starter for starter in _starters(directory, forge, branch)}
    there = [target for target in targets if os.path.lexists(target)]
    kept = {target for target in there if targets[target].file in _OF_OTHERS_TOO}
    if there := [target for target in there if target not in kept]:
        raise WrongUsage(
            f"{there[0]} exists already; nothing was written", "Name an empty directory: reconciler init DIR"
        )
    if forge is not Forge.NONE:
        _refuse_a_part_of_a_repository(directory, forge)
    left = set(kept)
    try:
        keys = {} if os.path.lexists(directory / DEFAULT) else {directory / DEFAULT: keys_text([new_key(world)])}
        texts = {target: x.text for target, x in targets.items() if target not in kept}
        made_new({**texts, **keys}, keys)
        for script in (target for target in texts if target.suffix == ".sh"):
            script.chmod(script.stat().st_mode | 0o111)
        # Last: of a file that was there before nothing could be taken back.
        left -= {file for file in kept if file.name == ".gitignore" and _ignored_now(file, targets[file].text)}
    except OSError as fault:
        raise WrongUsage(
            f"{fault.filename or directory} cannot be written: {fault.strerror}; no file was made",
            "Name another directory: reconciler init DIR",
        ) from None
    written = [Written(target, _LEFT if target in left else x.purpose) for target, x in targets.items()]
    return [*written, *([renew_codeowners(directory)] if forge is not Forge.NONE else [])]


def _refuse_a_part_of_a_repository(directory: Path, forge: Forge) -> None:
    """WrongUsage: pipelines count at the top of a repository, and no forge reads these anywhere else."""
    if beneath := base_of(directory):
        top = directory.resolve().parents[beneath.count("/") - 1]
        raise WrongUsage(
            f"{directory} is a folder of the repository {top}, and {forge} reads pipelines at its top alone; "
            "nothing was written",
            f"reconciler init --forge {forge} {quote(str(top))}\n"
            f"without pipelines, to write your own: reconciler init --forge none {quote(str(directory))}",
        )


def renew_codeowners(directory: Path) -> Written:
    """Writes who has to look at a change of which file, from the configuration as it is; what others wrote there stays.
    InputInvalid where the configuration is wrong."""
    lines = codeowners(directory)
    places = [directory / place for place in _READ_BY_FORGES]
    file = next((place for place in places if place.is_file()), directory / "CODEOWNERS")
    there = file.read_bytes().decode("utf-8", "surrogateescape") if file.is_file() else ""
    text = renewed(there, lines).encode("utf-8", "surrogateescape")
    with replaced(file) as out:
        out.write(text)
    return Written(file, "who has to agree to a change of which file; `init --codeowners` renews it")


_READ_BY_FORGES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
"""The first of them that is there, and no other (GitHub; GitLab has two of these, in the same order)."""


def _starters(directory: Path, forge: Forge, branch: str) -> Iterator[_Starter]:
    state = _STATE_ON_A_BRANCH if forge is not Forge.NONE else ""
    head = _HEAD.format(name=_name_of(directory)) + state
    yield _led("reconciler.yaml", head, "the head: name, limits, where the state is")
    yield _led("contoso/customer.yaml", _CUSTOMER, _CUSTOMER_PURPOSE)
    yield _Starter(".gitignore", _IGNORED, "keeps a local state out of Git")
    yield _Starter(".vscode/settings.json", text_of("editor.json", {}), "lets editors complete and check the files")
    for name, file in FOR_EDITORS.items():
        yield _Starter(file, schemas.text(name), "what editors complete and check by")
    if forge is Forge.NONE:
        return
    words = {"BRANCH": json.dumps(branch, ensure_ascii=False)[1:-1]}
    for file, name, purpose in (*_PIPELINES[forge], *_OF_EVERY_FORGE):
        yield _Starter(file, text_of(name, words), purpose.format(branch=branch))
    yield _requirements()


def _led(file: str, text: str, purpose: str) -> _Starter:
    return _Starter(file, f"{schema_line(file)}\n{text}", purpose)


def _requirements() -> _Starter:
    """Without a place pip looks nowhere: a name alone may be that of somebody else's package on a public index."""
    if known := requirement():
        return _Starter(_REQUIREMENTS, _FROM_THERE.format(known), "what pipelines install: what was installed here")
    purpose = "what pipelines install: write in it where pip gets that from; until then they fail"
    return _Starter(_REQUIREMENTS, _FROM_NOWHERE.format(__version__), purpose)


_REQUIREMENTS = "ci/requirements.txt"
_FROM_THERE = """\
# What the pipelines install: what `init` was run with.
{}
"""
_FROM_NOWHERE = """\
# What the pipelines install. Write where pip gets it from: reconciler @ git+https://...@COMMIT, or, in the place of
# --no-index, an index of your own (--index-url https://...). Until then pip looks nowhere: on a public index a package
# of this name may be somebody else's.
--no-index
reconciler=={}
"""


_STATE_ON_A_BRANCH = """\
# A runner's disk is gone after its run, so the state is on a branch of its own; ci/state.sh brings it here and back.
state: {url: .reconciler/state/hub.json}
"""
_OF_OTHERS_TOO = (".gitignore", ".vscode/settings.json", ".pre-commit-config.yaml")
"""What a repository may have for the sake of other tools: one that is there stays."""
_LEFT = "is there already, and stays as it is"
_CUSTOMER_PURPOSE = "a customer with its contract and one workspace; make it yours"
_OF_EVERY_FORGE = (
    ("ci/state.sh", "state.sh", "takes the state from its branch and pushes it back"),
    ("permits/README.md", "permits.md", "where a permit goes that lets one plan through a guard"),
    (".pre-commit-config.yaml", "pre-commit.yaml", "says what is wrong before it is committed (pre-commit install)"),
)
_PIPELINES = {
    Forge.GITHUB: (
        (".github/workflows/reconciler-plan.yml", "github-plan.yml", "plans a pull request, in one comment"),
        (
            ".github/workflows/reconciler-apply.yml",
            "github-apply.yml",
            "applies what was merged into {branch}",
        ),
        (".github/workflows/reconciler-nightly.yml", "github-nightly.yml", "checks the state, applies what is due"),
    ),
    Forge.GITLAB: ((".gitlab-ci.yml", "gitlab-ci.yml", "plans a merge request, applies what was merged"),),
}


def _ignored_now(ignored: Path, text: str) -> bool:
    """Adds our lines to a .gitignore that is there; False where they are in it already."""
    if not ignored.is_file():
        return False  # a pipe would be waited for
    there = ignored.read_bytes()
    if b".reconciler/" in there.splitlines():
        return False
    with ignored.open("ab") as more:
        more.write((b"" if there.endswith(b"\n") or not there else b"\n") + text.encode())
    return True


def _name_of(directory: Path) -> str:
    """The directory's name as far as it is plain text; it is quoted by nobody."""
    name = "".join(c if c.isascii() and c.isalnum() else "-" for c in directory.resolve().name.lower()).strip("-")
    return f"{name}-customers" if name else "customers"
