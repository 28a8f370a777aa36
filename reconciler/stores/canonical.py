"""JSON that is the same bytes for the same value, in every store."""

import json
from typing import Any


def canonical(value: Any) -> str:
    """Sorted keys, no spaces, UTF-8 characters as they are, one line."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
