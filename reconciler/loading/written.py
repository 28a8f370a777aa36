"""Values as YAML on one line, such that reading them gives the same values."""

import json
import re
from collections.abc import Mapping
from typing import Any

from reconciler.loading.days import is_day

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9._+@/ -]*(?<! )")
_WORDS = frozenset({"true", "false", "null"})


def flow(value: Any) -> str:
    """Texts stand bare where that is safe in every YAML reader, else in quotes."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{flow(k)}: {flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(v) for v in value) + "]"
    if isinstance(value, str) and (is_day(value) or _PLAIN.fullmatch(value)) and value.lower() not in _WORDS:
        return value
    return json.dumps(value, ensure_ascii=False)
