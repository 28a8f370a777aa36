"""Somebody into a workspace, out of it, or until a day: the file that says so is changed, and nothing is applied."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from reconciler.editing.people_lists import Added, Ending, PeopleList, Removed, with_change
from reconciler.editing.people_named import with_name
from reconciler.editing.roster_rows import has_columns, with_ending, with_person, without_person
from reconciler.errors import BadAddress, InputInvalid, WrongUsage
from reconciler.findings import has_errors, near_to, some_of
from reconciler.kinds.address import PersonKey, normal_spelling
from reconciler.kinds.estate import BY_RULE, CustomerId
from reconciler.loading.entries import person_check
from reconciler.loading.roster_columns import FORMULA
from reconciler.loading.scanning import scan
from reconciler.workflows.desk import Desk
from reconciler.workflows.whereabouts import Files, InList, InRoster, Through

_CARRIED = ("role", "until", "reason", "ticket", "sponsor")
"""What goes along with somebody who moves; a round of invitations belongs to the workspace."""
_ALIKE = 0.9
"""Of addresses of one domain many are a little like each other."""


@dataclass(frozen=True, slots=True)
class Place:
    """CUSTOMER/WORKSPACE, with the files of the customer."""

    files: Files
    workspace: str

    def __str__(self) -> str:
        return f"{self.files.customer}/{self.workspace}"


def add(path: Path, person: str, target: str, said: Mapping[str, str]) -> Desk:
    """``said``: role, until, reason, ticket, sponsor, as far as they are told."""
    desk = _at(path)
    place = _place(desk, target)
    _add(desk, place, {"person": normal_spelling(person), **said})
    desk.put_back()
    return desk


def remove(path: Path, person: str, target: str) -> Desk:
    desk = _at(path)
    place = _place(desk, target)
    _remove(desk, place, _known(place, person), person)
    desk.put_back()
    return desk


def move(path: Path, person: str, origin: str, target: str) -> Desk:
    """With role, name, last day and reasons. InputInvalid, and nothing written, where no line can be moved. Whoever
    stands there just as they would be written has been moved by half, or entered by hand: they only go."""
    desk = _at(path)
    left, entered = _place(desk, origin), _place(desk, target)
    if str(left) == str(entered):
        raise WrongUsage(f"{origin} and {target} are the same workspace", "name where the person goes to")
    key = _known(left, person)
    line = _lines(left, key, person)[0]
    said, name = _carried(line), str(line.said.get("name") or "")
    there = [line for line in entered.files.bringing(entered.workspace, key) if not isinstance(line, Through)]
    if said not in map(_carried, there):
        _add(desk, entered, said, name)
    again = _place(desk, origin)  # both may stand in one file
    _remove(desk, again, key, person)
    _keep_name(desk, entered, said["person"], name)
    desk.put_back()
    return desk


def _carried(line: InList | InRoster) -> dict[str, str]:
    """What goes along; a member's role needs no word."""
    said = {name: str(line.said[name]) for name in ("person", *_CARRIED) if line.said.get(name) not in (None, "")}
    if isinstance(line, InList) and line.people.field == "admins":
        said["role"] = "admin"
    return {name: text for name, text in said.items() if (name, text) != ("role", "member")}


def _keep_name(desk: Desk, place: Place, person: str, name: str) -> None:
    """In ``people:``, where no line says it any more."""
    if not name:
        return
    known = desk.becoming(CustomerId(place.files.customer)).estate.people.get(place.files.key(person))
    if known and known.name:
        return
    at = place.files.place_of_facts(person, place.workspace)
    desk.become[at.file] = with_name(desk.content(at.file), at.file, at.document, at.spelling, name)


def expire(path: Path, person: str, target: str, until: str) -> Desk:
    desk = _at(path)
    place = _place(desk, target)
    key = _known(place, person)
    for line in _lines(place, key, person):
        content = desk.content(line.file)
        if isinstance(line, InRoster):
            desk.become[line.file] = with_ending(content, line.file, line.key, until)
        else:
            desk.become[line.file] = with_change(content, line.file, Ending(line.people, line.number, until))
    _tell_others(desk, place, key, "and ends by none of this")
    desk.put_back()
    return desk


def _at(path: Path) -> Desk:
    return Desk(scan(path))


def _place(desk: Desk, target: str) -> Place:
    """WrongUsage with the nearest name; InputInvalid where the customer's files are wrong already."""
    customer, slash, workspace = target.partition("/")
    known = desk.configuration.customers
    if not slash or not workspace:
        raise WrongUsage(f"{target} names no workspace", f"write it as {customer or 'CUSTOMER'}/WORKSPACE")
    if CustomerId(customer) not in known:
        hint = f"did you mean {near}?" if (near := near_to(customer, known)) else f"there are {some_of(list(known), 5)}"
        raise WrongUsage(f"{target}: no file declares a customer {customer}", hint)
    findings = desk.declared(CustomerId(customer)).findings
    if has_errors(findings):
        raise InputInvalid(f"the files of {customer} are wrong already; nothing was changed", "mend them", findings)
    files = Files(customer)
    for file in known[CustomerId(customer)]:
        files.take(file, desk.content(file))
    for name in files.workspaces:
        files.rosters |= {roster: desk.content(roster) for roster in files.rosters_of(name)}
    if workspace not in files.workspaces:
        near = near_to(workspace, files.workspaces)
        there = some_of(sorted(files.workspaces), 5) or "none"
        hint = f"did you mean {customer}/{near}?" if near else f"declared are: {there}"
        if workspace == BY_RULE:
            hint = "activation makes it; to name people there, declare it: workspaces: {default: {members: [ADDRESS]}}"
        raise WrongUsage(f"{target}: no file declares a workspace {workspace} of {customer}", hint)
    return Place(files, workspace)


