"""Fuzzing by what the code looks at: ``python tests/fuzz TARGET``, with the flags of libFuzzer (``-runs=10000``).

Needs the extra ``fuzz``. Inputs that reach something new are kept in ``.fuzz/TARGET``, and what breaks a promise lies
beside them; ``python tests/fuzz TARGET --keep`` takes the fewest that reach as much over into the repository. The
target ``every`` is all of them in turn: the first byte says which.
"""

import sys
from collections.abc import Iterable
from hashlib import sha256
from random import Random

from corpora import HERE, LONGEST, beginnings, fewest, keep, kept
from spoiling import spoilt

PLACE = HERE.parents[1] / ".fuzz"
NAMES = sorted(file.stem for file in (HERE / "corpora").iterdir())
EVERY = "every"
OF_JSON = ("journals", "permits", "plans", "states")
"""Of which a fuzzer that knows of bytes alone would see little but refusals of their syntax."""


def fuzz(target: str, flags: list[str]) -> None:
    import atheris  # an extra

    with atheris.instrument_imports(include=["reconciler"]):
        import targets

    def one(content: bytes) -> None:
        name, rest = (NAMES[sum(content[:1]) % len(NAMES)], content[1:]) if target == EVERY else (target, content)
        targets.TARGETS[name](rest)

    mine = [f"-artifact_prefix={PLACE}/{target}-", "-timeout=10", f"-max_len={LONGEST}", "-verbosity=0"]
    mutator = {"custom_mutator": changed} if target in OF_JSON else {}
    atheris.Setup([sys.argv[0], *mine, *flags, begun(target)], one, **mutator)
    atheris.Fuzz()


def begun(target: str) -> str:
    """A folder with what it begins with, and with what was found before."""
    place = PLACE / target
    place.mkdir(parents=True, exist_ok=True)
    for content in every_beginning() if target == EVERY else beginnings(target):
        (place / sha256(content).hexdigest()).write_bytes(content)
    return str(place)


def every_beginning() -> Iterable[bytes]:
    return (bytes([number]) + content for number, name in enumerate(NAMES) for content in kept(name))


def changed(content: bytes, _longest: int, seed: int) -> bytes:
    return spoilt(content, Random(seed))[:LONGEST]


def take_over(target: str) -> None:
    from targets import TARGETS

    mine = kept(target)
    beside = [content for content in beginnings(target) if content not in mine]
    found = [file.read_bytes() for file in sorted((PLACE / target).iterdir())]
    keep(target, fewest(TARGETS[target], [*mine, *found], beside))


if __name__ == "__main__":
    match sys.argv[1:]:
        case [target, "--keep"] if target in NAMES:
            take_over(target)
        case [target, *flags] if target in (*NAMES, EVERY):
            fuzz(target, flags)
        case _:
            sys.exit(f"usage: python tests/fuzz TARGET [--keep | FLAGS]\ntargets: {', '.join((*NAMES, EVERY))}")
