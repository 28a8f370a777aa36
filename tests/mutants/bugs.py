"""Bugs that somebody might write, and the smallest test that finds each. A harness that finds none is worth nothing."""

from typing import NamedTuple


class Bug(NamedTuple):
    """In ``file`` of the package ``old`` stands once, and ``new`` in its place is wrong; ``found_by`` is what then
    fails: a file of tests, and of it those that ``-k`` picks."""

    name: str
    file: str
    old: str
    new: str
    found_by: tuple[str, str]


HAND_OVER = "        reply, at = self._run.hand_over(parcel), self._run.world.clock()\n"
MARK = "        self._run.store.note_sent(Noted(self._customer, letter.id, self._run.world.clock()))\n"
SYNC = "            os.fsync(descriptor)\n"
POWER_CUTS, KILLS = "faults/test_power_cuts.py", "faults/test_killed_at_every_call.py"
LINKS, PERMITS, CONFORMANCE = "applying/test_by_link.py", "workflows/test_permits.py", "stores/test_conformance.py"

BUGS = (
    Bug("mark-before-send", "workflows/deliver.py", HAND_OVER, MARK + HAND_OVER, (KILLS, "json-deliver")),
    Bug(
        "mail-before-commit",
        "workflows/deliver.py",
        "        self._step(found)\n",
        "",
        ("workflows/test_deliver.py", ""),
    ),
    Bug(
        "notes-outlive-a-restart",
        "stores/sending.py",
        "written == start",
        "True",
        ("stores/test_deliveries.py", "noted_before"),
    ),
    Bug(
        "sent-and-not-noted",
        "workflows/deliver.py",
        "                self._run.store.note_sent(Noted(self._customer, letter.id, at))\n",
        "",
        ("faults/test_killed_over_smtp.py", "json"),
    ),
    Bug(
        "not-sent-and-marked",
        "delivery/smtp.py",
        "    if code == 250:\n        return Answer(Reply(Taken.SENT",
        "    if code < 600:\n        return Answer(Reply(Taken.SENT",
        ("faults/test_every_smtp_answer.py", ""),
    ),
    Bug(
        "a-note-cut-short",
        "stores/sending.py",
        "file.truncate(os.fstat(file.fileno()).st_size - written)",
        "pass",
        ("stores/test_deliveries.py", "cut_short"),
    ),
    Bug(
        "an-error-of-reading-hidden",
        "stores/sqlite.py",
        "if database.in_transaction:",
        "if True:",
        ("stores/test_store_faults.py", "is_no_damage"),
    ),
    Bug(
        "no-serial-check-in-sqlite",
        "stores/sqlite_writing.py",
        "!= commit.expected_serial",
        "< 0",
        (CONFORMANCE, ""),
    ),
    Bug("no-serial-check-in-json", "stores/json_file.py", "!= commit.expected_serial", "< 0", (CONFORMANCE, "")),
    Bug("commit-without-fsync", "stores/durable.py", SYNC, "", (POWER_CUTS, "json-apply-plan")),
    Bug(
        "journal-without-fsync",
        "stores/json_journal.py",
        "            os.fsync(file.fileno())\n",
        "",
        (POWER_CUTS, "json-apply-plan"),
    ),
    Bug(
        "rename-without-directory-fsync",
        "stores/durable.py",
        "    folders.synced(path.parent)\n",
        "",
        (POWER_CUTS, "json-apply-plan"),
    ),
    Bug(
        "sqlite-not-synchronous",
        "stores/sqlite_file.py",
        "PRAGMA synchronous=EXTRA",
        "PRAGMA synchronous=OFF",
        (POWER_CUTS, "sqlite-record"),
    ),
    Bug(
        "folders-not-synced",
        "folders.py",
        "        synced(each.parent)\n",
        "        pass\n",
        (POWER_CUTS, "json-deliver"),
    ),
    Bug(
        "mails-not-synced",
        "delivery/maildir.py",
        "                _synced(path)\n",
        "                pass\n",
        (POWER_CUTS, "json-deliver"),
    ),
    Bug(
        "lock-that-two-can-hold",
        "stores/lock.py",
        "fcntl.LOCK_EX |",
        "fcntl.LOCK_SH |",
        ("stores/test_store_processes.py", "until_it_dies"),
    ),
    Bug(
        "token-of-a-later-asking",
        "applying/by_link.py",
        "seat.generation != said.invitation.generation",
        "seat.generation < said.invitation.generation",
        (LINKS, ""),
    ),
    Bug(
        "any-proof-opens",
        "kinds/invitation_link.py",
        "hmac.compare_digest(_proof(token.invitation, named), token.proof)",
        "True",
        ("kinds/test_invitation_link.py", "no_proof_of_having_it"),
    ),
    Bug("open-a-day-too-long", "kinds/seat.py", "on < self.expires", "on <= self.expires", (LINKS, "")),
    Bug("permit-planned-twice", "planning/permits.py", "if permit.id in used:", "if False:", (PERMITS, "")),
    Bug(
        "permit-applied-twice",
        "workflows/permits.py",
        "for permit, when in used.items()]",
        "for permit, when in ()]",
        (PERMITS, ""),
    ),
    Bug(
        "sees-past-the-last-day", "rules/visibility.py", " and not seat.past(on)", "", ("rules/test_visibility.py", "")
    ),
    Bug(
        "sees-what-is-archived",
        "rules/visibility.py",
        "accepted and workspace.status is not WorkspaceStatus.ARCHIVED",
        "accepted",
        ("rules/test_visibility.py", ""),
    ),
    Bug(
        "sees-without-accepting",
        "rules/visibility.py",
        "seat.state is SeatState.MEMBER",
        "seat.state in (SeatState.MEMBER, SeatState.INVITED)",
        ("rules/test_visibility.py", ""),
    ),
    Bug(
        "one-removal-more",
        "planning/guards/removals.py",
        "limits.removals_allowed(total)",
        "limits.removals_allowed(total) + 1",
        ("planning/test_plans.py", "a_raised_limit"),
    ),
    Bug(
        "limits-only-when-planned",
        "applying/apply.py",
        "    if not verdict.ok:\n",
        "    if False:\n",
        ("applying/test_applied_step.py", ""),
    ),
    Bug(
        "stale-seats-are-overwritten",
        "applying/obey.py",
        "if have is was or have == was:",
        "if True:",
        ("applying/test_obey.py", ""),
    ),
    Bug(
        "leavers-stay",
        "planning/seats.py",
        "    if situation.leaver:\n",
        "    if False:\n",
        ("planning/test_decision_table.py", "row_of_the_table"),
    ),
    Bug(
        "one-asking-more",
        "planning/seats.py",
        "have.attempt < situation.terms.attempts",
        "have.attempt <= situation.terms.attempts",
        ("planning/test_decision_table.py", "row_of_the_table"),
    ),
    Bug(
        "add-only-removes",
        "planning/seats.py",
        "situation.manage(have.role) is Manage.ADD_ONLY",
        "False",
        ("planning/test_decision_table.py", "row_of_the_table"),
    ),
    Bug(
        "remove-before-revoke",
        "planning/order.py",
        "    Action.REVOKE: 5,\n",
        "    Action.REVOKE: 18,\n",
        ("planning/test_movers.py", "open_here"),
    ),
    Bug(
        "chain-not-checked",
        "history/chain.py",
        "== (self._customer, self.entries, self._head)",
        '== (self._customer, self.entries, entry["prev"])',
        ("history/test_verify.py", ""),
    ),
    Bug(
        "escapes-reach-the-terminal",
        "reporting/escapes.py",
        "if text.isprintable() and (unicode or text.isascii()):",
        "if True:",
        ("reporting/test_escapes.py", "what_is_active"),
    ),
    Bug(
        "formulas-reach-the-spreadsheet",
        "delivery/handoff.py",
        "inert(text, text)",
        "text",
        ("delivery/test_channels.py", "formula"),
    ),
    Bug(
        "plan-before-its-day",
        "workflows/apply.py",
        "    if on < heading.date:\n",
        "    if False:\n",
        ("workflows/test_apply_refusals.py", ""),
    ),
    Bug(
        "a-comment-goes-with-its-entry",
        "editing/editor.py",
        "[*head, *kept, *self.lines[last + 1 :]]",
        "[*head, *self.lines[last + 1 :]]",
        ("workflows/test_edits_of_examples.py", "lamna"),
    ),
    Bug(
        "rejects-taken-as-they-stand",
        "loading/incoming/tables.py",
        "before_inert(cell) for cell in row",
        "cell for cell in row",
        ("cli/test_mended_rejects.py", "rejected_again"),
    ),
)
