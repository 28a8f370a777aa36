"""A configuration to start from: small, valid as it stands, and commented where a newcomer would ask."""

from pathlib import Path

from reconciler.errors import WrongUsage

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


def init(directory: Path) -> list[tuple[Path, str]]:
    """Writes the files and returns each with what it is for. WrongUsage, and nothing written, where one exists."""
    targets = [directory / file for file, _, _ in _FILES]
    there = [target for target in targets if target.exists() and target.name != ".gitignore"]
    if there:
        raise WrongUsage(
            f"{there[0]} exists already; nothing was written", "Name an empty directory: reconciler init DIR"
        )
    words = {"name": _name_of(directory), "schemas": _SCHEMAS}
    written = []
    for target, (_, text, purpose) in zip(targets, _FILES, strict=True):
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            if not _ignored_now(target, text):
                continue
        else:
            with target.open("x", encoding="utf-8") as new:
                new.write(text.format(**words))
        written.append((target, purpose))
    return written


def _ignored_now(ignored: Path, text: str) -> bool:
    """Adds our lines to a .gitignore that is there; False where they are in it already."""
    there = ignored.read_text(encoding="utf-8")
    if ".reconciler/" in there.splitlines():
        return False
    with ignored.open("a", encoding="utf-8") as more:
        more.write(f"{'' if there.endswith(chr(10)) or not there else chr(10)}{text}")
    return True


def _name_of(directory: Path) -> str:
    """The directory's name as far as it is plain text; it is quoted by nobody."""
    name = "".join(c if c.isascii() and c.isalnum() else "-" for c in directory.resolve().name.lower()).strip("-")
    return f"{name}-customers" if name else "customers"
