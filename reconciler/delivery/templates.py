"""The words and looks of mails: files with strict ``$fields``, each of which a customer may replace.

``letter``, ``item``, ``notice`` and ``row`` are looks, as text and as HTML; ``en.words`` and the like are the words of
a language, and another such file is another language. What a file may say is fixed here: a field that nobody fills is
an error with its place, and so is a word that nobody says. Nothing in a template is code.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from typing import NamedTuple

OF_LOOKS: Mapping[str, frozenset[str]] = {
    "letter.html": frozenset(["language", "title", "customer", "greeting", "intro", "items", "closing", "automatic"]),
    "letter.txt": frozenset(["title", "customer", "greeting", "intro", "items", "closing", "automatic"]),
    "item.html": frozenset(["heading", "rows", "note", "button", "link"]),
    "item.txt": frozenset(["heading", "rows", "note", "button", "link"]),
    "notice.html": frozenset({"heading", "rows"}),
    "notice.txt": frozenset({"heading", "rows"}),
    "row.html": frozenset({"label", "value"}),
    "row.txt": frozenset({"label", "value"}),
}
MUST_SHOW: Mapping[str, frozenset[str]] = {
    "letter.html": frozenset({"items"}),
    "letter.txt": frozenset({"items"}),
    "item.html": frozenset({"link"}),
    "item.txt": frozenset({"link"}),
}
"""Without these nobody could accept."""

_OF_TITLES = frozenset(["customer", "workspace", "count", "date"])
_TITLED = ("invitation", "reminder", "restoration", "ending")
OF_WORDS: Mapping[str, frozenset[str]] = {
    **{f"{part}_{kind}": _OF_TITLES for part in ("title", "intro") for kind in _TITLED},
    **{f"{part}_{kind}s": _OF_TITLES for part in ("title", "intro") for kind in _TITLED},
    **dict.fromkeys(["language", "months", "greeting_nobody", "button", "link_note", "default_workspace"], frozenset()),
    **dict.fromkeys(["label_purpose", "label_role", "label_answer_by", "label_until", "label_account"], frozenset()),
    **dict.fromkeys(["label_contact", "label_ends", "label_people", "role_admin", "role_member"], frozenset()),
    **dict.fromkeys(("account_work", "account_any"), frozenset({"address"})),
    **dict.fromkeys(("list", "list_last"), frozenset({"first", "second"})),
    **dict.fromkeys(("closing", "closing_notice", "automatic"), frozenset({"customer"})),
    "date": frozenset({"day", "month", "year"}),
    "greeting": frozenset({"name"}),
    "more": frozenset({"count"}),
}
_NEVER_EMPTY = frozenset(["button", *(word for word in OF_WORDS if word.startswith("title_"))])
"""A mail without a subject, or a link without a word."""
WORDS = ".words"
_FIELD = re.compile(r"\$(?:\$|([a-z_]+)|\{([a-z_]+)\}|)")
_NAME = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*\.words")


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


class Fault(NamedTuple):
    """What is wrong with a template, where."""

    file: str
    line: int
    column: int
    why: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Template:
    """Texts and names of fields in turn: ``pieces[1::2]`` are fields."""

    pieces: tuple[str, ...]

    def text(self, **values: str) -> str:
        filled = list(self.pieces)
        filled[1::2] = [values[name] for name in filled[1::2]]
        return "".join(filled)

    def html(self, **values: str) -> Html:
        """Every value is escaped, but what is HTML already."""
        filled = list(self.pieces)
        filled[1::2] = [v if isinstance(v := values[name], Html) else escape(v) for name in filled[1::2]]
        return Html("".join(filled))


@dataclass(frozen=True, slots=True)
class Templates:
    """``looks`` by file name; ``words`` by language, complete."""

    looks: Mapping[str, Template]
    words: Mapping[str, Mapping[str, Template]]

    def language(self, *wanted: str | None) -> str:
        """The first of the wanted ones that there are words in; ``es-MX`` is content with ``es``."""
        for tag in filter(None, wanted):
            for known in (tag.lower(), tag.lower().partition("-")[0]):
                if known in self.words:
                    return known
        return "en"


def templates(replacing: Mapping[str, str]) -> tuple[Templates, list[Fault]]:
    """Ours, and in their place the files of a customer, by name."""
    faults: list[Fault] = []
    looks, words = _ours()
    looks, words = dict(looks), dict(words)
    for name, text in sorted(replacing.items()):
        if name in OF_LOOKS:
            looks[name] = _look(text, name, faults)
        elif _NAME.fullmatch(name):
            language = name.removesuffix(WORDS)
            words[language] = _words(text, name, words.get(language, {}), faults)
        else:
            known = ", ".join([*OF_LOOKS, "en.words"])
            faults.append(Fault(name, 1, 1, "no template has this name", f"Templates are {known}."))
    return Templates(looks, words), faults


@cache
def _ours() -> tuple[Mapping[str, Template], Mapping[str, Mapping[str, Template]]]:
    folder = files("reconciler.delivery").joinpath("templates")
    faults: list[Fault] = []
    texts = {each.name: each.read_text(encoding="utf-8") for each in folder.iterdir()}
    looks = {name: _look(texts[name], name, faults) for name in OF_LOOKS}
    words = {
        name.removesuffix(WORDS): _words(text, name, {}, faults) for name, text in texts.items() if name.endswith(WORDS)
    }
    assert not faults, faults
    return looks, words


def _look(text: str, file: str, faults: list[Fault]) -> Template:
    made = _parsed(text, (file, 1, 1), OF_LOOKS[file], faults)
    missing = sorted(MUST_SHOW.get(file, frozenset()) - set(made.pieces[1::2]))
    why = "without it nobody can accept"
    faults += [Fault(file, 1, 1, f"it does not show ${name}: {why}", f"Add ${name}.") for name in missing]
    return made


def _words(text: str, file: str, otherwise: Mapping[str, Template], faults: list[Fault]) -> Mapping[str, Template]:
    found: dict[str, Template] = {}
    for number, line in enumerate(text.splitlines(), 1):
        name, equals, said = line.partition("=")
        key = name.strip()
        if not line.strip() or line.startswith("#"):
            continue
        if not equals or key not in OF_WORDS:
            faults.append(Fault(file, number, 1, f"nobody says {key!r}", f"Words are {', '.join(sorted(OF_WORDS))}."))
            continue
        column = len(name) + 2 + len(said) - len(said.lstrip())
        found[key] = _parsed(said.strip(), (file, number, column), OF_WORDS[key], faults)
        if key in _NEVER_EMPTY and not _says_something(found[key]):
            faults.append(Fault(file, number, 1, f"{key} says nothing, and stands where it must", "Say something."))
    complete = {**otherwise, **found}
    if missing := sorted(OF_WORDS.keys() - complete.keys()):
        faults.append(Fault(file, 1, 1, f"words are missing: {', '.join(missing)}", "Say them too."))
    if "months" in found and len(found["months"].text().split()) != 12:
        faults.append(Fault(file, 1, 1, "months are not twelve words", "Write them with spaces between."))
    return complete


def _says_something(template: Template) -> bool:
    """A date alone may be none."""
    return any(text.strip() for text in template.pieces[::2]) or not {"date"}.issuperset(template.pieces[1::2])


def _parsed(text: str, at: tuple[str, int, int], known: frozenset[str], faults: list[Fault]) -> Template:
    faults += _odd_characters(text, at)
    pieces, end = [""], 0
    for found in _FIELD.finditer(text):
        pieces[-1] += text[end : found.start()]
        end = found.end()
        name = found[1] or found[2]
        if found[0] == "$$":
            pieces[-1] += "$"
        elif name in known:
            pieces += [name, ""]
        else:
            faults.append(_unknown(found[0], _place(text, found.start(), at), known))
    pieces[-1] += text[end:]
    return Template(tuple(pieces))


def _unknown(field: str, at: tuple[str, int, int], known: frozenset[str]) -> Fault:
    what = "a single $ stands for nothing" if field == "$" else f"nobody fills {field}"
    has = f"Fields here are {', '.join(f'${name}' for name in sorted(known))}." if known else "There are none here."
    return Fault(*at, what, f"{has} A dollar sign itself is $$.")


def _odd_characters(text: str, at: tuple[str, int, int]) -> Iterator[Fault]:
    for found in re.finditer(r"[^\n\t]", text):
        if not found[0].isprintable():
            why = f"a character that must not stand here: {found[0]!a}"
            yield Fault(*_place(text, found.start(), at), why, "Take it out.")
            return


def _place(text: str, offset: int, at: tuple[str, int, int]) -> tuple[str, int, int]:
    file, line, column = at
    before = text[:offset]
    newlines = before.count("\n")
    return file, line + newlines, (offset - before.rfind("\n")) if newlines else column + offset
