"""Whether a changed file still says what it said: read again, by our own loader, before anything is replaced."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from reconciler.editing.source import Source, comments, source_of
from reconciler.kinds.address import normal_spelling
from reconciler.loading import yaml
from reconciler.loading.gathered import Gathered


def told(documents: list[Any]) -> str:
    """What documents say, the order of keys and the spelling of addresses (D-11) aside."""
    return json.dumps([_plain(document) for document in documents], sort_keys=True)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_plain(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return normal_spelling(value) if isinstance(value, str) and "@" in value else value


def contents(text: str, file: str) -> list[Any] | None:
    """The documents of a text; None where it cannot be read whole."""
    found = Gathered()
    documents = yaml.read(text.encode(), file, found)
    return None if found.broken else [document.content for document in documents]


def lost(before: Source, expected: list[Any], after: str, file: str) -> str:
    """What keeps ``after`` from taking the place of ``before``: nothing, or a sentence. ``expected`` is what it should
    say."""
    said = contents(after, file)
    if said is None or told(said) != told(expected):
        return "It would say something else than before."
    if _comments(before) != _comments(source_of(after)):
        return "A comment would be lost."
    return ""


def _comments(source: Source) -> Counter[str]:
    return Counter(comment for _, comment in comments(source))
