"""A change of files is judged as ``validate`` would, before anything is written."""

from collections.abc import Iterator, Mapping
from hashlib import sha256

from reconciler.errors import InputInvalid
from reconciler.findings import Finding, Severity
from reconciler.loading.configuration import Configuration, Declared
from reconciler.loading.excerpts import excerpted
from reconciler.rules import book


def with_texts(was: Configuration, texts: Mapping[str, bytes]) -> Configuration:
    """As if these files were written already."""
    return was._replace(
        kept={**was.kept, **texts},
        hashes={**was.hashes, **{path: sha256(text).digest() for path, text in texts.items()}},
    )


def refuse_what_would_break(before: Declared | None, after: Declared) -> None:
    """InputInvalid where something would be wrong with a customer that is not wrong already."""
    there = {_told(each) for each in _errors(before)} if before else set()
    if new := tuple(each for each in _errors(after) if _told(each) not in there):
        customer = after.estate.customer
        raise InputInvalid(
            f"the files of {customer} would be wrong then; nothing was written", "do first what is said above", new
        )


def _errors(declared: Declared) -> Iterator[Finding]:
    judged = (excerpted(declared, each) for each in book.check(declared.estate, doubtful=declared.doubtful))
    for finding in (*declared.findings, *judged):
        if finding.severity is Severity.ERROR:
            yield finding


def _told(finding: Finding) -> tuple[str, str]:
    """Not where: other lines move it."""
    return finding.rule, finding.explanation
