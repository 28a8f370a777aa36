"""Everything that a plan or a finding cites by an id, explained: rules, guards and codes."""

from collections.abc import Mapping
from typing import NamedTuple

from reconciler.loading.codes import CODES
from reconciler.planning.guards.book import GUARDS
from reconciler.rules import pages
from reconciler.rules.pages import Page


class Stop(NamedTuple):
    """How a guard counts, what it says when it stops, and the way out."""

    arithmetic: str
    example: str
    way_out: str


_STOPS: Mapping[str, Stop] = {
    "removals": Stop(
        "Counted is every person who loses access or an open offer in one workspace: removed, revoked, or in a "
        "workspace that is archived, because it left the files or because they say `status: archived` or `closed`, "
        "or that is suspended because somebody edited the dates of a contract. A contract that is over by itself "
        "takes nothing away. The limit is the larger of 10 and 5 % of the customer's "
        "memberships, or what the state's limits say; at or below it a plan passes. Where a run takes from two "
        "customers or more, the larger of 25 and 2.5 % of all their memberships holds for the run as a whole, what "
        "is permitted aside, and nothing of it is applied above that. Both are counted when it is planned and "
        "again when it is applied, by the state of then. A lost roster or a wrong merge looks exactly like a "
        "wish to remove everybody, so a person has to look.",
        "stopped by guard removals: 1,413 of 3,904 memberships (36.2 %) of contoso would be removed; "
        "the limit is 195 (5 %)",
        "# If the removals are wrong, bring the lines back. If they are right, permit exactly these, once:\n"
        "reconciler plan PATH --out pr-420.plan\n"
        'reconciler permit pr-420.plan --guard removals --because "the team moved" --out permit.json\n'
        "reconciler apply pr-420.plan --permit permit.json\n"
        "# A limit that is always too low is raised in reconciler.yaml; that counts from the next apply on:\n"
        "limits: {removals: {floor: 25}}",
    ),
    "last_admin": Stop(
        "Counted is every workspace that would have fewer accepted admins than `min_admins` (1) while no file names "
        "another one to follow. Whoever is declared as admin and has not accepted yet is a successor; a leaver is "
        "none. A workspace without an admin can be mended by nobody in it, so this plan is not applied.",
        "stopped by guard last_admin: 1 workspace would lose the last admin: default",
        "# Name a successor. The old admin stays until the new one has accepted; the next plan takes them out.\n"
        "workspaces:\n"
        "  default:\n"
        "    admins: [noor@contoso.com]",
    ),
    "vanished": Stop(
        "Counted is what the state knows and no file declares any more: a customer, a contract that has not ended, "
        "and a workspace to be archived whose whole file is gone. None may go without a word. A file that was moved, "
        "renamed or merged into another one counts for nothing, because what it declared is still declared.",
        "stopped by guard vanished: workspace retail with its file retail.yaml of contoso left the configuration",
        "# If it is a mistake, bring the file back. If it is meant, keep a file that says so:\n"
        "version: 1\n"
        "customer: contoso\n"
        "workspaces:\n"
        "  retail:\n"
        "    status: archived\n"
        "    admins: [sofia@contoso.com]",
    ),
    "probable_rename": Stop(
        "Counted is every new workspace whose people, 80 % or more the same, are those who lose another workspace in "
        "this plan, if they are at least 5 there. An id that was edited looks exactly like one workspace going and "
        "another one coming: everybody loses access and has to accept again. What a file says is archived counts for "
        "nothing.",
        "stopped by guard probable_rename: azure looks like the new azure-platform: 5 of 5 people are the same",
        "# If it is a new name, say so; nobody is asked again:\n"
        "workspaces:\n"
        "  azure-platform:\n"
        "    was: azure\n"
        "# If it is another workspace, write `status: archived` on the one that goes, or let everybody come first:\n"
        "reconciler apply PATH --no-removals\n"
        "reconciler apply PATH",
    ),
    "shrunken_source": Stop(
        "Counted are the rows that a roster has lost since everything in it was last applied. Where that is more than "
        "the larger of 10 and 10 %, or the roster is empty, nobody is taken out of the workspaces that name it for not "
        "being declared; everything else goes on. An export that broke off looks exactly like half the people leaving. "
        "A roster that was renamed or split is judged by all that came in its place.",
        "held by guard shrunken_source: rosters/emea.csv has 1,100 rows and had 2,310 when last applied "
        "(removals from emea: 1,204); the limit is 231 rows (10 %)",
        "# If rows are missing, bring them back. If they are meant to go, permit just that, once. The plan that was\n"
        "# permitted leaves out what is held, so plan again with the permit:\n"
        "reconciler plan PATH --out pr-420.plan\n"
        'reconciler permit pr-420.plan --guard shrunken_source --because "EMEA closes" --out permit.json\n'
        "reconciler apply PATH --permit permit.json\n"
        "# Or raise the limit in reconciler.yaml,\n"
        "limits: {shrunken_source: {rows: 1210}}\n"
        "# put that in force, because a limit counts from the next apply on, and then plan and apply the rest:\n"
        "reconciler apply PATH\n"
        "reconciler apply PATH\n"
        "# Then lower the limit again. `removals` looks at what is no longer held like at any other plan.",
    ),
    "contract_named": Stop(
        "Counted is every services admin and support contact of the live contract whom the plan takes out of a "
        "workspace, the default one or another, because nobody declares them there any more: their line is gone, the "
        "group that brought them, or the whole workspace. The contract says that the customer counts on them, so one "
        "of the two is wrong. Where a file says what is meant nothing is counted: for a leaver, a last day or a policy "
        "access has to end at once, and a workspace that says `status: archived`, or a customer `closed`, goes with "
        "everybody in it (`removals` counts them all).",
        "stopped by guard contract_named: contract u26 of contoso names people whom this plan takes out of a "
        "workspace: mia@contoso.com out of retail",
        "# Declare them there again, or name somebody else on the contract, or permit just this, once:\n"
        "reconciler plan PATH --out pr-420.plan\n"
        'reconciler permit pr-420.plan --guard contract_named --because "Mia moved on" --out permit.json\n'
        "reconciler apply pr-420.plan --permit permit.json",
    ),
    "mass_invitation": Stop(
        "Counted are the people whom the plan invites to a customer that has members already, once for each workspace. "
        "The limit is the larger of 50 and 20 % of the memberships, or what the state's limits say. A mail cannot be "
        "taken back, and a wrong list of thousands is one line in the files. The plan that activates a contract "
        "invites as many as it likes, and so does one for a customer that nobody is a member of yet.",
        "stopped by guard mass_invitation: 2,310 would be invited to contoso, which has 3,904 memberships; "
        "the limit is 780 (20 %)",
        "# Review who is invited, and permit just these, once:\n"
        "reconciler plan PATH --out pr-420.plan\n"
        'reconciler permit pr-420.plan --guard mass_invitation --because "retail joins" --out permit.json\n'
        "reconciler apply pr-420.plan --permit permit.json\n"
        "# A limit that is always too low is raised in reconciler.yaml; that counts from the next apply on:\n"
        "limits: {invitations: {floor: 200, percent: 50}}",
    ),
    "undone": Stop(
        "Counted is what an undo took back, and what the plan would do again, because the files still ask for it: the "
        "same people in or out of the same workspaces, the same facts. Somebody had a reason, and the next pipeline "
        "must not overrule them by itself. It holds until the files ask for it no more and that was applied, or a "
        "permit is given; an apply of a part of what they ask for (--target CUSTOMER/WORKSPACE, --no-removals, --as) "
        "ends nothing.",
        "stopped by guard undone: an undo took back what this plan does again: remove ben@contoso.com in finance",
        "# Take it out of the files too: declare the people as they are in the state now.\n"
        "git revert COMMIT\n"
        "# If it is right after all, permit just this, once:\n"
        "reconciler plan PATH --out pr-421.plan\n"
        'reconciler permit pr-421.plan --guard undone --because "Ben has left after all" --out permit.json\n'
        "reconciler apply pr-421.plan --permit permit.json",
    ),
    "assertion": Stop(
        "Counted is every assertion, a workspace at a time, that does not hold after the plan and is the plan's doing: "
        "one in force that the plan breaks or makes worse, or a new one that does not hold when the plan is done. "
        "Members and open invitations count, in every workspace that is not archived, and a person counts by all "
        "addresses. `in:` and `sees:` name a workspace or a pattern (wg-*), and each workspace is judged by itself; "
        "`members` are all its people, `admins` its admins. What people answered breaks no plan; it is a warning.",
        "stopped by guard assertion: never *@fr.woodgrove.example sees wg-de (woodgrove.yaml:7:5): "
        "lea@fr.woodgrove.example would be in wg-de",
        "# Take the person out at the line that the plan names, or change the assertion. One that is in force already\n"
        "# is loosened or taken out by a change of its own, which counts from the next apply on.\n"
        "assertions:\n"
        '  - never: {person: "*@fr.woodgrove.example", sees: wg-de, except: [lea@fr.woodgrove.example]}\n'
        "    because: the two countries are walled off from each other\n"
        '  - only: {role: admin, in: "wg-*", people: [kim@woodgrove.example]}\n'
        "  - at_most: {members: 500, admins: 3, in: sandbox}",
    ),
}


