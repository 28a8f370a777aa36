"""A rule, guard or code explained: its sentence, why it is so, and how it looks wrong and right."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from reconciler.reporting.escapes import for_json
from reconciler.reporting.json_stream import FORMAT_VERSION, array, document
from reconciler.reporting.look import Look, Shade, cells, padded
from reconciler.reporting.words import wrapped


class Page(Protocol):
    """``title`` is a sentence; ``why``, ``wrong`` and ``right`` may be empty."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def why(self) -> str: ...
    @property
    def wrong(self) -> str: ...
    @property
    def right(self) -> str: ...


def explained_text(page: Page, look: Look) -> Iterator[str]:
    yield look.painted(Shade.STRONG, look.safe(page.id)) + "\n"
    for text in (page.title, page.why):
        for line in wrapped(look.safe(text), look.width, first="  ", rest="  ") if text else ():
            yield line + "\n"
    for label, example in (("wrong", page.wrong), ("right", page.right)):
        if example:
            yield f"\n{label}:\n"
            for line in example.split("\n"):
                yield f"    {look.safe(line)}".rstrip() + "\n"


def explained_list(pages: Sequence[Page], look: Look) -> Iterator[str]:
    width = max((cells(page.id) for page in pages), default=0) + 2
    for page in pages:
        indent = " " * width
        for line in wrapped(look.safe(page.title), look.width, first=padded(look.safe(page.id), width), rest=indent):
            yield line + "\n"


def explained_json(pages: Sequence[Page]) -> Iterator[str]:
    objects = ({"id": p.id, "title": p.title, "why": p.why, "wrong": p.wrong, "right": p.right} for p in pages)
    yield from document(
        format_version=FORMAT_VERSION, kind="explanations", explanations=array(for_json(o) for o in objects)
    )
