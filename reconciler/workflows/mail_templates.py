"""The templates of mails that a configuration brings along, and all that is wrong with them: for whoever sends, and for
whoever validates."""

from collections.abc import Iterator
from pathlib import Path

from reconciler.delivery.templates import Templates, templates
from reconciler.findings import Finding, Place, in_order
from reconciler.loading.codes import finding
from reconciler.loading.excerpts import Excerpts
from reconciler.loading.files import NotRead, Reader
from reconciler.loading.settings import place_of_setting


def read_templates(folder: str, root: Path) -> tuple[Templates, tuple[Finding, ...]]:
    """``folder`` is beneath ``root``; none where there is none. Hidden files are nobody's."""
    replacing: dict[str, str] = {}
    found = [*_read(folder, root, replacing)] if folder else []
    made, faults = templates(replacing)
    at = folder.rstrip("/")
    found += [finding("mail-template", f.why, f.remedy, Place(f"{at}/{f.file}", f.line, f.column)) for f in faults]
    shown = Excerpts(root)
    return made, tuple(shown.beside(each) for each in in_order(found))


def _read(folder: str, root: Path, into: dict[str, str]) -> Iterator[Finding]:
    try:
        names = sorted(each.name for each in (root / folder).iterdir() if not each.name.startswith("."))
    except OSError as fault:
        why = f"The folder of templates, {folder}, cannot be read: {fault.strerror}."
        place = place_of_setting(root, "mail", "templates")
        yield finding("mail-template", why, "Name a folder beneath reconciler.yaml that is there.", place)
        return
    with Reader(root) as reader:
        for name in names:
            file = f"{folder.rstrip('/')}/{name}"
            try:
                content = reader.read(file)
                into[name] = content.decode("utf-8")
            except NotRead as fault:
                yield finding("mail-template", f"It cannot be read: {fault.why}", fault.remedy, Place(file, 1))
            except UnicodeDecodeError as fault:
                before = content[: fault.start]
                line, column = before.count(b"\n") + 1, len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
                yield finding("mail-template", "It is not UTF-8 here.", "Save it as UTF-8.", Place(file, line, column))
