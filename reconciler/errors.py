"""What stops a run, and the exit code it ends with.

::

    ReconcilerError                 1
    +-- CommitInDoubt               1   writing the state failed: ask the store what was applied before speaking
    +-- InputInvalid                3   the files say something wrong; carries the findings
    +-- BadAddress                  3   a text that is not one e-mail address (becomes a finding where it was read)
    +-- StateIdentity               3   the state is absent, foreign or of another version
    +-- Stopped                     4   a guard, an assertion or a missing approval
    +-- ChannelDown                 6   nothing can be sent now; what is owed stays owed
    +-- PlanRefused                 5   the plan is stale, past its end, edited, or was applied already
    +-- InvitationClosed            5   an invitation was answered, revoked, replaced, or is past its end
    +-- Locked                      5   somebody else is applying
    +-- StateBroken                 7   state or journal does not verify
    +-- SignatureRefused            7   a plan is not signed by somebody who may
    +-- WrongUsage                 64   the command line does not fit together

Who is stopped from outside (130) gets Python's own KeyboardInterrupt; the state is consistent.

Faults of the input are not exceptions but findings (see ``findings``): they are collected and shown together.
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """How a run ends, for a shell. Fixed once shipped; every command may end with 1, 64 and 130."""

    DONE = 0  # done, nothing to do, or waiting for people
    FAILED = 1  # a bug, or the system refused
    CHANGES = 2  # changes present; only where they were asked for
    INVALID = 3  # the input, or the identity of the state
    STOPPED = 4  # by a guard, an assertion or a missing approval
    STALE = 5  # no longer true, applied already, or locked
    PARTLY = 6  # some were done and others not
    UNSOUND = 7  # state, journal or signature does not verify
    WRONG_USAGE = 64
    INTERRUPTED = 130


class ReconcilerError(Exception):
    """Stops the run. ``what`` is one sentence for a colleague; ``remedy`` is what to type next, or empty."""

    exit_code = ExitCode.FAILED

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy


class CommitInDoubt(ReconcilerError):
    exit_code = ExitCode.FAILED


class InputInvalid(ReconcilerError):
    """``findings`` (of ``reconciler.findings``) say what is wrong where, if files were read."""

    exit_code = ExitCode.INVALID

    def __init__(self, what: str, remedy: str = "", findings: tuple[object, ...] = ()) -> None:
        super().__init__(what, remedy)
        self.findings = findings


class BadAddress(ReconcilerError):
    exit_code = ExitCode.INVALID


class StateIdentity(ReconcilerError):
    exit_code = ExitCode.INVALID


class ChannelDown(ReconcilerError):
    exit_code = ExitCode.PARTLY


class Stopped(ReconcilerError):
    exit_code = ExitCode.STOPPED


class PlanRefused(ReconcilerError):
    exit_code = ExitCode.STALE


class InvitationClosed(ReconcilerError):
    exit_code = ExitCode.STALE


class Locked(ReconcilerError):
    exit_code = ExitCode.STALE


class StateBroken(ReconcilerError):
    exit_code = ExitCode.UNSOUND


class SignatureRefused(ReconcilerError):
    exit_code = ExitCode.UNSOUND


class WrongUsage(ReconcilerError):
    exit_code = ExitCode.WRONG_USAGE
