"""Reads everything and says what is wrong; touches no state."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reconciler.findings import Finding, has_errors, in_order
from reconciler.loading.configuration import Configuration, scan
from reconciler.loading.declared import load
from reconciler.loading.excerpts import excerpted
from reconciler.rules import book
from reconciler.workflows.world import World


@dataclass(frozen=True, slots=True)
class Checked:
    findings: tuple[Finding, ...]
    files: int


def validate(path: Path, world: World) -> Checked:
    """Every finding of every file beneath ``path``, by place."""
    configuration = scan(path)
    return Checked(in_order([*configuration.findings, *_of_customers(configuration, world)]), configuration.files)


def _of_customers(configuration: Configuration, world: World) -> Iterator[Finding]:
    chosen = sorted(configuration.selected)
    for done, customer in enumerate(chosen):
        world.progress("reading", done, len(chosen))
        declared = load(configuration, customer)
        yield from declared.findings
        if has_errors(declared.findings):
            continue  # what is missing would be found wanting a second time
        for finding in book.check(declared.estate):
            yield excerpted(declared, finding)
