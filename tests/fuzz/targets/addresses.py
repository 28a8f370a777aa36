"""Addresses: what is taken is one address, its key is the key of the key, and all ways to it agree."""

import re

from reconciler.errors import BadAddress
from reconciler.kinds import address
from targets.active import active, refuse_active

ONE = re.compile(r"[!-?A-~]+@[a-z0-9.-]+\.[a-z0-9-]+", re.ASCII)


def one(content: bytes) -> None:
    text = content.decode("utf-8", "replace")
    try:
        parsed = address.parse(text)
    except BadAddress as fault:
        refuse_active([fault.what, fault.remedy])
        assert address.usual_keys([text]) is None
        assert address.normal_spelling(text) == text
        return
    assert ONE.fullmatch(parsed.key)
    assert not re.search(r'[\s,;<>()"\\]', parsed.spelling)
    assert not active(parsed.spelling)
    assert len(parsed.key) <= address.LONGEST
    assert address.key_of(parsed.key) == address.key_of(text) == parsed.key
    assert address.key_of(address.normal_spelling(text)) == parsed.key
    assert address.usual_keys([text]) in (None, [parsed.key])
    assert address.domain_key(text.rpartition("@")[2]) == address.domain_of(parsed.key)
