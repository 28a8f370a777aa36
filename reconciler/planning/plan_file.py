"""A plan as bytes: canonical JSON lines, written and read as a stream, one customer at a time.

A heading, one line a customer, and an end line with two digests: ``plan`` over every byte before it, ``changes``
over what a reviewer agreed to (no date, expiry, serial, place or commit). What was edited or cut does not add up.
"""

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from typing import Any, BinaryIO, TypeVar

from reconciler.errors import InputInvalid
from reconciler.planning import canonical
from reconciler.planning.plan import CustomerPlan, Digests, Heading
from reconciler.planning.plan_lines import (
    customer_from_plain,
    customer_plain,
    heading_from_plain,
    heading_plain,
    reviewed_line,
)

VERSION = 1
T = TypeVar("T")
LONGEST_LINE = 256 * 2**20
"""A million memberships of one customer are about 40 MB."""
ADVICE = "make it anew: reconciler plan PATH --out FILE"


def write(heading: Heading, customers: Iterable[CustomerPlan], out: BinaryIO) -> Digests:
    """Writes the whole plan and returns its digests; customers are taken in the order given."""
    every_byte, agreed = sha256(), sha256()
    count = 0
    first = canonical.dump({"plan": VERSION, **heading_plain(heading)}) + b"\n"
    every_byte.update(first)
    out.write(first)
    for customer in customers:
        plain = customer_plain(customer)
        line = canonical.dump(plain) + b"\n"
        every_byte.update(line)
        out.write(line)
        if customer.changes:
            agreed.update(reviewed_line(plain))
        count += 1
    digests = Digests(f"sha256:{every_byte.hexdigest()}", f"sha256:{agreed.hexdigest()}")
    end = {"end": count, "plan_digest": digests.plan, "changes_digest": digests.changes}
    out.write(canonical.dump(end) + b"\n")
    return digests


def verified(stream: BinaryIO) -> tuple[Heading, Digests]:
    """Reads the whole file once and gives what stands at its two ends. InputInvalid where it does not add up."""
    digest, count, last = sha256(), -1, b""
    heading: Heading | None = None
    for line in _lines(stream):
        if heading is None:
            heading = _heading(line)
        else:
            digest.update(last)
            count += 1
        last = line
    if heading is None:
        raise InputInvalid("the plan file is empty", ADVICE)
    return heading, _digests(last, digest.hexdigest(), count)


def _heading(line: bytes) -> Heading:
    fields = _object(line)
    if "plan" not in fields:
        raise InputInvalid("this is not a plan file: its first line does not say which plan it is", ADVICE)
    if fields.pop("plan") != VERSION:
        raise InputInvalid("this plan file was written by another version of reconciler", ADVICE)
    return _decoded(heading_from_plain, fields)


def _digests(end: bytes, found: str, count: int) -> Digests:
    fields = _object(end)
    if set(fields) != {"end", "plan_digest", "changes_digest"}:
        raise InputInvalid("the plan file is cut off: its last line is missing", ADVICE)
    if fields["plan_digest"] != f"sha256:{found}" or fields["end"] != count:
        raise InputInvalid("the plan file was changed after it was made: its digest does not match", ADVICE)
    return Digests(fields["plan_digest"], fields["changes_digest"])


def customers(stream: BinaryIO) -> Iterator[CustomerPlan]:
    """The customers of a file that ``verified`` has passed, from its beginning."""
    lines = _lines(stream)
    next(lines, None)
    for line in lines:
        fields = _object(line)
        if "end" in fields:
            return
        yield _decoded(customer_from_plain, fields)


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    while line := stream.readline(LONGEST_LINE):
        if not line.endswith(b"\n"):
            raise InputInvalid("the plan file is cut off in the middle of a line", ADVICE)
        yield line


def _object(line: bytes) -> dict[str, Any]:
    try:
        fields = canonical.load(line)
    except ValueError as fault:
        raise InputInvalid(f"the plan file cannot be read: {fault}", ADVICE) from None
    if not isinstance(fields, dict):
        raise InputInvalid("the plan file cannot be read: a line is not an object", ADVICE)
    return fields


def _decoded(decode: Callable[[dict[str, Any]], T], fields: dict[str, Any]) -> T:
    try:
        return decode(fields)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as fault:
        raise InputInvalid(f"the plan file does not have the shape of a plan ({fault})", ADVICE) from None
