"""A rule, guard or code explained: its sentence, why it is so, and how it looks wrong and right."""

from collections.abc import Iterator, Sequence

from reconciler.reporting.escapes import for_json
from reconciler.reporting.json_stream import FORMAT_VERSION, array, document
from reconciler.reporting.look import Look, Shade, cells, padded
from reconciler.reporting.words import paragraph
from reconciler.rules.pages import Page


def explained_text(page: Page, look: Look) -> Iterator[str]:
    yield look.painted(Shade.STRONG, look.safe(page.id)) + "\n"
    yield from paragraph(page.title, look, first="    ", rest="    ")
    if page.why:
        yield "\nwhy:\n"
        yield from paragraph(page.why, look, first="    ", rest="    ")
    for label, example in (("wrong", page.wrong), ("right", page.right)):
        if example:
            yield f"\n{label}:\n"
            for line in example.split("\n"):
                yield f"    {look.safe(line)}".rstrip() + "\n"


def explained_list(pages: Sequence[Page], look: Look) -> Iterator[str]:
    """The first sentence of each."""
    width = max((cells(page.id) for page in pages), default=0) + 2
    for page in pages:
        indent = " " * width
        sentence = page.title.partition(". ")[0].removesuffix(".")
        yield from paragraph(sentence, look, first=padded(look.safe(page.id), width), rest=indent)


def explained_json(pages: Sequence[Page]) -> Iterator[str]:
    objects = ({"id": p.id, "title": p.title, "why": p.why, "wrong": p.wrong, "right": p.right} for p in pages)
    yield from document(
        format_version=FORMAT_VERSION, kind="explanations", explanations=array(for_json(o) for o in objects)
    )
