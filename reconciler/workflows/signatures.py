"""Signatures of saved plans, by OpenSSH: ``ssh-keygen -Y``, with the keys that people have already.

A signature stands beside its plan, as ``PLAN.sig``. Who may sign is a file of allowed signers, a line each
(``ana@contoso.com ssh-ed25519 AAAA...``; ssh-keygen(1), ALLOWED SIGNERS). A signature says more than a name in the
environment does: the journal tells its signer as the one who acted, and that this was verified.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, NamedTuple

from reconciler.errors import BadAddress, InputInvalid, SignatureRefused, WrongUsage
from reconciler.kinds.address import parse
from reconciler.ports import Clock
from reconciler.workflows.durable import replaced

_NAMESPACE = "reconciler-plan"
"""A signature under Git or a file, made with the same key, is none of a plan."""

_OF_PATTERNS = frozenset("*?!")


_A_KEY = "name a key of yours: --sign ~/.ssh/id_ed25519"
_UNLOCKED = "give the key to an agent (ssh-add) and name its public half: --sign ~/.ssh/id_ed25519.pub"
"""Where nobody is there to type a passphrase, none can be asked for."""


def signature_of(plan: Path) -> Path:
    return plan.with_name(f"{plan.name}.sig")


def sign(plan: Path, key: Path, *, may_ask: bool) -> Path:
    """Signs the saved plan with a private key, or with a public one whose private half an agent holds; where its
    signature stands. ``may_ask`` for a passphrase. WrongUsage where that key signs nothing."""
    with plan.open("rb") as stream:
        done = _ssh_keygen(["sign", "-f", str(key), "-n", _NAMESPACE], stream, may_ask=may_ask)
    if done.code or not done.out:
        raise WrongUsage(
            f"{plan} is saved and not signed: {done.said}", _UNLOCKED if "passphrase" in done.said else _A_KEY
        )
    with replaced(signature_of(plan)) as out:
        out.write(done.out)
    return signature_of(plan)


def signer_of(plan: BinaryIO, signature: Path, allowed: Path, clock: Clock) -> str:
    """The address of who signed exactly these bytes. SignatureRefused where nobody did who is allowed to at this
    moment; InputInvalid where the list cannot be read."""
    if not allowed.is_file():
        raise InputInvalid(f"there is no list of allowed signers {allowed}", "write it: ADDRESS ssh-ed25519 AAAA...")
    if not signature.is_file():
        raise SignatureRefused(
            f"this plan is not signed: there is no {signature}", "sign it: reconciler plan --out FILE --sign KEY"
        )
    moment = f"-Overify-time={clock():%Y%m%d%H%M%S}Z"
    listed = _ssh_keygen(["find-principals", "-s", str(signature), "-f", str(allowed), moment], BytesIO())
    if listed.code:
        raise SignatureRefused(
            f"{signature} is of nobody in {allowed}: {listed.began}", "have it signed by somebody who is listed there"
        )
    refusal = f"{allowed} names no single address for the key that signed: write ADDRESS ssh-ed25519 AAAA..."
    for address in single_addresses(listed.out):
        wanted = ["verify", "-f", str(allowed), "-I", address, "-n", _NAMESPACE, "-s", str(signature), moment]
        checked = _ssh_keygen(wanted, plan)
        if not checked.code:
            return address
        refusal = f"{signature} does not fit this plan: {checked.said}"
    raise SignatureRefused(refusal, "review the plan, and have it signed again")


def single_addresses(principals: bytes) -> Iterator[str]:
    """Patterns as ``*@contoso.com`` say who may sign, and not who did."""
    for line in principals.decode(errors="replace").splitlines():
        with suppress(BadAddress):
            if not _OF_PATTERNS.intersection(line):
                yield parse(line.strip()).spelling


class _Ended(NamedTuple):
    code: int
    out: bytes
    lines: list[str]
    """What ssh-keygen said."""

    @property
    def said(self) -> str:
        return self.lines[-1] if self.lines else f"it ended with {self.code}"

    @property
    def began(self) -> str:
        """Of many words about who signed, the first are the reason."""
        return self.lines[0] if self.lines else self.said


def _ssh_keygen(arguments: Sequence[str], message: BinaryIO, *, may_ask: bool = False) -> _Ended:
    """The message is given from its beginning, piece by piece: a plan may be large. What may not ask has no terminal
    and opens no window; then ssh-keygen takes a line of the message for the answer, which is none."""
    command = ["ssh-keygen", "-Y", *arguments]
    alone = {} if may_ask else {"SSH_ASKPASS_REQUIRE": "never"}
    with TemporaryFile() as said, TemporaryFile() as out:
        try:
            running = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=out,
                stderr=said,
                env=os.environ | alone,
                start_new_session=not may_ask,
            )
        except (FileNotFoundError, PermissionError):
            why = "signatures need ssh-keygen, and there is none here that may be run"
            raise WrongUsage(why, "install the client of OpenSSH") from None
        message.seek(0)
        with running, suppress(BrokenPipeError):  # one that refuses does not read on
            assert running.stdin is not None
            with running.stdin:
                shutil.copyfileobj(message, running.stdin)
        said.seek(0)
        out.seek(0)
        return _Ended(running.returncode, out.read(), _lines(said.read()))


def _lines(said: bytes) -> list[str]:
    """Without the question for a passphrase, which stays on the line where nobody answered it."""
    spoken = (line.strip().removeprefix("Enter passphrase: ") for line in said.decode(errors="replace").splitlines())
    return [line.rstrip(".") for line in spoken if line]