def _add(desk: Desk, place: Place, said: dict[str, str], called: str = "") -> None:
    try:
        key = place.files.key(said["person"])
    except BadAddress as fault:
        raise WrongUsage(f"{said['person']}: {fault.what}", "write one address, as in ana@contoso.com") from None
    _refuse_unfit(said)
    there = list(place.files.bringing(place.workspace, key))
    for line in there:
        if not isinstance(line, Through):
            role = line.people.field if isinstance(line, InList) else "the roster"
            raise WrongUsage(
                f"{said['person']} is in {place} already, in {role} ({line.at})",
                f"to change the last day: reconciler expire {said['person']} {place} DATE\n"
                f"to change anything else: reconciler member remove {said['person']} {place}, and add again",
            )
    if not there and key not in {place.files.key(each) for each in place.files.everybody()}:
        near = _nearest(said["person"], place)
        desk.notes += [f"{said['person']} is new to {place.files.customer}; is {near} meant?"] if near else []
    _into(desk, place, said, called)
    _tell_others(desk, place, key, "too")


def _into(desk: Desk, place: Place, said: Mapping[str, str], called: str) -> None:
    """Into the list of the role, which has no names; a member into the roster where the workspace has one and no
    list."""
    said = {field: value for field, value in said.items() if (field, value) != ("role", "member")}
    declared = place.files.workspaces[place.workspace]
    name = "admins" if said.get("role") == "admin" else "members"
    rosters = place.files.rosters_of(place.workspace)
    if name == "members" and rosters and declared.fields.get("members") is None:
        content = desk.content(rosters[0])
        if has_columns(content, said):
            named = {**said, "name": called} if has_columns(content, {"name": called}) else said
            desk.become[rosters[0]] = with_person(content, rosters[0], named)
            return
    entry = {field: value for field, value in said.items() if field != "role"}
    to = PeopleList(declared.document, place.workspace, name)
    desk.become[declared.file] = with_change(desk.content(declared.file), declared.file, Added(to, entry))


def _refuse_unfit(said: Mapping[str, str]) -> None:
    for name, (_, why, remedy) in person_check().problems(said):
        raise WrongUsage(f"--{name}: {why}", remedy)
    for name, value in said.items():
        if value[:1] in FORMULA or not value.isprintable():
            option = f"--{name} " if name != "person" else ""
            raise WrongUsage(f"{option}{value!a} cannot stand in a file", "write plain text; no = + - @ at its start")


def _remove(desk: Desk, place: Place, key: PersonKey, person: str) -> None:
    for line in reversed(_lines(place, key, person)):  # the last first, so that the numbers of the others hold
        content = desk.content(line.file)
        if isinstance(line, InRoster):
            desk.become[line.file] = without_person(content, line.file, line.key)
        else:
            changed = with_change(content, line.file, Removed(line.people, line.number))
            desk.become[line.file] = changed
            kept = {text.strip() for text in set(changed.splitlines()) - set(content.splitlines())}
            desk.notes += [
                f"{comment.decode()} stays in {line.file}; take it out if it is about {person} alone."
                for comment in sorted(kept)
                if comment.startswith(b"#")
            ]
    _tell_others(desk, place, key, "still")


def _known(place: Place, person: str) -> PersonKey:
    try:
        return place.files.key(person)
    except BadAddress as fault:
        raise WrongUsage(f"{person}: {fault.what}", "write one address, as in ana@contoso.com") from None


def _lines(place: Place, key: PersonKey, person: str) -> list[InList | InRoster]:
    """The lines that can be edited. WrongUsage where there is none, with what to do instead."""
    there = list(place.files.bringing(place.workspace, key))
    lines = [line for line in there if not isinstance(line, Through)]
    if lines:
        return lines
    if there:
        whats = "; ".join(f"{through.what} ({through.at})" for through in there if isinstance(through, Through))
        raise WrongUsage(
            f"{person} is in {place} only through {whats}; nothing was changed",
            "change it there, if what else it does is meant too; or name everybody else in the workspace one by one",
        )
    near = _nearest(person, place)
    hint = f"did you mean {near}?" if near else f"look into {place.files.workspaces[place.workspace].file}"
    raise WrongUsage(f"no file brings {person} into {place}", hint)


def _nearest(person: str, place: Place) -> str:
    everybody = {each.lower(): each for each in place.files.everybody()}
    near = get_close_matches(person.lower(), everybody, 1, _ALIKE)
    return everybody[near[0]] if near and everybody[near[0]] != person else ""


def _tell_others(desk: Desk, place: Place, key: PersonKey, how: str) -> None:
    for line in place.files.bringing(place.workspace, key):
        if isinstance(line, Through):
            desk.notes.append(f"{line.what} ({line.at}) brings {key} into {place} {how}; change it there if need be.")
