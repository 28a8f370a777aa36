"""Letters that another hand wrote into ``hub.json``: refused with a word, never a bug, and nothing is sent of them."""

import json
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from store_commits import CONTOSO
from store_history import grown

from reconciler.errors import StateBroken
from reconciler.kinds.letter import About, Delivery, Letter, MessageKind
from reconciler.planning.canonical import dump
from reconciler.stores.opening import open_for_reading

LETTER = Letter("name@hub.example", 1, (About(1, 1, MessageKind.INVITATION),), "{}")
ROW = {"id": 0, "person": 1, "about": 2, "content": 3, "attempts": 4, "later": 5, "said": 6}


@pytest.mark.parametrize(
    ("part", "odd"),
    [
        ("id", 7),
        ("id", None),
        ("person", "1"),
        ("person", 0),
        ("person", True),
        ("about", []),
        ("about", "all"),
        ("about", [[1, 1]]),
        ("about", [[1, 1, "invoice"]]),
        ("about", [[0, 1, "invitation"]]),
        ("content", None),
        ("content", {}),
        ("attempts", -1),
        ("attempts", 1.5),
        ("later", "soon"),
        ("later", "2026-06-01"),
        ("later", "2026-06-01T09:00:00"),
        ("later", 7),
        ("said", None),
    ],
)
def test_a_letter_that_is_none_is_refused(part: str, odd: Any, tmp_path: Path) -> None:
    path = _state_with_a_letter(tmp_path)

    _edited(path, ROW[part], odd)

    reader = open_for_reading(str(path))
    assert reader is not None
    with closing(reader), pytest.raises(StateBroken, match="is not as reconciler writes it"):
        list(reader.letters(CONTOSO))


@pytest.mark.parametrize("row", [[], ["name@hub.example"], "a row", {}, [*range(9)]])
def test_a_row_of_another_shape_is_refused(row: Any, tmp_path: Path) -> None:
    path = _state_with_a_letter(tmp_path)

    _edited(path, None, row)

    reader = open_for_reading(str(path))
    assert reader is not None
    with closing(reader), pytest.raises(StateBroken, match="is not as reconciler writes it"):
        list(reader.letters(CONTOSO))


def _state_with_a_letter(folder: Path) -> Path:
    path = folder / "hub.json"
    store = grown(str(path), (CONTOSO,), 1)
    store.keep_delivery([Delivery(CONTOSO, letters=[LETTER])])
    store.close()
    return path


def _edited(path: Path, part: int | None, odd: Any) -> None:
    """By a hand that knows how the last line vouches for the others."""
    head, line, _ = path.read_bytes().splitlines()
    customer = json.loads(line)
    if part is None:
        customer["holds"]["letters"][0] = odd
    else:
        customer["holds"]["letters"][0][part] = odd
    body = head + b"\n" + dump(customer) + b"\n"
    path.write_bytes(body + dump({"end": 1, "sha256": sha256(body).hexdigest()}) + b"\n")
