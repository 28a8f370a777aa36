"""What fuzzing begins with: for each target a file of inputs, one a line, as Python escapes them.

Kept are the fewest that reach every line that any of them reaches.
"""

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

HERE = Path(__file__).parent
CORPUS = HERE.parent / "corpus"
LONGEST = 8192
_BESIDE = {"loader": "yaml", "rosters": "csv"}
"""Whose beginnings are those of the corpus, too."""
Step = tuple[str, int, int]


def file_of(target: str) -> Path:
    return HERE / "corpora" / f"{target}.txt"


def kept(target: str) -> list[bytes]:
    lines = file_of(target).read_text(encoding="ascii").splitlines()
    return [line.encode().decode("unicode_escape").encode("latin-1") for line in lines]


def beginnings(target: str) -> list[bytes]:
    beside = sorted(CORPUS.rglob(f"*.{_BESIDE[target]}")) if target in _BESIDE else []
    return [*kept(target), *(file.read_bytes() for file in beside)]


def keep(target: str, inputs: Iterable[bytes]) -> None:
    lines = sorted(content.decode("latin-1").encode("unicode_escape").decode() for content in inputs)
    file_of(target).write_text("".join(f"{line}\n" for line in lines), encoding="ascii")


def fewest(one: Callable[[bytes], None], inputs: Iterable[bytes], known: Sequence[bytes] = ()) -> list[bytes]:
    """Short ones first; what ``known`` reach needs no other."""
    reached: set[Step] = set()
    for content in known:
        reached |= steps(one, content)
    chosen = []
    for content in sorted({*inputs}, key=lambda each: (len(each), each)):
        new = steps(one, content) - reached if len(content) <= LONGEST else set()
        if new:
            reached |= new
            chosen.append(content)
    return chosen


def steps(one: Callable[[bytes], None], content: bytes) -> set[Step]:
    """From which line to which it came, in each file of the package."""
    found: set[Step] = set()

    def called(frame: FrameType, _event: str, _of: Any) -> Any:
        name = frame.f_code.co_filename
        if "/reconciler/" not in name:
            return None
        before = 0

        def went(frame: FrameType, event: str, _of: Any) -> Any:
            nonlocal before
            if event == "line":
                found.add((name, before, frame.f_lineno))
                before = frame.f_lineno
            return went

        return went

    sys.settrace(called)
    try:
        one(content)
    finally:
        sys.settrace(None)
    return found
