"""Ids of customers, workspaces, contracts and benefits: what is safe as a word of a command and as the name of a
file."""

import re
from functools import lru_cache

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


@lru_cache(maxsize=4096)
def is_id(text: str) -> bool:
    return _ID.fullmatch(text) is not None
