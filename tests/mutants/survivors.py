"""Mutants that no test can kill, and why: they do the same, or what they do differently nobody can see."""

from typing import NamedTuple


class Survivor(NamedTuple):
    """In ``file`` the line ``was`` is the line ``now`` in the mutant; both without the blanks around them."""

    file: str
    was: str
    now: str
    because: str


_PROOF = 'return urlsafe_b64encode(hmac.digest(key.secret, said, "sha256")).rstrip(b"=").decode()'
SURVIVORS = (
    Survivor("kinds/invitation_link.py", _PROOF, _PROOF.replace("sha256", "SHA256"), "the same digest by another name"),
    Survivor("kinds/invitation_link.py", _PROOF, _PROOF.replace("=", "XX=XX"), "of 32 bytes no proof ends with X"),
)


def reason_of(file: str, lines: list[str]) -> str | None:
    was = " ".join(line[1:].strip() for line in lines if line.startswith("-"))
    now = " ".join(line[1:].strip() for line in lines if line.startswith("+"))
    return next((each.because for each in SURVIVORS if each[:3] == (file, was, now)), None)
