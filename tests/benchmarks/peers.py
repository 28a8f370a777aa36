"""The same memberships through other people's reconcilers, where they are installed: each plans 1 % of changes.

Terraform has a resource for each, with one ``for_each``; octoDNS a record for each, a zone a customer; DeepDiff
compares the whole as nested mappings, customer by customer, after reading it from YAML.
"""

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from measured import Cost, measured

A_CUSTOMER = 500

_TERRAFORM = """
locals { memberships = jsondecode(file("${path.module}/memberships.json")) }
resource "terraform_data" "membership" {
  for_each = local.memberships
  input    = each.value
}
"""
_OCTODNS = """
manager: {max_workers: 1}
providers:
  wanted: {class: octodns.provider.yaml.YamlProvider, directory: wanted, enforce_order: false}
  there: {class: octodns.provider.yaml.YamlProvider, directory: there, enforce_order: false}
zones:
"""
_DEEPDIFF = """
import yaml, sys
from deepdiff import DeepDiff
was, now = (yaml.load(open(name), yaml.CSafeLoader) for name in ("was.yaml", "now.yaml"))
print(len(DeepDiff(was, now).get("values_changed", ())))
"""


def peers(members: int) -> Iterator[tuple[str, Cost]]:
    for name, run in (("Terraform", _terraform), ("octoDNS", _octodns), ("DeepDiff", _deepdiff)):
        with tempfile.TemporaryDirectory(prefix="reconciler-benchmark-") as folder:
            found = run(members, Path(folder))
            if found is None:
                print(f"{name} is not installed", file=sys.stderr)
            else:
                yield f"{name}: plan 1 % of changes", found


def memberships(members: int, changed: bool) -> dict[str, dict[str, dict[str, str]]]:
    """By customer and by workspace and person; where ``changed``, every hundredth has another role."""
    customers: dict[str, dict[str, dict[str, str]]] = {}
    for number in range(members):
        role = "admin" if changed and number % 100 == 0 else "member"
        name = f"c{number // A_CUSTOMER:05}"
        place = f"w{number % 5}-user{number % A_CUSTOMER:03}"
        customers.setdefault(name, {})[place] = {"person": f"{place}@{name}.example", "role": role}
    return customers


def _terraform(members: int, at: Path) -> Cost | None:
    command = shutil.which("terraform")
    if command is None:
        return None
    (at / "main.tf").write_text(_TERRAFORM)
    _run([command, "init", "-input=false"], at)
    _write_terraform(memberships(members, changed=False), at)
    _run([command, "apply", "-auto-approve", "-input=false"], at)
    _write_terraform(memberships(members, changed=True), at)
    return _run([command, "plan", "-input=false", "-out=change.tfplan"], at)


def _write_terraform(customers: dict[str, dict[str, dict[str, str]]], at: Path) -> None:
    flat = {f"{name}/{place}": facts for name, people in customers.items() for place, facts in people.items()}
    (at / "memberships.json").write_text(json.dumps(flat))


def _octodns(members: int, at: Path) -> Cost | None:
    command = shutil.which("octodns-sync", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if command is None:
        return None
    for side, changed in (("there", False), ("wanted", True)):
        (at / side).mkdir()
        for name, people in memberships(members, changed).items():
            records = {p: {"type": "TXT", "ttl": 300, "value": f"role={facts['role']}"} for p, facts in people.items()}
            (at / side / f"{name}.example.yaml").write_text(json.dumps(records))
    zones = "".join(f"  {n}.example.: {{sources: [wanted], targets: [there]}}\n" for n in memberships(members, False))
    (at / "config.yaml").write_text(_OCTODNS + zones)
    return _run([command, "--config-file", "config.yaml", "--quiet"], at)


def _deepdiff(members: int, at: Path) -> Cost | None:
    if find_spec("deepdiff") is None:
        return None
    for name, changed in (("was", False), ("now", True)):
        (at / f"{name}.yaml").write_text(json.dumps(memberships(members, changed)))
    return _run([sys.executable, "-c", _DEEPDIFF], at)


def _run(command: Sequence[str], at: Path) -> Cost:
    cost = measured(command, {**os.environ, "CHECKPOINT_DISABLE": "1"}, at)
    if cost.code != 0:
        sys.exit(f"{' '.join(command)}: exit code {cost.code}\n{cost.said[-2000:]}")
    return cost
