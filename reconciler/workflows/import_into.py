"""Where the people of an import go: the configuration, the customer's file, and the roster of a workspace.

What is there already is found as the loader finds it. A workspace that nobody declared gets a file of its own, so that
no file is edited for it; a customer that nobody declared needs the terms of a contract.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple, NoReturn

from reconciler.editing.rosters_named import named_in, with_roster, workspace_in
from reconciler.errors import BadAddress, InputInvalid, WrongUsage
from reconciler.findings import has_errors
from reconciler.kinds.address import PersonKey, key_of
from reconciler.kinds.estate import CustomerId
from reconciler.kinds.ids import is_id
from reconciler.kinds.workspace import WorkspaceId
from reconciler.loading.configuration import Configuration, Declared, RosterNames, load, scan
from reconciler.loading.files import HEAD, ROSTER_ENDING, YAML_ENDINGS, NotRead, files_beneath, read_beneath, root_above
from reconciler.loading.ids import slug
from reconciler.loading.settings import Settings
from reconciler.loading.yaml_flow import flow
from reconciler.workflows.import_roster import ContractTerms, contract_lines
from reconciler.workflows.new_files import begun, first_lines, name_of


class Wish(NamedTuple):
    """``roster`` is relative to the YAML file of the workspace, None where any will do. ``terms`` are for a customer
    that is new; ``admins`` for a workspace that is new, and needed unless somebody who comes is one."""

    customer: str
    workspace: str
    roster: str | None = None
    admins: tuple[str, ...] = ()
    terms: ContractTerms | None = None


@dataclass(frozen=True, slots=True)
class Into:
    """``roster`` and ``yaml`` are relative to ``root``; ``roster_content`` is None where it is not there yet. ``yaml``
    is None where nothing has to be said there. ``notes``: what each file of ``yaml`` gets, in words."""

    root: Path
    configuration: Configuration
    declared: Declared | None
    """Without the names in rosters."""
    roster: str
    roster_content: bytes | None
    yaml: Mapping[str, bytes] = field(default_factory=dict)
    before: Mapping[str, bytes | None] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    admins: frozenset[PersonKey] = frozenset()
    needs_admin: bool = False
    by_hand: InputInvalid | None = None
    """What to type, where the YAML is not edited here."""


def into(wish: Wish, at: Path) -> Into:
    """Where the people go, seen from the directory ``at``. InputInvalid where that is not clear."""
    for word, text in (("--customer", wish.customer), ("--workspace", wish.workspace)):
        if not is_id(text):
            near = slug(text)
            raise WrongUsage(f"{word} {text} is no id", f"write {word} {near}" if near else "use letters and digits")
    here = at.resolve()
    root = root_above(here) or here
    configuration = _configuration(root)
    customer = CustomerId(wish.customer)
    if customer not in configuration.customers:
        return _into_new_customer(wish, root, configuration)
    if wish.terms is not None:
        raise WrongUsage(
            f"{customer} has its contract in {configuration.customers[customer][0]}", "leave out --support"
        )
    declared = load(configuration, customer, RosterNames.LEFT)
    source = declared.sources.get(WorkspaceId(wish.workspace))
    if source is None or not source.file:
        return _into_new_workspace(wish, configuration, declared)
    return _into_workspace(wish, configuration, declared, source.file)


def _configuration(root: Path) -> Configuration:
    """As it is, or an empty one where nothing is declared yet."""
    beneath = [each for each in files_beneath(root) if isinstance(each, str) and each.endswith(YAML_ENDINGS)]
    if any(each != HEAD for each in beneath):
        found = scan(root)
        if has_errors(found.findings):
            raise InputInvalid("the configuration has errors; nothing was written", "mend them first", found.findings)
        return found
    return Configuration(root, Settings(), "", 0, (), {}, frozenset(), frozenset(), {}, {}, {})


def _into_new_customer(wish: Wish, root: Path, configuration: Configuration) -> Into:
    if wish.terms is None:
        known = ", ".join(list(configuration.customers)[:5])
        raise InputInvalid(
            f"{wish.customer} is declared nowhere in {root}{f' (there are {known})' if known else ''}",
            "correct --customer; for a new one give its contract: --support unified --starts DATE --ends DATE",
        )
    admin = wish.terms.admin_of(wish.customer)
    admins = wish.admins or ((admin,) if admin else ())
    keys = _keys(admins)
    path, roster = f"{wish.customer}/customer.yaml", _roster_path(wish, f"{wish.customer}/", wish.workspace)
    head = {} if (root / HEAD).exists() else begun(root, name_of(root))
    first = first_lines(root, path, new=bool(head))
    lines = contract_lines(wish.customer, None, wish.terms, admin)
    text = "\n".join([*first, *lines, *_workspace_lines(wish, roster[1], admins)]) + "\n"
    texts = {**head, path: text}
    notes = dict.fromkeys(head, "new, what editors check by")
    notes |= {HEAD: "new, the head of a configuration", path: f"new, with the contract and {wish.workspace}"}
    return _new(
        Into(root, configuration, None, roster[0], None, notes=notes, admins=keys, needs_admin=not admins), texts
    )


def _into_new_workspace(wish: Wish, configuration: Configuration, declared: Declared) -> Into:
    files = configuration.customers[CustomerId(wish.customer)]
    place = declared.places.of(("contracts",)) or declared.places.of(())
    home = place.file if place else files[0]
    folder = home[: home.rfind("/") + 1]
    others = [f for c, each in configuration.customers.items() if c != wish.customer for f in each]
    alone = not any(f.rpartition("/")[0] == folder.rstrip("/") for f in others)
    stem = wish.workspace if alone else f"{wish.customer}-{wish.workspace}"
    path, roster = f"{folder}{stem}.yaml", _roster_path(wish, folder, stem)
    head = [*first_lines(configuration.root, path, new=False), "version: 1", f"customer: {flow(wish.customer)}"]
    text = "\n".join([*head, *_workspace_lines(wish, roster[1], wish.admins)]) + "\n"
    made = Into(
        configuration.root,
        configuration,
        declared,
        roster[0],
        None,
        admins=_keys(wish.admins),
        needs_admin=not wish.admins,
    )
    return _new(made, {path: text}, {path: f"new, declares {wish.workspace}"})


def _new(made: Into, texts: Mapping[str, str], notes: Mapping[str, str] | None = None) -> Into:
    for path in (*texts, made.roster):
        if (made.root / path).exists():
            raise InputInvalid(
                f"{path} is there already, and nothing says that it is of this workspace",
                "move it, or declare the workspace by hand, with its members_from, and import again",
            )
    yaml = {path: text.encode() for path, text in texts.items()}
    return replace(made, yaml=yaml, before=dict.fromkeys(yaml), notes=notes or made.notes)


def _into_workspace(wish: Wish, configuration: Configuration, declared: Declared, file: str) -> Into:
    if wish.admins:
        raise WrongUsage(f"{wish.workspace} is declared already, in {file}", "leave out --admin; write admins there")
    root, folder = configuration.root, file[: file.rfind("/") + 1]
    content = configuration.kept.get(file) or read_beneath(root, file)
    found = workspace_in(content, file, wish.customer, wish.workspace)
    assert found is not None
    document, fields = found
    named = named_in(fields)
    roster, written = _roster_path(wish, folder, wish.workspace, named)
    if written in named:
        return Into(root, configuration, declared, roster, _content(root, roster))
    if (root / roster).exists():
        raise InputInvalid(
            f"{roster} is there already, and {wish.workspace} does not name it",
            f"write members_from: [{written}] at the workspace in {file}, or name another with --roster",
        )
    try:
        edited = with_roster(content, file, document, wish.workspace, written)
    except InputInvalid:
        place = declared.places.of(("workspaces", wish.workspace))
        by_hand = InputInvalid(
            f"{wish.workspace} is written at {place or file} in a way that is not edited here; nothing was written",
            f"write there, then import again:\n  members_from: {flow([*named, written])}",
        )
        return Into(root, configuration, declared, roster, None, by_hand=by_hand)
    yaml, note = {file: edited}, f"members_from: {written} added to {wish.workspace}"
    return Into(root, configuration, declared, roster, None, yaml, {file: content}, {file: note})


def _roster_path(wish: Wish, folder: str, stem: str, named: list[str] | None = None) -> tuple[str, str]:
    """Of the roster, from the root and as it stands in the YAML."""
    usual = f"rosters/{stem}.csv"
    if wish.roster is not None:
        if (
            {"", ".", ".."} & set(wish.roster.split("/"))
            or "\\" in wish.roster
            or not wish.roster.endswith(ROSTER_ENDING)
        ):
            raise WrongUsage(
                f"--roster {wish.roster} is no .csv file beneath the YAML", "write --roster rosters/NAME.csv"
            )
        return folder + wish.roster, wish.roster
    if named and usual not in named:
        if len(named) > 1:
            several = f"{wish.workspace} has {len(named)} rosters: {', '.join(named[:5])}"
            raise InputInvalid(several, f"say into which: --roster {named[0]}")
        usual = named[0]
    return folder + usual, usual


def _content(root: Path, roster: str) -> bytes | None:
    try:
        return read_beneath(root, roster)
    except NotRead as fault:
        if not (root / roster).exists() and fault.code == "unreadable-file":
            return None
        raise InputInvalid(f"{roster}: {fault.why}", fault.remedy) from None


def refuse_unled(wish: Wish) -> NoReturn:
    raise InputInvalid(
        f"{wish.workspace} of {wish.customer} is declared nowhere, and a new workspace needs an admin (S-06)",
        "correct --workspace, or make it: --admin ADDRESS",
    )


def _keys(admins: tuple[str, ...]) -> frozenset[PersonKey]:
    try:
        return frozenset(map(key_of, admins))
    except BadAddress as fault:
        raise WrongUsage(f"--admin {', '.join(admins)}: {fault.what}", "give one address with each --admin") from None


def _workspace_lines(wish: Wish, roster: str, admins: tuple[str, ...]) -> list[str]:
    lines = ["workspaces:", f"  {flow(wish.workspace)}:"]
    lines += [f"    admins: {flow(list(admins))}"] if admins else []
    return [*lines, f"    members_from: {flow([roster])}"]
