"""Several files get their new content together, or none does."""

import os
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path

from reconciler.errors import InputInvalid


def exchanged(texts: Mapping[Path, bytes], before: Mapping[Path, bytes | None]) -> None:
    """Everything is on the disk beside its place before the first file takes it, and what took it goes back where a
    later one cannot. ``before`` is what each file was when it was read (None: not there); InputInvalid where it is
    something else by now, or where one cannot be written. Killed in between, files that others name come first."""
    staged: dict[Path, Path] = {}
    made: list[Path] = []
    placed: list[Path] = []
    at = next(iter(texts), Path())
    try:
        for at, text in texts.items():
            _refuse_protected(at)
            _make_folder(at.parent, made)
            staged[at] = _staged(at, text)
        for at in texts:
            _refuse_changed(at, before.get(at))
        for at, beside in staged.items():
            placed.append(at)
            beside.replace(at)
    except BaseException as fault:
        _take_back(placed, staged, before, made)
        if isinstance(fault, OSError):
            what = f"{fault.filename or at} cannot be written: {fault.strerror or fault}; nothing was written"
            raise InputInvalid(what, "make room there, or look at its permissions") from None
        raise


def _refuse_protected(path: Path) -> None:
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError(0, "it is write-protected", str(path))


def _make_folder(folder: Path, made: list[Path]) -> None:
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir()
        made.append(each)


def _staged(path: Path, text: bytes) -> Path:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".reconciler.")
    try:
        with os.fdopen(handle, "wb") as out:
            os.fchmod(handle, stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o666 & ~_mask())
            out.write(text)
            out.flush()
            os.fsync(handle)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _mask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _refuse_changed(path: Path, before: bytes | None) -> None:
    now = path.read_bytes() if path.exists() else None
    if now != before:
        raise InputInvalid(f"{path} changed in the meantime; nothing was written", "run the command again")


def _take_back(
    placed: list[Path], staged: Mapping[Path, Path], before: Mapping[Path, bytes | None], made: list[Path]
) -> None:
    for path in placed:
        was = before.get(path)
        if staged[path].exists():  # it did not take its place
            continue
        if was is None:
            path.unlink(missing_ok=True)
        else:
            _staged(path, was).replace(path)
    for beside in staged.values():
        beside.unlink(missing_ok=True)
    for folder in reversed(made):
        folder.rmdir()
