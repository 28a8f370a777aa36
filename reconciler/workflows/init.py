"""A configuration to start from: small, valid as it stands, and commented where a newcomer would ask."""

import os
from pathlib import Path

from reconciler.delivery.link_keys import DEFAULT, keys_text
from reconciler.errors import WrongUsage
from reconciler.workflows.durable import made_new
from reconciler.workflows.link_keys import new_key
from reconciler.workflows.world import World

_HEAD = """\
# yaml-language-server: $schema={schemas}/reconciler.schema.json
# The head of this configuration: every YAML file beneath this directory belongs to it.
version: 1
# The state remembers this name: no other configuration may change these customers.
name: {name}
"""

_CUSTOMER = """\
# yaml-language-server: $schema={schemas}/customer.schema.json
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
  dev@partner.example: {{name: Dev Patel, account: work}}
workspaces:
  # An additional workspace: whoever is in it is invited to it alone.
  finance:
    purpose: Support for the finance systems
    admins: [kai@contoso.com]
    members:
      - ana@contoso.com
      - {{person: dev@partner.example, until: 2026-12-31, sponsor: kai@contoso.com}} # from outside, until a date
"""

_IGNORED = "# The state of a trial run; a state that counts lives elsewhere.\n.reconciler/\n"
_SCHEMAS = "https://reconciler.example/schemas"

_FILES = (
    ("reconciler.yaml", _HEAD, "the head: name, limits, where the state is"),
    ("contoso/customer.yaml", _CUSTOMER, "a customer with its contract and one workspace; make it yours"),
    (".gitignore", _IGNORED, "keeps a local state out of Git"),
)


def init(directory: Path, world: World) -> list[tuple[Path, str]]:
    """Writes the files and returns each with what it is for; with them the key that the links of invitations will be
    made with. WrongUsage, and nothing written, where one exists."""
    targets = [directory / file for file, _, _ in _FILES]
    there = [target for target in targets if os.path.lexists(target) and target.name != ".gitignore"]
    if there:
        raise WrongUsage(
            f"{there[0]} exists already; nothing was written", "Name an empty directory: reconciler init DIR"
        )
    words = {"name": _name_of(directory), "schemas": _SCHEMAS}
    texts = {target: text.format(**words) for target, (_, text, _) in zip(targets, _FILES, strict=True)}
    purposes = {target: purpose for target, (_, _, purpose) in zip(targets, _FILES, strict=True)}
    ignored = directory / ".gitignore"
    kept = os.path.lexists(ignored)
    try:
        added = not kept or _ignored_now(ignored, texts[ignored])
        keys = {} if os.path.lexists(directory / DEFAULT) else {directory / DEFAULT: keys_text([new_key(world)])}
        made_new({**{target: text for target, text in texts.items() if not (kept and target == ignored)}, **keys}, keys)
    except OSError as fault:
        raise WrongUsage(
            f"{fault.filename or directory} cannot be written: {fault.strerror}; no file was made",
            "Name another directory: reconciler init DIR",
        ) from None
    return [(target, purposes[target]) for target in targets if added or target != ignored]


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
