"""A YAML file in the order and layout that all have."""

from yaml import YAMLError

from reconciler.editing.inline import put_in_order_inline
from reconciler.editing.key_order import put_in_order
from reconciler.editing.layout import laid_out
from reconciler.editing.proof import lost
from reconciler.editing.shapes import shape_of
from reconciler.editing.source import Source, source_of
from reconciler.findings import Place
from reconciler.loading import yaml
from reconciler.loading.characters import BOM
from reconciler.loading.gathered import Gathered


def tidy_yaml(content: bytes, file: str, schema: str, found: Gathered) -> bytes | None:
    """The bytes that the file should have; None, and why in ``found``, where it is to be left alone."""
    read = Gathered()
    documents = yaml.read(content, file, read)
    if read.broken:
        found.take(read)
        return None
    before = source_of(content.removeprefix(BOM).decode().replace("\r\n", "\n"))
    try:
        text = _in_order(before, schema)
        same = text.encode() == content
        why = "" if same else lost(before, [document.content for document in documents], text, file)
    except YAMLError:  # between two steps
        why = "Its keys cannot be moved."
    if why:
        found.add("left-alone", why, "Put its keys in order by hand, or leave it.", Place(file, 1))
        return None
    return text.encode()


def _in_order(source: Source, schema: str) -> str:
    shape = shape_of(schema)
    inline = put_in_order_inline(source, shape)
    source = source if inline == source.text else source_of(inline)
    return laid_out(put_in_order(source, shape))
