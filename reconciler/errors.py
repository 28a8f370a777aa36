"""What stops a run, and the exit code it ends with.

::

    ReconcilerError                 1
    +-- CommitInDoubt               1   writing the state failed: ask the store what was applied before speaking
    +-- InputInvalid                3   the files say something wrong; carries the findings
    +-- BadAddress                  3   a text that is not one e-mail address (becomes a finding where it was read)
    +-- StateIdentity               3   the state is absent, foreign or of another version
    +-- Stopped                     4   a guard, an assertion or a missing approval
    +-- PlanRefused                 5   the plan is stale, past its end, edited, or was applied already
    +-- Locked                      5   somebody else is applying
    +-- PartlyDone                  6   some customers applied, others not
    +-- StateBroken                 7   state or journal does not verify
    +-- WrongUsage                 64   the command line does not fit together
    +-- Interrupted               130   stopped from outside; the state is consistent

Faults of the input are not exceptions but findings (see ``findings``): they are collected and shown together.
"""


class ReconcilerError(Exception):
    """Stops the run. ``what`` is one sentence for a colleague; ``remedy`` is what to type next, or empty."""

    exit_code = 1

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy


class CommitInDoubt(ReconcilerError):
    exit_code = 1


class InputInvalid(ReconcilerError):
    """``findings`` (of ``reconciler.findings``) say what is wrong where, if files were read."""

    exit_code = 3

    def __init__(self, what: str, remedy: str = "", findings: tuple[object, ...] = ()) -> None:
        super().__init__(what, remedy)
        self.findings = findings


class BadAddress(ReconcilerError):
    exit_code = 3


class StateIdentity(ReconcilerError):
    exit_code = 3


class Stopped(ReconcilerError):
    exit_code = 4


class PlanRefused(ReconcilerError):
    exit_code = 5


class Locked(ReconcilerError):
    exit_code = 5


class PartlyDone(ReconcilerError):
    exit_code = 6


class StateBroken(ReconcilerError):
    exit_code = 7


class WrongUsage(ReconcilerError):
    exit_code = 64


class Interrupted(ReconcilerError):
    exit_code = 130
