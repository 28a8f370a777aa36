"""A plan as bytes: canonical JSON lines, written and read as a stream, one customer at a time.

A heading, one line a customer, and an end line with two digests: ``plan`` over every byte before it, ``changes``
over what a reviewer agreed to (no date, expiry, serial, place or commit, and nothing that is due by itself). What was
edited or cut does not add up.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from hashlib import sha256
from io import SEEK_END
from itertools import compress, takewhile
from types import MappingProxyType
from typing import Any, BinaryIO, NamedTuple, TypeVar

from reconciler.errors import InputInvalid
from reconciler.kinds.customer import CustomerId
from reconciler.planning import canonical
from reconciler.planning.change_lines import change_line, one_text_each, reviewed_line
from reconciler.planning.plan import CustomerPlan, Digests, Heading
from reconciler.planning.plan_lines import customer_from_plain, customer_line, heading_from_plain, heading_plain

VERSION = 1
T = TypeVar("T")
LONGEST_HEADING = 2**20
LONGEST_LINE = 96 * 2**20
"""Of a customer: a million memberships are about 40 MB."""
_LONGEST_END = 4096
_PIECE = 2**20
_MOST = {b"{": 1_500_000, b"[": 2_000_000, b",": 8_000_000}
"""In one line: what a million memberships need where each has a place and facts of its own."""
ADVICE = "make it anew: reconciler plan PATH --out FILE"
_GOES_ON = "the plan file goes on behind its end"
"""One reader would pass over whoever stands there, and another show them."""


class Written(NamedTuple):
    """A customer's line, and what a reviewer agrees to by it: nothing where nothing changes."""

    line: bytes
    reviewed: bytes = b""


def write(
    heading: Heading,
    customers: Iterable[CustomerPlan],
    out: BinaryIO,
    known: Mapping[CustomerId, Written] = MappingProxyType({}),
) -> Digests:
    """Writes the whole plan and returns its digests; customers are taken in the order given. ``known`` are
    those of them that stand there once the customer was taken: they need not be written again."""
    every_byte, agreed = sha256(), sha256()
    count = 0
    first = canonical.dump({"plan": VERSION, **heading_plain(heading)}) + b"\n"
    _refuse_too_large(first, LONGEST_HEADING, "what this plan was made with")
    every_byte.update(first)
    out.write(first)
    for customer in customers:
        line = known.get(customer.customer) or written(customer)
        every_byte.update(line.line)
        out.write(line.line)
        agreed.update(line.reviewed)
        count += 1
    digests = Digests(f"sha256:{every_byte.hexdigest()}", f"sha256:{agreed.hexdigest()}")
    end = {"end": count, "plan_digest": digests.plan, "changes_digest": digests.changes}
    out.write(canonical.dump(end) + b"\n")
    return digests


def written(customer: CustomerPlan) -> Written:
    changes = [change_line(change) for change in customer.changes]
    line = customer_line(customer, changes).encode()
    _refuse_too_large(line, LONGEST_LINE, str(customer.customer))
    agreed = reviewed_line(customer, changes).encode()
    return Written(line + b"\n", agreed + b"\n" if agreed else b"")


def line_of(customer: CustomerPlan) -> bytes:
    """A customer's line, without its end."""
    return customer_line(customer, map(change_line, customer.changes)).encode()


def _refuse_too_large(line: bytes, longest: int, what: str) -> None:
    if _too_large(line, longest):
        raise InputInvalid(
            f"{what} is too large for one line of a plan", "plan it in parts: --target CUSTOMER/WORKSPACE"
        )


def verified(stream: BinaryIO, copy: BinaryIO | None = None) -> tuple[Heading, Digests]:
    """Reads the whole file once, parses its two ends, and gives what stands there. InputInvalid where it does not add
    up: so what no digest vouches for is never parsed, however large it is. What was read is in ``copy`` too."""
    heading = _heading(_first(stream))
    start = _start_of_end(stream)
    stream.seek(0)
    digest, count, left = sha256(), -1, start
    while left > 0 and (piece := stream.read(min(left, _PIECE))):
        digest.update(piece)
        count += piece.count(b"\n")
        left -= len(piece)
        if copy is not None:
            copy.write(piece)
    end = stream.read(_LONGEST_END)
    if copy is not None:
        copy.write(end)
    return heading, _digests(end, digest.hexdigest(), count)


