"""What prepares a directory such that an import from somewhere else ends in a certain way there."""

from collections.abc import Callable
from pathlib import Path

import pytest
from commands_run import configured
from scene_makers import Scene, after, unwilling

TERMS = ["--support", "unified", "--starts", "2026-01-01", "--ends", "2026-12-31"]
TERMS += ["--services-admin", "owner@{customer}.example"]


def roster(person: str) -> Scene:
    def scene(at: Path) -> list[str]:
        (at / "people.csv").write_text(f"customer,workspace,person,role\ncontoso,finance,{person},member\n")
        return [
            "import",
            "roster",
            "people.csv",
            "--out",
            "out",
            *TERMS,
            "--services-admin",
            "owner@{customer}.example",
        ]

    return scene


EXPORT = "mail,name,Status,accountEnabled\nlin@contoso.com,Lin,,\nzoe at contoso,Zoe,,\n"


def exported(at: Path, rows: str = EXPORT) -> Path:
    configured(at)
    (at / "people.csv").write_text(rows)
    return at


def bringing(kind: str) -> list[str]:
    return ["import", kind, "people.csv", "--customer", "contoso", "--workspace", "finance"]


def workbook(at: Path, rows: str = EXPORT) -> Path:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for line in rows.splitlines():
        book.active.append(line.split(","))
    configured(at)
    book.save(at / "people.xlsx")
    return at


def organised(*members: str, mails: str = "login,mail\nlin,lin@contoso.com\n") -> Callable[[Path], Path]:
    """A configuration in a folder beside the declaration of an organisation; the scene is played in that folder."""

    def prepare(at: Path) -> Path:
        (at / "hub").mkdir()
        configured(at / "hub")
        (at / "org.yaml").write_text(f"orgs:\n  contoso:\n    members: [{', '.join(members)}]\n")
        (at / "logins.csv").write_text(mails)
        return at

    return prepare


ORG = ["-C", "hub", "import", "peribolos", "../org.yaml", "--logins", "../logins.csv"]
ORG += ["--customer", "contoso", "--workspace", "finance"]
BOOK = ["import", "xlsx", "people.xlsx", "--customer", "contoso", "--workspace", "finance"]


def brought(kind: str) -> dict[int, Scene]:
    """What every import into a workspace may end with."""
    return {
        0: after(lambda at: exported(at, EXPORT.replace(" at contoso", "@contoso.com")), *bringing(kind)),
        3: after(lambda at: exported(at, ""), *bringing(kind)),
        4: unwilling(exported, *bringing(kind)),
        6: after(exported, *bringing(kind)),
    }
