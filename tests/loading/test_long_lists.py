"""Long lists of addresses are lifted out of a file before it is parsed, and nobody can tell."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from written_files import FINANCE, declared

from reconciler.findings import Run
from reconciler.kinds.seat import Role
from reconciler.loading import yaml
from reconciler.loading.gathered import Gathered
from reconciler.loading.nodes import Document, Entries, Fields
from reconciler.loading.yaml_lists import Misread, lifted, put_back

PEOPLE = [f"user{n}@contoso.com" for n in range(12)]


def listed(indent: int, people: list[str] = PEOPLE) -> str:
    return "".join(f"{' ' * indent}- {person}\n" for person in people)


def seen(value: Any) -> Any:
    """Values with all their places."""
    if isinstance(value, Fields):
        return ("fields", value.start, [(key, seen(v), at, to) for key, v, at, to in value.each()])
    if isinstance(value, Entries):
        return ("entries", value.start, [(seen(v), value.position(n)) for n, v in enumerate(value)])
    return value


Reader = Callable[[bytes, str, Gathered], list[Document]]


def read(text: str, reader: Reader) -> tuple[Any, ...]:
    found = Gathered()
    return [(seen(d.content), d.start) for d in reader(text.encode(), "a.yaml", found)], found.all()


SAME = {
    "a list": f"members:\n{listed(2)}",
    "a list in the column of its key": f"members:\n{listed(0)}name: x\n",
    "two lists": f"a:\n{listed(2)}b:\n{listed(4)}",
    "entries of other sorts too": f"a:\n  - {{person: x@y.example}}\n{listed(2)}  - {{group: g}}\n{listed(2)}",
    "a list with a comment in it": f"a:\n{listed(2)}  # more\n{listed(2)}",
    "a list with empty lines": f"a:\n{listed(2)}\n\n{listed(2)}\n",
    "several documents": f"a:\n{listed(2)}---\nb:\n{listed(2)}...\n---\n{listed(0)}",
    "lists in a list": f"-\n{listed(2)}-\n{listed(2)}",
    "a text in a block": f"a: |\n{listed(2)}b: x\n",
    "a text in a folded block": f"a: >-\n{listed(2)}b: x\n",
    "a quoted text of many lines": f'a: "said\n{listed(2)}  so"\n',
    "a plain text of many lines": f"a: said\n{listed(2)}b: x\n",
    "an entry that goes on": f"a:\n{listed(2)}    and more\n",
    "a text in a block after a list": f"a:\n{listed(2)}b: |\n{listed(2)}",
    "brackets": f"a: [\n{listed(2)}]\n",
    "a list that is not closed": f"a:\n{listed(2)}b: [x\n",
    "a doubled key": f"a:\n{listed(2)}a:\n{listed(2)}",
    "an entry in another column": f"a:\n{listed(2)}   - x@y.example\n",
    "no end of line": f"a:\n{listed(2).removesuffix(chr(10))}",
    "a key that is a list": f"? \n{listed(2)}: x\n",
    "ten thousand and more": f"a:\n{listed(2, [f'u{n}@contoso.com' for n in range(20_010)])}b: x\n",
}


@pytest.mark.parametrize("text", SAME.values(), ids=SAME)
def test_a_file_is_read_as_it_is_event_by_event(text: str) -> None:
    assert read(text, yaml.read) == read(text, yaml.event_by_event)


def test_a_long_list_is_not_left_to_the_parser() -> None:
    content, runs = lifted(f"a:\n{listed(2)}b: x\n".encode())

    assert content == b"a:\n  - user0@contoso.com" + b"\n" * len(PEOPLE) + b"b: x\n"
    assert list(runs.values()) == [PEOPLE]


def test_a_list_of_a_few_is_left_to_the_parser() -> None:
    assert lifted(f"a:\n{listed(2, PEOPLE[:7])}".encode()).runs == {}


def test_what_comes_out_otherwise_is_not_put_back() -> None:
    entries = Entries(["user0@contoso.com and more"])

    with pytest.raises(Misread):
        put_back(PEOPLE, entries)


def test_documents_say_where_they_start() -> None:
    documents = yaml.read(f"a:\n{listed(2)}---\nb: x\n".encode(), "a.yaml", Gathered())

    assert [type(document) for document in documents] == [Document, Document]
    assert documents[1].start >> 26 == len(PEOPLE) + 1


ODD = {
    "nobody odd": PEOPLE,
    "somebody twice": [*PEOPLE, "user3@contoso.com"],
    "somebody in two spellings": [*PEOPLE, "User3@Contoso.com"],
    "a spelling of one's own": ["Zoe@contoso.com", *PEOPLE],
    "an admin too": [*PEOPLE, "kai@contoso.com"],
    "another address of somebody": [*PEOPLE, "old@contoso.com"],
    "no address at all": [*PEOPLE, "user..9@contoso.com"],
}


@pytest.mark.parametrize("people", ODD.values(), ids=ODD)
def test_a_long_list_says_what_entries_of_another_sort_say(tmp_path: Path, people: list[str]) -> None:
    known = "people:\n  user1@contoso.com: {also: [old@contoso.com]}\n"
    plain = "".join(f"      - {person}\n" for person in people)
    wordy = "".join(f"      - person: {person}\n" for person in people)

    long = declared(tmp_path / "1", a_yaml=f"{FINANCE}    members:\n{plain}{known}")
    each = declared(tmp_path / "2", a_yaml=f"{FINANCE}    members:\n{wordy}{known}")

    assert long.estate == each.estate
    assert [(f.rule, f.place and f.place.line) for f in long.findings] == [
        (f.rule, f.place and f.place.line) for f in each.findings
    ]


def test_everybody_in_a_long_list_has_a_place(tmp_path: Path) -> None:
    places = declared(tmp_path, a_yaml=f"{FINANCE}    members:\n{listed(6)}").places

    assert places.seats("finance", tuple(PEOPLE)) == (Run("a.yaml", 7, 9, len(PEOPLE)),)
    assert places.seats("finance", (PEOPLE[3], "kai@contoso.com")) == (Run("a.yaml", 10, 9), Run("a.yaml", 5, 14))


def test_each_workspace_has_places_of_its_own_for_the_same_people(tmp_path: Path) -> None:
    others = f"  retail:\n    members:\n{listed(6)}  travel:\n    admins:\n{listed(6)}"
    read = declared(tmp_path, a_yaml=f"{FINANCE}    members:\n{listed(6)}{others}")

    lines = {workspace: read.places.seats(workspace, tuple(PEOPLE))[0].line for workspace in read.estate.seats}
    roles = {workspace: {seats[p].role for p in PEOPLE} for workspace, seats in read.estate.seats.items()}
    assert lines == {"finance": 7, "retail": 21, "travel": 35}
    assert roles == {"finance": {Role.MEMBER}, "retail": {Role.MEMBER}, "travel": {Role.ADMIN}}