def _first(stream: BinaryIO) -> bytes:
    stream.seek(0)
    line = stream.readline(LONGEST_HEADING + 1)
    if not line:
        raise InputInvalid("the plan file is empty", ADVICE)
    if len(line) > LONGEST_HEADING:
        raise InputInvalid("this is not a plan file: its first line is longer than any plan's", ADVICE)
    return line


def _start_of_end(stream: BinaryIO) -> int:
    """Where the last line starts."""
    size = stream.seek(0, SEEK_END)
    tail_at = stream.seek(max(0, size - _LONGEST_END))
    tail = stream.read(_LONGEST_END)
    if not tail.endswith(b"\n"):
        raise InputInvalid("the plan file is cut off in the middle of a line", ADVICE)
    before = tail.rfind(b"\n", 0, -1)
    if before < 0 and tail_at:
        raise InputInvalid("the plan file is cut off: its last line is missing", ADVICE)
    return tail_at + before + 1


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
    return _customers(stream, canonical.load, _looked_at)


def customer_in(line: bytes) -> CustomerPlan:
    """One of them, by its line."""
    fields = _object(_whole_line(line))
    if not _is_no_end(fields):
        raise InputInvalid(_GOES_ON, ADVICE)
    return _decoded(_looked_at, fields)


def _looked_at(fields: dict[str, Any]) -> CustomerPlan:
    from reconciler.planning.fitting_changes import fitting  # start-up time: our own need not be looked at

    return fitting(customer_from_plain(fields, one_text_each()))


def customers_of_ours(stream: BinaryIO, wanted: Iterable[bool] | None = None) -> Iterator[CustomerPlan]:
    """The same of one that nobody else can write to, since this very process wrote it, or has copied it and looked at
    all ``customers`` of it: what costs most there need not be asked again. Of all, or of those that are ``wanted``,
    which is said of each in order."""
    return _customers(stream, canonical.read, customer_from_plain, wanted)


def customer_of_ours(line: bytes) -> CustomerPlan:
    """One of these, by its line."""
    return _decoded(customer_from_plain, _object(line, canonical.read))


def _customers(
    stream: BinaryIO,
    read: Callable[[bytes], Any],
    decode: Callable[[dict[str, Any]], CustomerPlan],
    wanted: Iterable[bool] | None = None,
) -> Iterator[CustomerPlan]:
    """Nothing of a customer is held but its plan: the line alone of a million people is 28 MB."""
    lines = _lines(stream)
    next(lines, None)
    objects = map(partial(_object, read=read), lines if wanted is None else compress(lines, wanted))
    yield from map(partial(_decoded, decode), takewhile(_is_no_end, objects))
    if next(objects, None) is not None:
        raise InputInvalid(_GOES_ON, ADVICE)


def _is_no_end(fields: Mapping[str, Any]) -> bool:
    return "end" not in fields


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    return map(_whole_line, iter(partial(stream.readline, LONGEST_LINE + 1), b""))


def _whole_line(line: bytes) -> bytes:
    if _too_large(line, LONGEST_LINE):
        raise InputInvalid("the plan file has a line larger than any customer's", ADVICE)
    if not line.endswith(b"\n"):
        raise InputInvalid("the plan file is cut off in the middle of a line", ADVICE)
    return line


def _too_large(line: bytes, longest: int) -> bool:
    """By bytes, and by what they would become: an empty object is two bytes here, and 64 in memory."""
    return len(line) > longest or any(len(line) > most and line.count(mark) > most for mark, most in _MOST.items())


def _object(line: bytes, read: Callable[[bytes], Any] = canonical.load) -> dict[str, Any]:
    try:
        fields = read(line)
    except ValueError as fault:
        raise InputInvalid(f"the plan file cannot be read: {fault}", ADVICE) from None
    if not isinstance(fields, dict):
        raise InputInvalid("the plan file cannot be read: a line is not an object", ADVICE)
    return fields


def _decoded(decode: Callable[[dict[str, Any]], T], fields: dict[str, Any]) -> T:
    try:
        return decode(fields)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError) as fault:
        raise InputInvalid(f"the plan file does not have the shape of a plan ({fault})", ADVICE) from None
