"""What the readers make of spoilt bytes: findings or their own refusals, and no other exception.

The beginnings are the corpus; they are spoilt by a seed, so that a failure comes again. ``--exhaustive`` spoils more.
"""

import contextlib
import random
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest

from reconciler.errors import BadAddress, InputInvalid
from reconciler.kinds import address
from reconciler.kinds.invitation_link import read_token
from reconciler.loading import yaml
from reconciler.loading.gathered import Gathered
from reconciler.loading.rosters import Roster
from reconciler.planning import plan_file

CORPUS = Path(__file__).parents[1] / "corpus"
ODD = (b"\0", b"\xff", b"\xc3", b"\t", b"\r", b"\n", b'"', b"'", b"{", b"[", b"&a ", b"*a", b"!!x ", b"%", b": ", b"- ")
PLAN = b'{"actor":null,"config":"","date":"2026-07-01","plan":1}\n{"changes_digest":"","end":0,"plan_digest":""}\n'


def loaded(content: bytes) -> None:
    yaml.read(content, "customer.yaml", Gathered())


def listed(content: bytes) -> None:
    list(Roster(content, "people.csv", Gathered()).rows())
    Roster(content, "people.csv", Gathered()).columns()


def parsed(content: bytes) -> None:
    with contextlib.suppress(BadAddress):
        address.parse(content.decode("utf-8", "replace"))


def planned(content: bytes) -> None:
    with contextlib.suppress(InputInvalid):
        plan_file.verified(BytesIO(content))
    with contextlib.suppress(InputInvalid):
        list(plan_file.customers(BytesIO(content)))


def opened(content: bytes) -> None:
    read_token(content.decode("utf-8", "replace"))


def written(ending: str) -> list[bytes]:
    return [file.read_bytes() for file in sorted(CORPUS.rglob(f"*.{ending}"))]


BEGINNINGS: dict[Callable[[bytes], None], list[bytes]] = {
    loaded: written("yaml"),
    listed: written("csv"),
    parsed: [b"ana@contoso.com", "ana@m\u00fcnchen.example".encode(), b"ana@xn--mnchen-3ya.example"],
    planned: [PLAN, b'{"customer":"contoso","serial":1}\n{"end":1}\n'],
    opened: [b"contoso.4.17.2.a045093e58dc2e31.5jyYFE4zRjwZijwnUIZ8HbcJwbNM2_lWo4d6Kb_jZLU"],
}


def spoilt(beginnings: list[bytes], times: int) -> Iterator[bytes]:
    chance = random.Random(7)
    for _ in range(times):
        content = bytearray(chance.choice(beginnings)[:4096])
        for _ in range(chance.randint(1, 4)):
            at, until = sorted(chance.choices(range(len(content) + 1), k=2))
            piece = chance.choice([chance.choice(ODD), bytes(content[at:until]) * 2, b"", chance.randbytes(1)])
            content[at : min(until, at + chance.randint(0, 8))] = piece
        yield bytes(content)


@pytest.mark.parametrize("reader", BEGINNINGS, ids=lambda reader: reader.__name__)
def test_spoilt_bytes_are_refused_in_order(reader: Callable[[bytes], None], request: pytest.FixtureRequest) -> None:
    times = 200_000 if request.config.getoption("--exhaustive") else 10_000

    for content in spoilt(BEGINNINGS[reader], times):
        try:
            reader(content)
        except Exception as fault:
            raise AssertionError(f"{reader.__name__}({content!r})") from fault
