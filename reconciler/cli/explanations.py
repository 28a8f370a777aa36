"""Everything that ``explain`` knows: the rules of the book, the guards, and the codes of what is wrong with files."""

from dataclasses import dataclass

from reconciler.loading.codes import CODES
from reconciler.planning.guards import GUARDS
from reconciler.rules import book


@dataclass(frozen=True, slots=True)
class Explanation:
    """``title`` is a sentence; the others may be empty."""

    id: str
    title: str
    why: str = ""
    wrong: str = ""
    right: str = ""


def identifiers() -> list[str]:
    """Rules as the book orders them, then guards, then codes."""
    rules = list(book.ids())
    return [*rules, *GUARDS, *(code for code in CODES if code not in rules)]


def explain(identifier: str) -> Explanation | None:
    """None where nothing is called that. Rules are found in small letters too."""
    page = book.explain(identifier.upper())
    if page is not None:
        return Explanation(identifier.upper(), page.title, page.why, page.wrong, page.right)
    if identifier in GUARDS:
        return Explanation(identifier, GUARDS[identifier])
    if code := CODES.get(identifier):
        return Explanation(identifier, code.summary, code.says, code.wrong, code.right)
    return None
