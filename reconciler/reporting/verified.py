"""What looking for anything wrong in a state came to, for programs and for whoever keeps its heads."""

from collections.abc import Iterator

from reconciler.reporting.escapes import for_json
from reconciler.reporting.json_stream import FORMAT_VERSION
from reconciler.reporting.verified_view import Verified


def verified_json(verified: Verified) -> Iterator[str]:
    report = {
        "kind": "verified",
        "format_version": FORMAT_VERSION,
        "state": verified.url,
        "lineage": verified.lineage,
        "customers": verified.customers,
        "entries": verified.entries,
        "memberships": verified.memberships,
        "heads": dict(verified.heads),
        "problems": list(verified.problems),
    }
    yield for_json(report) + "\n"
