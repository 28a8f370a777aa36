"""Saved plans as another hand, or half a copy, leaves them: each spelling, the exit code and what is said first."""

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any, NamedTuple


class Damaged(NamedTuple):
    """``content`` makes it of a plan that is right."""

    content: Callable[[bytes], bytes]
    said: str
    code: int = 3


EDITED = "the plan file was changed after it was made: its digest does not match"
CUT_OFF = "the plan file is cut off: its last line is missing"
IN_A_LINE = "the plan file is cut off in the middle of a line"
UNREADABLE = "the plan file cannot be read: "
SHAPE = "the plan file does not have the shape of a plan"
NO_PLAN = "this is not a plan file: "


def replaced(old: str, new: str) -> Damaged:
    return Damaged(lambda plan: plan.replace(old.encode(), new.encode(), 1), EDITED)


def line(number: int, change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """One line changed, and the others as they are."""

    def changed(plan: bytes) -> bytes:
        lines = plan.split(b"\n")
        lines[number] = change(lines[number])
        return b"\n".join(lines)

    return changed


def sealed(plan: bytes) -> bytes:
    """With an end line whose digests fit: whoever can write can compute them."""
    body = plan[: plan.rindex(b"\n", 0, -1) + 1]
    end = {"end": body.count(b"\n") - 1, "plan_digest": f"sha256:{sha256(body).hexdigest()}", "changes_digest": ""}
    return body + json.dumps(end, separators=(",", ":")).encode() + b"\n"


def forged(old: str, new: str, said: str) -> Damaged:
    return Damaged(lambda plan: sealed(plan.replace(old.encode(), new.encode(), 1)), said)


def said_twice(number: int, member: bytes) -> Callable[[bytes], bytes]:
    return line(number, lambda text: b"{" + member + b"," + text[1:])


def with_value(name: str, value: Any) -> Callable[[bytes], bytes]:
    def changed(text: bytes) -> bytes:
        return json.dumps({**json.loads(text), name: value}, separators=(",", ":"), sort_keys=True).encode()

    return lambda plan: sealed(line(1, changed)(plan))


DAMAGED: dict[str, Damaged] = {
    "edited-address": replaced("zoe@contoso.com", "eve@contoso.com"),
    "edited-role": replaced('"role":"member"', '"role":"admin"'),
    "edited-date": replaced('"date":"2026-07-01"', '"date":"2026-07-02"'),
    "edited-serial": replaced('"serial":1', '"serial":2'),
    "edited-rule": replaced('"rule":"S-07"', '"rule":"S-08"'),
    "edited-lineage": replaced('"lineage":"', '"lineage":"0'),
    "edited-guard": replaced('"limit":', '"limit":9'),
    "edited-end": replaced('"end":1', '"end":2'),
    "edited-digest": replaced('"plan_digest":"sha256:', '"plan_digest":"sha256:0'),
    "edited-digest-in-capitals": replaced('"plan_digest":"sha256:', '"plan_digest":"SHA256:'),
    "edited-blank": replaced('"serial":1', '"serial": 1'),
    "edited-line-ends": Damaged(lambda plan: plan.replace(b"\n", b"\r\n"), EDITED),
    "edited-a-line-more": Damaged(lambda plan: plan.replace(b"\n", b"\n{}\n", 1), EDITED),
    "edited-a-customer-less": Damaged(lambda plan: b"\n".join(plan.split(b"\n")[::2]) + b"\n", EDITED),
    "edited-a-customer-twice": Damaged(
        lambda plan: b"\n".join([plan.split(b"\n")[n] for n in (0, 1, 1, 2)]) + b"\n", EDITED
    ),
    "edited-behind-its-end": Damaged(lambda plan: plan + b"{}\n", CUT_OFF),
    "edited-end-said-more": Damaged(line(2, lambda end: end[:-1] + b',"x":1}'), CUT_OFF),
    "truncated-to-nothing": Damaged(lambda _: b"", "the plan file is empty"),
    "truncated-to-a-line-end": Damaged(lambda _: b"\n", UNREADABLE),
    "truncated-in-its-heading": Damaged(lambda plan: plan[:40], UNREADABLE),
    "truncated-to-its-heading": Damaged(lambda plan: plan[: plan.index(b"\n") + 1], CUT_OFF),
    "truncated-in-a-customer": Damaged(lambda plan: plan[: plan.index(b"\n") + 90], IN_A_LINE),
    "truncated-before-its-end": Damaged(lambda plan: plan[: plan.rindex(b"\n", 0, -1) + 1], CUT_OFF),
    "truncated-in-its-end": Damaged(lambda plan: plan[:-9], IN_A_LINE),
    "truncated-by-one-byte": Damaged(lambda plan: plan[:-1], IN_A_LINE),
    "truncated-to-zeros": Damaged(lambda plan: bytes(len(plan)), UNREADABLE),
    "doubled-key-in-its-heading": Damaged(said_twice(0, b'"plan":1'), f"{UNREADABLE}a key stands twice"),
    "doubled-key-in-a-customer": Damaged(
        lambda plan: sealed(said_twice(1, b'"serial":1')(plan)), f"{UNREADABLE}a key stands twice"
    ),
    "doubled-key-escaped": Damaged(
        lambda plan: sealed(said_twice(1, rb'"\u0073erial":1')(plan)), f"{UNREADABLE}a key stands twice"
    ),
    "doubled-key-in-its-end": Damaged(said_twice(2, b'"end":1'), f"{UNREADABLE}a key stands twice"),
    "nan-in-its-heading": Damaged(said_twice(0, b'"x":NaN'), f"{UNREADABLE}NaN is not a number"),
    "nan": forged('"serial":1', '"serial":NaN', f"{UNREADABLE}NaN is not a number"),
    "infinity": forged('"serial":1', '"serial":Infinity', f"{UNREADABLE}Infinity is not a number"),
    "minus-infinity": forged('"serial":1', '"serial":-Infinity', f"{UNREADABLE}-Infinity is not a number"),
    "past-all-numbers": forged('"serial":1', '"serial":1e999', f"{UNREADABLE}1e999 is not a number"),
    "a-fraction": forged('"serial":1', '"serial":1.0', SHAPE),
    "true-for-a-number": forged('"serial":1', '"serial":true', SHAPE),
    "a-text-for-a-number": forged('"serial":1', '"serial":"1"', SHAPE),
    "a-number-of-5000-digits": forged('"serial":1', f'"serial":{"9" * 5000}', UNREADABLE),
    "a-number-of-400-digits": forged('"serial":1', f'"serial":{"9" * 400}', SHAPE),
    "deep-in-its-heading": Damaged(lambda _: b"[" * 100_000 + b"\n", f"{UNREADABLE}nested too deeply"),
    "deep-objects": Damaged(lambda _: b'{"a":' * 50_000 + b"\n", f"{UNREADABLE}nested too deeply"),
    "deep-in-a-customer": Damaged(
        lambda plan: sealed(line(1, lambda _: b"[" * 50_000 + b"]" * 50_000)(plan)), f"{UNREADABLE}nested too deeply"
    ),
    "huge-heading": Damaged(lambda plan: b'{"x":"' + b"x" * 2**20 + b'",' + plan[1:], NO_PLAN),
    "huge-line-of-objects": Damaged(
        lambda plan: sealed(line(1, lambda _: b"[" + b"{}," * 2_000_000 + b"{}]")(plan)),
        "the plan file has a line larger than any customer's",
    ),
    "an-address-that-is-none": Damaged(with_value("people", {"zoe": {"name": "Zoe"}}), SHAPE),
    "a-customer-of-another-id": Damaged(with_value("customer", "../../etc"), SHAPE),
    "a-change-without-a-name": Damaged(with_value("changes", [{"at": "finance"}]), SHAPE),
    "an-object-that-is-a-list": Damaged(lambda plan: sealed(line(1, lambda _: b"[]")(plan)), UNREADABLE),
    "another-version": Damaged(
        line(0, lambda text: text.replace(b'"plan":1', b'"plan":2')), "this plan file was written by another version"
    ),
    "no-version": Damaged(line(0, lambda text: text.replace(b'"plan":1', b'"plans":1')), NO_PLAN),
    "byte-order-mark": Damaged(lambda plan: b"\xef\xbb\xbf" + plan, UNREADABLE),
    "utf-16": Damaged(lambda plan: plan.decode().encode("utf-16"), UNREADABLE),
    "bad-utf-8": Damaged(line(0, lambda text: text[:-1] + b',"x":"\xff"}'), UNREADABLE),
    "half-a-character": forged('"contract":"', '"contract":"\\ud800', UNREADABLE),
    "half-a-character-in-capitals": forged('"contract":"', '"contract":"\\uD800', UNREADABLE),
    "a-control-character": forged('"contract":"', '"contract":"\x1b', UNREADABLE),
    "single-quotes": Damaged(lambda plan: plan.replace(b'"', b"'"), UNREADABLE),
    "a-comment": Damaged(lambda plan: b"// a plan\n" + plan, UNREADABLE),
    "one-object-over-several-lines": Damaged(lambda plan: plan.replace(b",", b",\n"), UNREADABLE),
    "a-table": Damaged(lambda _: b"person,role\nzoe@contoso.com,admin\n", UNREADABLE),
    "compressed": Damaged(lambda _: b"\x1f\x8b\x08\x00\x00\x00\x00\x00", UNREADABLE),
    "pickled": Damaged(lambda _: b"\x80\x04\x95\x0a\x00\x00\x00.\n", UNREADABLE),
}
