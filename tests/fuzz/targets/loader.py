"""A customer's file: findings at places that it has, shown with nothing active; put in order, it stays in order."""

import os
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp

from reconciler.editing.tidy_yaml import tidy_yaml
from reconciler.findings import Severity
from reconciler.loading.gathered import Gathered
from reconciler.reporting.findings_text import findings_text
from reconciler.reporting.look import Look
from reconciler.workflows.validate import validate
from reconciler.workflows.world import World
from targets.active import refuse_active

WORLD = World(clock=lambda: datetime(2026, 7, 1, tzinfo=UTC), randomness=lambda _, n: bytes(n), actor="fuzzer")
PLACE = Path(mkdtemp(prefix="fuzz", dir="/dev/shm" if os.path.isdir("/dev/shm") else None))
(PLACE / "people.csv").write_text("person\nzoe@contoso.com\n", encoding="utf-8")
(PLACE / "reconciler.yaml").write_text("version: 1\nname: fuzz\n", encoding="utf-8")


def one(content: bytes) -> None:
    (PLACE / "contoso.yaml").write_bytes(content)

    found = validate(PLACE, WORLD).findings

    lines = content.count(b"\n") + content.count(b"\r") + 2
    assert all(f.place is None or 0 < f.place.line <= lines for f in found), found
    refuse_active(findings_text(found, Look()))
    tidied = tidy_yaml(content, "contoso.yaml", "customer", Gathered())
    if tidied is not None and not any(f.severity is Severity.ERROR for f in found):
        assert tidy_yaml(tidied, "contoso.yaml", "customer", Gathered()) == tidied
