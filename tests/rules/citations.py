"""Where the code cites a rule so that it counts: in what it says to somebody, or by quoting the rule above code in use.

A comment, or a mention in passing, keeps no promise.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import reconciler
from reconciler.rules import pages

HOUSE = Path(reconciler.__file__).parent
MENTIONED = re.compile(r"\b[SD]-[0-9]{2}\b")
SAID = re.compile(r"([SD]-[0-9]{2})(?:: .*)?", re.DOTALL)
"""A literal that is an id, or a sentence that begins with one."""
QUOTED = re.compile(r'^([SD]-[0-9]{2}):(?: [^"\n]*)? "([^"]+)"', re.MULTILINE)
"""A line of a docstring that begins with an id, and the rule's own words."""


@cache
def sources() -> dict[str, str]:
    """Every module of the house by its dotted name."""
    files = {".".join(file.relative_to(HOUSE.parent).with_suffix("").parts): file for file in HOUSE.rglob("*.py")}
    return {name.removesuffix(".__init__"): file.read_text(encoding="utf-8") for name, file in files.items()}


def mentioned() -> set[str]:
    return {rule for source in sources().values() for rule in MENTIONED.findall(source)}


@cache
def said() -> set[str]:
    return {rule for source in sources().values() for rule in said_in(source)}


def said_in(source: str) -> set[str]:
    """The rules that its string literals name, docstrings aside."""
    tree = _parsed(source)
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = (n for n in ast.walk(tree) if isinstance(n, ast.Constant) and id(n) not in docstrings)
    found = (SAID.fullmatch(node.value) for node in texts if isinstance(node.value, str))
    return {match[1] for match in found if match}


@cache
def quoted() -> set[str]:
    """The rules that are quoted in a module that does something and that another module uses."""
    return {rule for name, source in sources().items() if _in_use(name) for rule, _ in quoted_in(source)}


def quoted_in(source: str) -> list[tuple[str, str]]:
    """A rule and its words, for every quotation in a docstring."""
    return [(rule, _on_one_line(words)) for doc in _docstrings(source) for rule, words in QUOTED.findall(doc)]


def quotes_its_page(rule: str) -> bool:
    """Whether some quotation of a rule is what its page says too."""
    page = pages.page(rule)
    assert page is not None
    quotations = (words for source in sources().values() for cited, words in quoted_in(source) if cited == rule)
    return any(words.rstrip(".") in _plain(page.title) for words in quotations)


def _docstrings(source: str) -> Iterator[str]:
    for node in ast.walk(_parsed(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            yield ast.get_docstring(node) or ""


def _in_use(module: str) -> bool:
    does_something = any(isinstance(node, ast.FunctionDef) for node in ast.walk(_parsed(sources()[module])))
    return does_something and module in _imported()


@cache
def _imported() -> set[str]:
    """Every module that another one imports, whole or something of it."""
    nodes = (node for source in sources().values() for node in ast.walk(_parsed(source)))
    froms = [node for node in nodes if isinstance(node, ast.ImportFrom) and node.module]
    return {name for node in froms for name in (str(node.module), *(f"{node.module}.{a.name}" for a in node.names))}


@cache
def _parsed(source: str) -> ast.Module:
    return ast.parse(source)


def _plain(text: str) -> str:
    return text.replace("`", "")


def _on_one_line(words: str) -> str:
    return _plain(" ".join(words.split()))
