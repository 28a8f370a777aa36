"""A folder for auditors: what a state is, how it came about, and that both fit together; whole, or not at all."""

import os
import shlex
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from reconciler import __version__
from reconciler.delivery.owners_files import for_its_owner
from reconciler.errors import ExitCode, InputInvalid, PlanRefused
from reconciler.history.happenings import happenings
from reconciler.kinds.days import in_utc
from reconciler.kinds.estate import CustomerId
from reconciler.ports import StateStore
from reconciler.reporting.escapes import for_json
from reconciler.reporting.history import history_csv
from reconciler.reporting.history_view import HistoryRow
from reconciler.reporting.json_stream import FORMAT_VERSION
from reconciler.reporting.state_json import state_json
from reconciler.reporting.verified import verified_json
from reconciler.reporting.verified_view import Verified
from reconciler.workflows.as_of import AsOf, When, as_of
from reconciler.workflows.history import named_in, rows_of
from reconciler.workflows.show import shown_state
from reconciler.workflows.state import StateChoice
from reconciler.workflows.verify import verified_store
from reconciler.workflows.world import World

SUMS = "SHA256SUMS"
_README = """\
Evidence of the state {url}
Lineage {lineage}, written at {at} by {actor} with reconciler {version}.

state.json          the state: contracts, policies, workspaces, members since when, open invitations
history.csv         every entry of the journal, a row each: when, who, how, how much
journal/*.jsonl     the journal of each customer, an entry a line, as the bytes that are hashed
values/*.jsonl      the texts that the journal holds as numbers: id, kind, text, salt, proof
heads.json          serial and head of each customer
verify.json         what `reconciler verify` says of all this
{sums}          a SHA-256 of each file

To check the folder:                       sha256sum -c {sums}
To check a chain: an entry's "prev" is the SHA-256 of the line before it, without its end of line; the head of a
customer in heads.json is that of the last line:
                                           tail -n 1 journal/CUSTOMER.jsonl | tr -d '\\n' | sha256sum
To check a text: its proof is the SHA-256 of salt (bytes of the hex) and text; "private" in an entry is the numbers of
its new texts and the SHA-256 of their proofs, one after the other. Of a text that was erased the proof stays.
Where there is an earlier folder, its heads must be in these journals: reconciler verify --head CUSTOMER=HASH
"""


@dataclass(frozen=True, slots=True)
class Evidence:
    """``check`` is what to type to see that nobody changed it."""

    files: int
    problems: int
    check: str

    @property
    def exit_code(self) -> ExitCode:
        return ExitCode.UNSOUND if self.problems else ExitCode.DONE


def evidence(state: StateChoice, folder: Path, world: World) -> Evidence:
    """InputInvalid where the folder is there already or cannot be made, PlanRefused where somebody wrote to the state
    meanwhile; then nothing is left of it."""
    if os.path.lexists(folder):
        raise InputInvalid(f"{folder} exists already; nothing was written", "name a folder that is not there yet")
    aside = folder.with_name(f".{folder.name}.new")
    with as_of(state, When(), world) as then:
        try:
            shutil.rmtree(aside, ignore_errors=True)  # of a run that was killed
            aside.mkdir(mode=0o700, parents=True)
            found = _written(then, aside, world)
            os.rename(aside, folder)
        except OSError as fault:
            shutil.rmtree(aside, ignore_errors=True)
            raise InputInvalid(
                f"{folder} cannot be written: {fault.strerror}; nothing was kept", "name another folder"
            ) from None
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise
    check = f"cd {shlex.quote(str(folder))} && sha256sum -c {SUMS}"
    return Evidence(found[0], len(found[1].problems), check)


def _written(then: AsOf, folder: Path, world: World) -> tuple[int, Verified]:
    store, serials = then.store, dict(then.store.customers())
    checked = verified_store(store, world)
    sums: dict[str, str] = {}
    for name, pieces in _files(then, checked, world):
        sums[name] = _file(folder / name, pieces)
    if dict(store.customers()) != serials:
        raise PlanRefused("somebody wrote to the state meanwhile; nothing was kept", "run the same command again")
    _file(folder / SUMS, (f"{digest}  {name}\n".encode() for name, digest in sorted(sums.items())))
    return len(sums) + 1, checked


def _files(then: AsOf, checked: Verified, world: World) -> Iterator[tuple[str, Iterable[bytes]]]:
    store = then.store
    yield "README.txt", [_readme(store, world).encode()]
    yield "state.json", (piece.encode() for piece in state_json(shown_state(then, None), then.on))
    yield "history.csv", (piece.encode() for piece in history_csv(list(_history(store))))
    for customer in store.customers():
        yield f"journal/{customer}.jsonl", (entry + b"\n" for entry in store.journal(customer))
        yield f"values/{customer}.jsonl", _values(store, customer)
    yield "heads.json", [f"{for_json(_heads(store, checked, world))}\n".encode()]
    yield "verify.json", (piece.encode() for piece in verified_json(checked))


def _history(store: StateStore) -> Iterator[HistoryRow]:
    """As the journals tell it, whether they hold or not: that stands in what verify says."""
    for customer in store.customers():
        told = list(happenings(customer, store.journal(customer)))
        yield from rows_of(told, store.texts(customer, named_in(told)))


def _readme(store: StateStore, world: World) -> str:
    told = {"url": store.url, "lineage": store.lineage, "actor": world.actor, "version": __version__, "sums": SUMS}
    return _README.format(at=in_utc(world.clock()), **told)


def _heads(store: StateStore, checked: Verified, world: World) -> dict[str, object]:
    customers = {c: {"serial": n, "head": checked.heads.get(c, "")} for c, n in store.customers().items()}
    said = {"format_version": FORMAT_VERSION, "kind": "heads", "lineage": store.lineage}
    return {**said, "at": in_utc(world.clock()), "customers": customers}


def _values(store: StateStore, customer: CustomerId) -> Iterator[bytes]:
    for value in store.private(customer):
        salt = None if value.salt is None else value.salt.hex()
        row = {"id": value.id, "kind": value.kind.value, "text": value.text, "salt": salt, "proof": value.proof.hex()}
        yield f"{for_json(row)}\n".encode()


def _file(path: Path, pieces: Iterable[bytes]) -> str:
    """Writes it for its owner alone; gives its SHA-256."""
    digest = sha256()
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with open(path, "xb", opener=for_its_owner) as file:
        for piece in pieces:
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()
