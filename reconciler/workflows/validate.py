"""Reads everything and says what is wrong; touches no state."""

from collections.abc import Iterator
from pathlib import Path

from reconciler.findings import Checked, Finding, in_order
from reconciler.loading.checkout import base_of
from reconciler.loading.configuration import Configuration, scan
from reconciler.loading.declared import load
from reconciler.loading.excerpts import all_excerpted
from reconciler.rules import book
from reconciler.workflows.mail_templates import read_templates
from reconciler.workflows.world import World


def validate(path: Path, world: World) -> Checked:
    """Every finding of every file beneath ``path``, by place."""
    configuration = scan(path)
    _, of_mails = read_templates(configuration.settings.mail.templates, configuration.root)
    findings = in_order([*configuration.findings, *of_mails, *_of_customers(configuration, world)])
    return Checked(findings, configuration.files, base_of(configuration.root))


def _of_customers(configuration: Configuration, world: World) -> Iterator[Finding]:
    chosen = sorted(configuration.selected)
    for done, customer in enumerate(chosen):
        world.progress("reading", done, len(chosen))
        declared = load(configuration, customer)
        yield from declared.findings
        yield from all_excerpted(declared, book.check(declared.estate, doubtful=declared.doubtful))
