"""Values as YAML on one line, such that reading them gives the same values."""

import json
import re
from collections.abc import Mapping
from typing import Any

from reconciler.loading.days import is_day

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9._+@/ -]*(?<! )")
_WORDS = frozenset({"true", "false", "null"})


_INVENTED = (
    (re.compile(r"\*@[a-z.-]+"), "*@DOMAIN"),
    (re.compile(r"[a-z.]+@[a-z.-]+"), "ADDRESS"),
    (re.compile(r"[a-z.]*contoso\.(com|example)"), "DOMAIN"),
    (re.compile(r"Contoso Ltd|Contoso support hub|Ana Ruiz"), "NAME"),
    (re.compile(r"contoso(-u26)?"), "ID"),
)
"""What the examples of a schema are about, and what stands for it where another customer is told what to write."""


def neutral(value: Any) -> Any:
    """An example of a schema without its invented customer: addresses, domains and names are place-holders."""
    if isinstance(value, Mapping):
        return {key: neutral(v) for key, v in value.items()}
    if isinstance(value, list | tuple):
        return [neutral(v) for v in value]
    if isinstance(value, str):
        for invented, placeholder in _INVENTED:
            value = invented.sub(placeholder, value)
    return value


def flow(value: Any) -> str:
    """Texts stand bare where that is safe in every YAML reader, else in quotes."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{flow(k)}: {flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(v) for v in value) + "]"
    if isinstance(value, str) and (is_day(value) or _PLAIN.fullmatch(value)) and value.lower() not in _WORDS:
        return value
    return json.dumps(value, ensure_ascii=False)
