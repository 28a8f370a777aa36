"""An export beside a configuration, imported as somebody types it."""

from pathlib import Path

from commands_run import Ran, reconciler

INTO = ("--customer", "contoso", "--workspace", "finance")


def imported(at: Path, kind: str, text: str, *options: str, into: tuple[str, ...] = INTO) -> Ran:
    (at / "export.csv").write_text(text, encoding="utf-8")
    return reconciler("import", kind, "export.csv", *into, *options, at=at)


def files(at: Path) -> dict[str, bytes]:
    return {str(f.relative_to(at)): f.read_bytes() for f in sorted(at.rglob("*")) if f.is_file()}
