"""What is to be done, and what was done, in words: ``2 to remove``, ``2 removed``; people's changes need no noun."""

from collections.abc import Mapping
from typing import NamedTuple

from reconciler.planning.changes import Action
from reconciler.reporting.words import number


class Words(NamedTuple):
    one: str
    many: str
    planned: str
    done: str


_WORKSPACE = ("workspace", "workspaces")

WORDS: Mapping[Action, Words] = {
    Action.INVITE: Words("", "", "to invite", "invited"),
    Action.REINVITE: Words("", "", "to invite again", "invited again"),
    Action.RESTORE_MEMBER: Words("membership", "memberships", "to restore", "restored"),
    Action.RESTORE_INVITATION: Words("invitation", "invitations", "to restore", "restored"),
    Action.ACTIVATE_CONTRACT: Words("contract", "contracts", "to activate", "activated"),
    Action.UPDATE_CONTRACT: Words("contract", "contracts", "to update", "updated"),
    Action.RENEW_CONTRACT: Words("contract", "contracts", "to renew", "renewed"),
    Action.DEACTIVATE_CONTRACT: Words("contract", "contracts", "to withdraw", "withdrawn"),
    Action.CREATE_WORKSPACE: Words(*_WORKSPACE, "to create", "created"),
    Action.UPDATE_WORKSPACE: Words(*_WORKSPACE, "to update", "updated"),
    Action.RENAME_WORKSPACE: Words(*_WORKSPACE, "to rename", "renamed"),
    Action.RESTORE_WORKSPACE: Words(*_WORKSPACE, "to restore", "restored"),
    Action.RESUME_WORKSPACE: Words(*_WORKSPACE, "to resume", "resumed"),
    Action.SET_POLICY: Words("account policy", "account policies", "to set", "set"),
    Action.SET_LIMITS: Words("limit", "limits", "to set", "set"),
    Action.ADD_BENEFIT: Words("benefit", "benefits", "to add", "added"),
    Action.CHANGE_BENEFIT: Words("benefit", "benefits", "to change", "changed"),
    Action.REMOVE_BENEFIT: Words("benefit", "benefits", "to take away", "taken away"),
    Action.RENAME_PERSON: Words("person", "people", "to rename", "renamed"),
    Action.MERGE_PERSON: Words("person", "people", "to merge", "merged"),
    Action.UPDATE_PERSON: Words("person", "people", "to update", "updated"),
    Action.SET_ROLE: Words("role", "roles", "to change", "changed"),
    Action.UPDATE_MEMBER: Words("membership", "memberships", "to update", "updated"),
    Action.REVOKE: Words("", "", "to revoke", "revoked"),
    Action.REMOVE: Words("", "", "to remove", "removed"),
    Action.SUSPEND_WORKSPACE: Words(*_WORKSPACE, "to suspend", "suspended"),
    Action.ARCHIVE_WORKSPACE: Words(*_WORKSPACE, "to archive", "archived"),
    Action.DELETE_WORKSPACE: Words(*_WORKSPACE, "to delete", "deleted"),
    Action.IMPORTED: Words("membership", "memberships", "to import", "imported"),
    Action.ANSWER_ACCEPTED: Words("", "", "to accept", "accepted"),
    Action.ANSWER_DECLINED: Words("", "", "to decline", "declined"),
    Action.ANSWER_LEFT: Words("", "", "to leave", "left"),
    Action.ANSWER_BOUNCED: Words("", "", "to bounce", "bounced"),
    Action.ERASE_PERSON: Words("person", "people", "to erase", "erased"),
    Action.LET_RETURN: Words("address", "addresses", "to let return", "let return"),
    Action.OPEN_CASE: Words("case", "cases", "to open", "opened"),
    Action.CLOSE_CASE: Words("case", "cases", "to close", "closed"),
    Action.REOPEN_CASE: Words("case", "cases", "to reopen", "reopened"),
    Action.CORRECT_CASE: Words("case", "cases", "to correct", "corrected"),
}
"""Every action, people first; also the order in which they are summed up."""

_IN_ORDER = tuple(WORDS.values())
_PLACES = {action.value: place for place, action in enumerate(WORDS)}


def planned_said(actions: Mapping[str, int]) -> str:
    """``2,312 to invite, 1 workspace to create, 2 to remove``"""
    return ", ".join(_counted(words, count, words.planned) for words, count in _those(actions))


def done_said(actions: Mapping[str, int]) -> str:
    """``2,312 invited, 1 workspace created, 2 removed``"""
    return ", ".join(_counted(words, count, words.done) for words, count in _those(actions))


def _those(actions: Mapping[str, int]) -> list[tuple[Words, int]]:
    known = [(_PLACES[action], count) for action, count in actions.items() if count]
    return [(_IN_ORDER[place], count) for place, count in sorted(known)]


def _counted(words: Words, count: int, verb: str) -> str:
    return " ".join(word for word in (number(count), words.one if count == 1 else words.many, verb) if word)
