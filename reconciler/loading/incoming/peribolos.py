"""The people of a GitHub organisation as Peribolos declares them: ``admins``, ``members`` and ``teams`` in YAML.

It is read as strictly as our own YAML. Logins are no addresses: a CSV of login and mail says whose they are, and who
has none there is rejected, into a file that is such a CSV. Admins of the organisation and maintainers of a team are
admins.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from reconciler.errors import InputInvalid
from reconciler.findings import near_to
from reconciler.loading import yaml
from reconciler.loading.gathered import Gathered
from reconciler.loading.incoming.headings import Field, columns_of
from reconciler.loading.incoming.tables import Table, read_table
from reconciler.loading.nodes import COLUMN_BITS, Entries, Fields

_ROLES = {"admins": "admin", "maintainers": "admin", "members": "member"}
_HEADER = ("login", "mail", "role")
_FEW = 5


def peribolos_table(
    content: bytes, file: str, org: str | None, team: str | None, addresses: Mapping[str, str]
) -> Table:
    """A row for each login of an organisation, or of one of its teams. ``addresses`` are by login, in small letters."""
    found = Gathered()
    documents = yaml.read(content, file, found)
    if found.broken:
        raise InputInvalid(f"{file} cannot be read", "mend it as said above", found.all())
    whole = documents[0].content if documents else None
    if len(documents) != 1 or not isinstance(whole, Fields):
        raise InputInvalid(f"{file} declares no organisation", "name the org.yaml of Peribolos")
    name, group = _org(whole, org, file)
    if team is not None:
        name, group = team, _team(group, team, file)
    logins = list(_logins(group, file))
    if not logins:
        raise InputInvalid(f"{file} has nobody in {name}", "name a team: --team NAME")
    rows = [(line, [login, addresses.get(login.casefold(), ""), role]) for login, role, line in logins]
    return Table(file, _HEADER, rows, f"{'team' if team else 'organisation'} {name}", formulas=False)


def read_logins(content: bytes, file: str) -> dict[str, str]:
    """The address of each login, from a CSV with the columns login and mail; empty addresses are passed over."""
    table = read_table(content, file, {})
    columns = columns_of(table.header, {}, file)
    if Field.LOGIN not in columns or Field.MAIL not in columns:
        raise InputInvalid(f"{file} has no columns login and mail", "put that above: login,mail")
    login_at, mail_at, addresses = columns[Field.LOGIN], columns[Field.MAIL], dict[str, str]()
    for line, row in table.rows:
        if len(row) <= max(login_at, mail_at) or not row[mail_at].strip():
            continue
        login, mail = row[login_at].strip(), row[mail_at].strip()
        if addresses.setdefault(login.casefold(), mail) != mail:
            raise InputInvalid(f"{file}:{line} gives {login} a second address", "keep one of the two rows")
    return addresses


def _org(whole: Fields, name: str | None, file: str) -> tuple[str, Fields]:
    declared = whole.get("orgs")
    if declared is None and whole.keys() & {"admins", "members", "teams"}:
        return name or "the organisation", whole
    orgs = {n: org for n, org in declared.items() if isinstance(org, Fields)} if isinstance(declared, Fields) else {}
    if not orgs:
        raise InputInvalid(f"{file} declares no organisation", "name the org.yaml of Peribolos")
    if name is None and len(orgs) > 1:
        raise InputInvalid(f"{file} has {len(orgs)} organisations: {_few(orgs)}", "say which: --org NAME")
    wanted = name or next(iter(orgs))
    if wanted not in orgs:
        raise InputInvalid(f"{file} has no organisation {wanted}", f"there is {_few(orgs)}")
    return wanted, orgs[wanted]


def _team(group: Fields, name: str, file: str) -> Fields:
    teams = dict(_teams(group))
    if name not in teams:
        near = near_to(name, teams)
        raise InputInvalid(f"{file} has no team {name}", f"did you mean {near}?" if near else f"there is {_few(teams)}")
    return teams[name]


def _teams(group: Fields) -> Iterator[tuple[str, Fields]]:
    """Teams within teams too."""
    inner = group.get("teams")
    for name, team in inner.items() if isinstance(inner, Fields) else ():
        if isinstance(team, Fields):
            yield name, team
            yield from _teams(team)


def _logins(group: Fields, file: str) -> Iterator[tuple[str, str, int]]:
    for field, role in _ROLES.items():
        entries: Any = group.get(field)
        if entries is None:
            continue
        if not isinstance(entries, Entries):
            line = (group.position(field) >> COLUMN_BITS) + 1
            raise InputInvalid(f"{file}:{line} is no list of logins", f"write {field}: [LOGIN, ...]")
        for number, login in enumerate(entries):
            line = (entries.position(number) >> COLUMN_BITS) + 1
            if isinstance(login, bool) or not isinstance(login, str | int):
                raise InputInvalid(f"{file}:{line} is no login", "write one login in each entry, quoted")
            yield str(login), role, line


def _few(names: Mapping[str, Any]) -> str:
    more = f" and {len(names) - _FEW} more" if len(names) > _FEW else ""
    return ", ".join(list(names)[:_FEW]) + more
