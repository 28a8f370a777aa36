"""Which customers a file belongs to, without reading all of it where that is clear."""

import re
from typing import Any

from reconciler.findings import Place
from reconciler.kinds.customer import CustomerId
from reconciler.kinds.ids import is_id
from reconciler.loading import yaml
from reconciler.loading.characters import BOM
from reconciler.loading.gathered import Gathered
from reconciler.loading.ids import slug
from reconciler.loading.nodes import Document, Entries, Fields, place
from reconciler.loading.wording import nearest
from reconciler.loading.yaml_flow import flow

_NAMED = re.compile(rb"^customer:[ ]+([a-z0-9][a-z0-9-]{0,62})[ ]*(?:#[^\n]*)?\r?$", re.MULTILINE)
_STARTS_AS_FIELDS = re.compile(rb"(?:[ ]*(?:#[^\n]*)?\r?\n)*[a-z_]+:[ \r\n]")
_ADD = "Add a line at its top: customer: ID"


def owners(content: bytes, file: str, found: Gathered) -> list[CustomerId]:
    """The customers whose documents are in the file, in order. None of them, and why, goes to ``found``."""
    named = _at_first_sight(content.removeprefix(BOM))
    if named is not None:
        return named
    own = Gathered()
    documents = yaml.read(content, file, own)
    clear = [d.content["customer"] for d in documents if _names_its_customer(d.content)]
    guessed = [m.decode() for m in _NAMED.findall(content)] if own.broken else []
    customers = list(dict.fromkeys(CustomerId(name) for name in (*clear, *guessed)))
    if not customers:
        for finding in own.all():
            found.add(finding.rule, finding.explanation, finding.remedy, finding.place, finding.also, finding.severity)
    if not own.broken:
        _tell_unowned(documents, file, found)
    return customers


def _at_first_sight(content: bytes) -> list[CustomerId] | None:
    """The customers, where every document names one on a line of its own in the plainest way; else None."""
    # Hyphens are looked for alone first: they are rarer than ends of lines.
    if b"---" not in content or (b"\n---" not in content and not content.startswith(b"---")):
        documents = [content]
    else:
        parts = re.split(rb"^---[ ]*(?:#[^\n]*)?\r?$", content, flags=re.MULTILINE)
        documents = parts if _says_something(parts[0]) else parts[1:]
    named = [_plainly_named(document) for document in documents]
    return None if None in named else list(dict.fromkeys(CustomerId(n) for n in named if n))


def _plainly_named(document: bytes) -> str | None:
    first = document.startswith(b"customer")
    if document.count(b"\ncustomer") + first != 1 or not _STARTS_AS_FIELDS.match(document):
        return None
    # Looked for where the word stands: at the start of each of many lines that would take ten times as long.
    named = _NAMED.match(document, 0 if first else document.index(b"\ncustomer") + 1)
    return named[1].decode() if named else None


def _says_something(part: bytes) -> bool:
    return any(line.strip() and not line.lstrip().startswith(b"#") for line in part.split(b"\n"))


def _names_its_customer(content: Any) -> bool:
    return isinstance(content, Fields) and isinstance(name := content.get("customer"), str) and is_id(name)


def _tell_unowned(documents: list[Document], file: str, found: Gathered) -> None:
    if not documents:
        found.add(
            "declares-nothing", "The file holds nothing but perhaps comments.", "Remove it, or fill it.", place(file, 0)
        )
    for content, start in documents:
        if _names_its_customer(content):
            continue
        if isinstance(content, Fields) and content:
            found.add("no-customer", *_unnamed(content, file))
        else:
            kind = "a list" if isinstance(content, Entries) else "nothing" if not content else "a text"
            found.add("declares-nothing", f"The document is {kind}; it should be fields.", _ADD, place(file, start))


def _unnamed(content: Fields, file: str) -> tuple[str, str, Place]:
    """Why no customer can be told from the fields, what to type, and where."""
    if "customer" in content:
        said = content["customer"]
        what = f"`customer` is {flow(said)}, which is no id: small letters, digits and hyphens."
        return what, f"Write customer: {slug(str(said)) or 'ID'}", place(file, content.position("customer"))
    near = nearest("customer", content)
    if near:
        what = f"The document names no customer, but has a field `{near}`."
        return what, "Did you mean `customer`?", place(file, content.key_position(near))
    return "The document names no customer.", _ADD, place(file, content.start)