_OTHERS: Mapping[str, Page] = {
    page.id: page
    for page in (
        Page(
            "another-configuration",
            "customer managed by another configuration",
            "The state remembers the name of the configuration that manages a customer. Two that both think it is "
            "theirs would remove each other's people, so the second one is refused. Plan the customer from the first "
            "one, or take it over on purpose, once.",
            "reconciler plan contoso",
            "reconciler --adopt plan contoso",
        ),
        Page(
            "undo",
            "an apply is taken back against the state of today",
            "Every change of the apply is taken back, the last one first: who was removed is a member again and is "
            "asked nothing, who was invited is revoked, a workspace that it made is deleted if nobody is in it. People "
            "and workspaces are found by their numbers, whatever they are called. What was changed again since, what "
            "a rule forbids by now, and who left or declined meanwhile stay as they are and are listed one by one. "
            "Mails that have left cannot be taken back. Take the change out of the files too, or the next plan asks "
            "for it again.",
            "# Everybody put back in the files is invited, and has to accept once more.\nreconciler apply PATH",
            "reconciler undo 7Q4K2M9XTA --out undo.plan\nreconciler apply undo.plan",
        ),
        Page(
            "permit",
            "a permit that permits nothing",
            "A permit is made by `reconciler permit` and vouched for by its digest: one that was edited, or cut, has "
            "none that fits. Such a file in permits/ is left aside, and the guard that it was for stands.",
            '{"permit":1,"guard":"removals","until":"2027-12-31", ...}',
            'reconciler permit pr-420.plan --guard removals --because "the team moved" --out permits/pr-420.json',
        ),
        Page(
            "answer-row",
            "answer that was not recorded",
            "Each row of a file for `record` is judged on its own day: there must be an invitation, open on that day. "
            "Rows that do not fit are left out and named; the others are recorded. Correct them and record the file "
            "again: answers that were taken before count once.",
            "customer,workspace,person,answer,at\ncontoso,retail,ana@contoso.com,yes,2026-07-02",
            "customer,workspace,person,answer,at\ncontoso,retail,ana@contoso.com,accepted,2026-07-02",
        ),
    )
}
"""Findings that are about neither a rule nor a file of the configuration."""


def identifiers() -> list[str]:
    """All there is to explain: rules, then guards, then codes of findings."""
    rules = pages.identifiers()
    return [*rules, *GUARDS, *(code for code in CODES if code not in rules), *_OTHERS]


def explain(identifier: str) -> Page | None:
    """The page of a rule, guard or code, in whatever case it is written; None where nothing is called that."""
    known = {each.casefold(): each for each in identifiers()}
    found = known.get(identifier.strip().casefold())
    if found is None:
        return None
    return pages.page(found) or _OTHERS.get(found) or _guard(found) or _code(found)


def _guard(identifier: str) -> Page | None:
    if identifier not in GUARDS:
        return None
    stop = _STOPS[identifier]
    return Page(identifier, GUARDS[identifier], stop.arithmetic, stop.example, stop.way_out)


def _code(identifier: str) -> Page:
    code = CODES[identifier]
    return Page(identifier, code.summary, code.says, code.wrong, code.right)
