"""The words of a plan: what can be done, to what, and what it was before.

A change is ``{do, at, was, now, who}``. All people with the same before and after in one workspace are one record;
the check of its ``was`` is one comparison and its inverse is the swap. There are two sorts:

* on seats (invite, remove, ...): ``at`` is a workspace, ``was`` and ``now`` are a Seat or None, ``who`` are people;
* on facts (create_workspace, set_policy, ...): ``was`` and ``now`` hold the plain values of the fields that change
  (see ``kinds.plain``), None where the thing did not exist, and ``who`` is empty.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from reconciler.findings import Run
from reconciler.kinds.address import PersonKey
from reconciler.kinds.seat import Seat, seat_from_plain, seat_plain


class Action(StrEnum):
    """The words of CLI and JSON. ``at`` is a workspace, except where said otherwise."""

    RENAME_WORKSPACE = "rename_workspace"  # at: the new id; was, now: {"id": ...}
    RENAME_PERSON = "rename_person"  # at: the new address key; was, now: fields of Person and "key"
    MERGE_PERSON = "merge_person"  # at: the key of the one who stays; was, now: see ``merges``
    UPDATE_PERSON = "update_person"  # at: the address key; was, now: fields of Person
    ACTIVATE_CONTRACT = "activate_contract"  # at: a contract; now: a Contract
    UPDATE_CONTRACT = "update_contract"  # at: a contract; was, now: fields of Contract
    RENEW_CONTRACT = "renew_contract"  # at: the successor; now: a Contract that says what it renews
    DEACTIVATE_CONTRACT = "deactivate_contract"  # at: a contract; was: a Contract
    SET_POLICY = "set_policy"  # at: a workspace, or "" for the customer; was, now: an AccountPolicy
    SET_LIMITS = "set_limits"  # at: a workspace, or ""; was, now: fields of Limits, or guarded fields of Workspace
    RESUME_WORKSPACE = "resume_workspace"  # was, now: {"status": ...}
    RESTORE_WORKSPACE = "restore_workspace"  # was, now: {"status": ...}
    CREATE_WORKSPACE = "create_workspace"  # now: a Workspace
    UPDATE_WORKSPACE = "update_workspace"  # was, now: fields of Workspace
    REMOVE_BENEFIT = "remove_benefit"  # was: {"benefit": id, "quantity": n}
    CHANGE_BENEFIT = "change_benefit"  # was, now: {"benefit": id, "quantity": n}
    ADD_BENEFIT = "add_benefit"  # now: {"benefit": id, "quantity": n}
    INVITE = "invite"
    REINVITE = "reinvite"
    REVOKE = "revoke"
    SET_ROLE = "set_role"
    UPDATE_MEMBER = "update_member"
    REMOVE = "remove"
    ARCHIVE_WORKSPACE = "archive_workspace"  # was, now: {"status": ...}
    SUSPEND_WORKSPACE = "suspend_workspace"  # was, now: {"status": ...}
    # Only an undo does these.
    RESTORE_MEMBER = "restore_member"
    RESTORE_INVITATION = "restore_invitation"
    DELETE_WORKSPACE = "delete_workspace"  # was: a Workspace, in which nobody is
    # What people did; in journals only, never in a plan.
    ANSWER_ACCEPTED = "answer_accepted"
    ANSWER_DECLINED = "answer_declined"
    ANSWER_LEFT = "answer_left"
    ANSWER_BOUNCED = "answer_bounced"
    # People who were members already; in journals only.
    IMPORTED = "imported"
    # Support cases; in journals only, see ``applying.casework``.
    ERASE_PERSON = "erase_person"  # at: the address key; now: {"tombstones": [...]}, see ``kinds.tombstone``
    LET_RETURN = "let_return"  # was: {"tombstones": [...]}, which are no more: their addresses may be taken in again
    OPEN_CASE = "open_case"  # now: {"case": number, ...fields of Case}
    CLOSE_CASE = "close_case"  # was, now: {"case": number, ...fields of Case}
    REOPEN_CASE = "reopen_case"  # was, now: {"case": number, ...fields of Case}
    CORRECT_CASE = "correct_case"  # the same, of one that is closed: who says so is by whom it is closed from then on


_ANSWERS = frozenset(a for a in Action if a.value.startswith("answer_"))
ON_CASES = frozenset({Action.OPEN_CASE, Action.CLOSE_CASE, Action.REOPEN_CASE, Action.CORRECT_CASE})
IN_JOURNALS_ONLY = _ANSWERS | ON_CASES | {Action.IMPORTED, Action.ERASE_PERSON, Action.LET_RETURN}
ON_STATUS = frozenset(
    {Action.ARCHIVE_WORKSPACE, Action.SUSPEND_WORKSPACE, Action.RESUME_WORKSPACE, Action.RESTORE_WORKSPACE}
)
ON_BENEFITS = frozenset({Action.ADD_BENEFIT, Action.CHANGE_BENEFIT, Action.REMOVE_BENEFIT})
BY_UNDO_ONLY = frozenset({Action.RESTORE_MEMBER, Action.RESTORE_INVITATION, Action.DELETE_WORKSPACE})
ON_SEATS = _ANSWERS | {
    Action.IMPORTED,
    Action.INVITE,
    Action.REINVITE,
    Action.REVOKE,
    Action.SET_ROLE,
    Action.UPDATE_MEMBER,
    Action.REMOVE,
    Action.RESTORE_MEMBER,
    Action.RESTORE_INVITATION,
}
ASKING = frozenset({Action.INVITE, Action.REINVITE, Action.RESTORE_INVITATION})
"""What owes somebody a mail with a link."""
ON_PEOPLE = frozenset({Action.RENAME_PERSON, Action.MERGE_PERSON, Action.UPDATE_PERSON, Action.ERASE_PERSON})
ON_CONTRACTS = frozenset(
    {Action.ACTIVATE_CONTRACT, Action.UPDATE_CONTRACT, Action.RENEW_CONTRACT, Action.DEACTIVATE_CONTRACT}
)


class Authority(StrEnum):
    """Who may make a change (DOMAIN: "Who may do what"). ``system``: a rule makes it, nobody is asked."""

    SYSTEM = "system"
    VENDOR = "vendor"
    SERVICES_ADMIN = "services_admin"
    WORKSPACE_ADMIN = "workspace_admin"


Facts = Mapping[str, Any]


class Change(NamedTuple):
    """``places`` is either empty, one place (facts), or one for each of ``who``, in runs."""

    do: Action
    at: str
    was: Seat | Facts | None
    now: Seat | Facts | None
    rule: str
    who: tuple[PersonKey, ...] = ()
    authority: Authority = Authority.VENDOR
    places: tuple[Run, ...] = ()
    meaning: str = ""
    """What follows for a reader, where it is not obvious: "leaves finance with 1 admin"."""
    since: datetime | None = None
    """Of memberships that were imported: when they began, where that is known."""
    send_on: date | None = None
    """Of invitations: the day of their mail, where that is not the plan's."""
    due: bool = False
    """The day alone asks for it, and it is no part of what a reviewer agrees to (``planning.due``)."""

    @property
    def size(self) -> int:
        """How many changes this is to a reader: one for each person, or one."""
        return len(self.who) or 1


def facts_of(side: object) -> Facts:
    """A side of a change on facts, where there must be one. ValueError where it says none."""
    if not isinstance(side, dict):
        raise ValueError("this change needs facts on both sides")
    return side


def side_plain(side: Seat | Facts | None) -> Any:
    return seat_plain(side) if isinstance(side, Seat) else side


def side_from_plain(do: Action, side: Any) -> Seat | Facts | None:
    """The inverse. ValueError, KeyError or TypeError where it does not fit."""
    if side is None:
        return None
    if not isinstance(side, dict):
        raise ValueError("was and now are objects or null")
    return seat_from_plain(side) if do in ON_SEATS else side
