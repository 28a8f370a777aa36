"""Which column of an export says what, remembered in a file beside the roster: ``NAME.import.json``.

It is JSON, so that no loader takes it for a customer's file or for a roster. What is remembered holds where the export
has that heading; what is said by hand replaces it.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from reconciler.errors import InputInvalid
from reconciler.loading.files import ROSTER_ENDING, NotRead, read_beneath
from reconciler.loading.incoming.headings import Field

Mapped = Mapping[Field, str]


def memory_file(roster: str) -> str:
    return f"{roster.removesuffix(ROSTER_ENDING)}.import.json"


def remembered(root: Path, roster: str) -> tuple[Mapped, bytes | None]:
    """The headings by field, and the bytes of the file; nothing where there is none."""
    file = memory_file(roster)
    if not (root / file).exists():
        return {}, None
    try:
        content = read_beneath(root, file)
        whole: Any = json.loads(content)
        columns = whole["columns"]
        mapped = {Field(name): heading for name, heading in columns.items()}
        if whole["version"] != 1 or not all(isinstance(heading, str) for heading in mapped.values()):
            raise ValueError
    except NotRead as fault:
        raise InputInvalid(f"{file}: {fault.why}", fault.remedy) from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise InputInvalid(
            f"{file} is not what an import remembers (reconciler schema import)", "remove it, and say --map again"
        ) from None
    return mapped, content


def memory_text(mapped: Mapped) -> bytes:
    columns = {field.value: mapped[field] for field in sorted(mapped)}
    return (json.dumps({"columns": columns, "version": 1}, ensure_ascii=False, indent=2) + "\n").encode()


def holding(known: Mapped, said: Mapped, header: Sequence[str]) -> Mapped:
    """What is remembered and stands in this header, and what was said."""
    return {**{f: heading for f, heading in known.items() if not heading or heading in header}, **said}
