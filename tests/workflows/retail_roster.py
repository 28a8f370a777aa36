"""Contoso in one YAML file, which names a roster of its workspace ``retail``."""

from pathlib import Path

RETAIL = "person,role,name\nben@contoso.com,,Ben Ito\nlin@contoso.com,member,\n"


def laid_out(root: Path, contoso: str) -> Path:
    (root / "contoso.yaml").write_text(contoso)
    (root / "retail.csv").write_text(RETAIL)
    return root


def written(root: Path) -> str:
    return (root / "contoso.yaml").read_text()
