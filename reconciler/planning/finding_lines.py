"""Findings and places in the lines of a plan file, and back. TypeError or ValueError where one does not fit.

Places stand run by run: ``[[file, column, [[line, count], ...]]]``, with an empty file for what nobody wrote.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from reconciler.findings import Finding, Place, Run, Severity
from reconciler.kinds.ids import is_id


def runs_plain(places: Iterable[Run]) -> list[Any]:
    files: list[Any] = []
    for run in places:
        if not files or files[-1][:2] != [run.file, run.column]:
            files.append([run.file, run.column, []])
        files[-1][2].append([run.line, run.length])
    return files


def runs_from_plain(files: Iterable[Any]) -> tuple[Run, ...]:
    return tuple([run for file, column, runs in files for run in _of_a_file(text(file), number(column), runs)])


def _of_a_file(file: str, column: int, runs: Iterable[Any]) -> Iterable[Run]:
    return [Run(file, number(line), column, number(count)) for line, count in runs]


_FINDING_TEXTS = ("rule", "summary", "explanation", "remedy", "excerpt")


def finding_plain(finding: Finding) -> dict[str, Any]:
    line: dict[str, Any] = {name: getattr(finding, name) for name in _FINDING_TEXTS if getattr(finding, name)}
    line["severity"] = finding.severity.value
    line["length"] = finding.length
    if finding.place is not None:
        line["place"] = list(finding.place)
    if finding.also:
        line["also"] = [list(place) for place in finding.also]
    return line


def finding_from_plain(line: Mapping[str, Any]) -> Finding:
    said: dict[str, Any] = {name: text(line.get(name, "")) for name in _FINDING_TEXTS}
    return Finding(
        **said,
        severity=Severity(line["severity"]),
        place=_place(*line["place"]) if "place" in line else None,
        also=tuple(_place(*p) for p in line.get("also", ())),
        length=number(line["length"]),
    )


def _place(file: Any, line: Any, column: Any) -> Place:
    return Place(text(file), number(line), number(column))


def an_id(value: Any) -> str:
    if not is_id(text(value)):
        raise ValueError(f"{value!r:.80} is no id")
    return str(value)


def text(value: Any) -> str:
    if type(value) is not str:
        raise TypeError(f"{value!r:.40} where a text belongs")
    return value


def texts(values: Any) -> tuple[Any, ...]:
    """Of a list of thousands, in one look."""
    if type(values) is not list or not {str} >= {*map(type, values)}:
        raise TypeError(f"{values!r:.40} where a list of texts belongs")
    return tuple(values)


def named_texts(value: Any) -> dict[str, str]:
    """Texts by names."""
    texts([*value.values()])
    return dict(value)


_LARGEST = 2**53


def number(value: Any) -> int:
    if type(value) is not int or abs(value) > _LARGEST:
        raise TypeError(f"{value!r:.40} where a whole number belongs")
    return value
