"""What makes a finding the same finding in the next run, so that a review shows only what is new."""

from collections import Counter
from collections.abc import Iterator
from hashlib import sha256

from reconciler.findings import Checked, Finding, in_order


def fingerprinted(checked: Checked) -> Iterator[tuple[Finding, str]]:
    """Every finding by place, each with a fingerprint of its own.

    The line is no part of it: a line added above would make everything below new. Where two findings say the same of
    the same line, the second is number 2.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    for finding in in_order(checked.findings):
        file = finding.place.file if finding.place else ""
        key = (finding.rule, file, finding.summary, *finding.subject, finding.excerpt.strip())
        seen[key] += 1
        said = "\0".join((*key, str(seen[key])))
        yield finding, sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
