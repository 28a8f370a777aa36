"""Which keys links are made and proven with: those of the state, or nothing is sent and nothing accepted."""

from dataclasses import dataclass
from pathlib import Path

from reconciler import folders
from reconciler.delivery.link_keys import ANEW, DEFAULT, keys_text, read_keys
from reconciler.errors import ReconcilerError, StateIdentity
from reconciler.kinds.invitation_link import SECRET_BYTES, LinkKey
from reconciler.loading.settings import Settings
from reconciler.ports import StateStore
from reconciler.workflows.durable import replaced
from reconciler.workflows.world import World


@dataclass(frozen=True, slots=True)
class LinkKeys:
    """``present`` makes links; ``known``, the newest first, prove them: a link that was sent before a key was changed
    counts until its invitation ends."""

    present: LinkKey
    known: tuple[LinkKey, ...]


def key_file(named: str | None, settings: Settings, root: Path) -> Path:
    """What flag or environment name beats ``reconciler.yaml``; a path there is relative to it."""
    return Path(named) if named else root / (settings.links.key_file or DEFAULT)


def link_keys(store: StateStore, file: Path) -> LinkKeys:
    """Reads only. StateIdentity where the file is not there, or has not the key that this state's links are made
    with. A state whose links were never made takes the newest of the file, see ``settled_keys``."""
    known = read_keys(file)
    wanted = store.link_key()
    if not known:
        raise _missing(file, wanted)
    present = known[0] if not wanted else next((key for key in known if key.id == wanted), None)
    if present is None:
        raise StateIdentity(
            f"the links of this state are made with key {wanted}, and {file} has others; nothing was done",
            f"name the right file: RECONCILER_LINK_KEY_FILE; if the key is lost: {ANEW} (links sent before open no "
            "more, and those people are to be invited again)",
        )
    return LinkKeys(present, known)


def settled_keys(store: StateStore, file: Path) -> LinkKeys:
    """The same, for whoever makes links: from now on the state knows which key it is. Under the lock."""
    keys = link_keys(store, file)
    if store.link_key() != keys.present.id:
        store.keep_link_key(keys.present.id)
    return keys


def made_key(store: StateStore, file: Path, world: World) -> LinkKeys:
    """A new key in front of those that are there; the state takes it once the file is on the disk. Under the lock."""
    older = read_keys(file)
    key = new_key(world, len(older))
    write_keys(file, (key, *older))
    store.keep_link_key(key.id)
    return LinkKeys(key, (key, *older))


def new_key(world: World, number: int = 0) -> LinkKey:
    return LinkKey(world.randomness(f"link key {number}", SECRET_BYTES))


def write_keys(file: Path, keys: tuple[LinkKey, ...]) -> None:
    """Whole or not at all; a new file is for its owner's eyes only."""
    try:
        folders.made(file.parent)
    except OSError as fault:
        raise ReconcilerError(
            f"cannot write {file}: {fault.strerror}", "name another place: RECONCILER_LINK_KEY_FILE"
        ) from fault
    with replaced(file) as out:
        out.write(keys_text(keys).encode())


def _missing(file: Path, wanted: str) -> StateIdentity:
    if not wanted:
        return StateIdentity(f"there is no key to make links with at {file}; nothing was done", f"make one: {ANEW}")
    return StateIdentity(
        f"the links of this state are made with key {wanted}, and there is no file of keys at {file}; nothing was done",
        f"bring it back, or name it: RECONCILER_LINK_KEY_FILE; if it is lost: {ANEW} (links sent before open no more, "
        "and those people are to be invited again)",
    )
