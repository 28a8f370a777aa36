"""Small configurations written to disk and read again."""

from collections.abc import Mapping
from pathlib import Path

from reconciler.findings import Finding
from reconciler.kinds.estate import CustomerId
from reconciler.loading.configuration import Declared, load, scan

CONTOSO = CustomerId("contoso")
HEAD = "version: 1\ncustomer: contoso\n"
FINANCE = HEAD + "workspaces:\n  finance:\n    admins: [kai@contoso.com]\n"


def written(root: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return root


def declared(root: Path, **files: str | bytes) -> Declared:
    """Customer contoso; ``a_yaml="..."`` is the file ``a.yaml``."""
    names = {name.replace("__", "/").replace("_", "."): text for name, text in files.items()}
    return load(scan(written(root, names)), CONTOSO)


def lines(findings: tuple[Finding, ...]) -> list[str]:
    return [f"{f.severity} {f.rule} {f.place}" for f in findings]
