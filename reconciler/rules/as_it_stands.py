"""What is wrong in the state already, and is only said again by the files.

D-22: "What is wrong only on this date or with this state holds the one change, and never stops a revoke or a removal".
Files that say how it stands are right about that, so it is a warning. Where no state is in view, files that ``dump``
wrote are believed (``dumped:``); what they say wrongly by themselves is found by the next plan.
"""

from collections.abc import Callable

from reconciler.findings import Severity
from reconciler.kinds.estate import Estate


def severity(declared: Estate, current: Estate | None, stands: Callable[[Estate], bool]) -> Severity:
    """A warning where ``stands`` says of the state that it is so already; else an error."""
    known = declared.dumped is not None if current is None else stands(current)
    return Severity.WARNING if known else Severity.ERROR
