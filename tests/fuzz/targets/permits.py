"""Permits: those whose digest somebody made anew. One that is taken can be written, and is read as it was."""

import json
from contextlib import suppress
from hashlib import sha256

from reconciler.errors import InputInvalid
from reconciler.planning import canonical
from reconciler.planning.permit_file import permit_bytes, permit_from, sealed
from targets.active import refuse_active, text_of


def one(content: bytes) -> None:
    with suppress(InputInvalid):
        permit_from(content, "permit.json")
    try:
        fields = json.loads(text_of(content))
        fields["digest"] = f"sha256:{sha256(canonical.dump(fields)).hexdigest()}"
        whole = canonical.dump(fields) + b"\n"
    except (ValueError, TypeError, RecursionError):
        return
    try:
        permit = permit_from(whole, "permit.json")
    except InputInvalid:
        return
    refuse_active([str(permit)])
    assert permit_from(permit_bytes(sealed(permit)), "permit.json") == sealed(permit)
