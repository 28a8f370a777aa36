"""Numbers of people as text, runs as ranges: ``[3, 4, 5, 9]`` is ``"3-5,9"``."""

from collections.abc import Iterable, Iterator


def as_ranges(numbers: Iterable[int]) -> str:
    """``numbers`` ascend."""
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in _runs(numbers))


def from_ranges(text: str) -> list[int]:
    """The inverse. ValueError where the text is something else."""
    numbers: list[int] = []
    for run in text.split(",") if text else ():
        first, _, last = run.partition("-")
        numbers.extend(range(int(first), int(last or first) + 1))
    return numbers


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    first = last = None
    for number in numbers:
        if last is not None and number == last + 1:
            last = number
            continue
        if first is not None and last is not None:
            yield first, last
        first = last = number
    if first is not None and last is not None:
        yield first, last
