"""The pages of the rules, one Markdown file each in ``pages/``: the sentence, why, and how it looks wrong and right.

Every page has the same shape::

    # S-11            the rule's id
    sentence          as the domain says it, as far as this release does it
    ## Why            what would go wrong for a customer otherwise, and what to do
    ## Wrong          one fenced block: a document of a customer, or what a plan says
    ## Right          one fenced block

A block without ``contracts:`` is a fragment beside a Unified contract of 2026; its first comment says where the state
matters.
"""

import re
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable


@dataclass(frozen=True, slots=True)
class Page:
    """``title`` (the rule's sentence) and ``why`` are one line each; ``wrong`` and ``right`` are as they stand."""

    id: str
    title: str
    why: str
    wrong: str
    right: str


_SHAPE = re.compile(
    r"# (?P<id>\S+)\n\n(?P<title>.+?)\n\n## Why\n\n(?P<why>.+?)\n\n"
    r"## Wrong\n\n```\w+\n(?P<wrong>.+?)\n```\n\n## Right\n\n```\w+\n(?P<right>.+?)\n```\n",
    re.DOTALL,
)


def identifiers() -> tuple[str, ...]:
    """The ids of all pages: those from the seed (S) first, then those that complete it (D), each by number."""
    names = (entry.name for entry in _folder().iterdir())
    ids = (name.removesuffix(".md") for name in names if name.endswith(".md"))
    return tuple(sorted(ids, key=lambda rule: (rule.startswith("D"), rule)))


def page(identifier: str) -> Page | None:
    """The page of a rule, by its id as it is written (``S-11``); None where there is none."""
    if identifier not in identifiers():
        return None
    return page_in((_folder() / f"{identifier}.md").read_text(encoding="utf-8"))


def page_in(markdown: str) -> Page:
    """The page that a text of that shape is. ValueError where it has another shape."""
    parts = _SHAPE.fullmatch(markdown)
    if parts is None:
        raise ValueError(f"not a page: {markdown[:40]!r}")
    return Page(parts["id"], _on_one_line(parts["title"]), _on_one_line(parts["why"]), parts["wrong"], parts["right"])


def _on_one_line(prose: str) -> str:
    return " ".join(prose.split())


def _folder() -> Traversable:
    return files("reconciler.rules") / "pages"
