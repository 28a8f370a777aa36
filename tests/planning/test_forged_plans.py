"""Whoever can write digests can write anything into a plan file: what no plan of ours says is refused as it is read."""

import io
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from estates import ANA, DAY_ONE, KAI, Household, admin, declared, member

from reconciler.errors import InputInvalid
from reconciler.kinds.address import PersonKey
from reconciler.planning import canonical, plan_file
from reconciler.planning.plan import Heading
from reconciler.planning.plan_lines import heading_plain

HEADING = Heading(DAY_ONE, "lineage", "sha256:00", "0.1.0")
SEAT = {"state": "member", "role": "member", "gen": 1}
LATER = {"state": "invited", "role": "member", "gen": 1, "attempt": 1, "expires": "2026-07-01"}
AGAIN = {**LATER, "gen": 2}
GONE = {"state": "removed", "role": "member", "gen": 1}
REVOKED, DECLINED = {**GONE, "state": "revoked"}, {**GONE, "state": "declined"}
EVE = "eve@contoso.com"
LAST_DAY = date(2026, 9, 30)


def change(do: str, at: str = "finance", **said: Any) -> dict[str, Any]:
    return {"changes": [{"do": do, "at": at, "was": None, "now": None, "rule": "D-14", "authority": "vendor", **said}]}


FORGED: dict[str, dict[str, Any]] = {
    "somebody without an address": change("invite", now=LATER, who=["x"]),
    "an address as nobody compares it": change("invite", now=LATER, who=["Ana@contoso.com"]),
    "an escape for an address": change("invite", now=LATER, who=["\x1b[2J"]),
    "nobody": change("invite", now=LATER),
    "somebody who is a number": change("invite", now=LATER, who=[ANA, 5]),
    "people by name": change("invite", now=LATER, who={ANA: 1}),
    "a place on a line without a number": change("invite", now=LATER, who=[ANA], src=[["a.csv", 1, [["x", 1]]]]),
    "a contract without an end": change("activate_contract", "u26", now={"support": "unified", "starts": "2026-01-01"}),
    "nothing that they become": change("invite", who=[ANA]),
    "an offer made again where there was none": change("reinvite", now=LATER, who=[ANA]),
    "an offer of nothing that is revoked": change("revoke", now=LATER, who=[ANA]),
    "another role for nobody who had one": change("set_role", now=SEAT, who=[ANA]),
    "facts of a membership that is none": change("update_member", now=SEAT, who=[ANA]),
    "a removal of nothing": change("remove", now=SEAT, who=[ANA]),
    "an invitation that is declined": change("invite", now=DECLINED, who=[ANA]),
    "an invitation that makes a member": change("invite", now=SEAT, who=[ANA]),
    "an invitation of a member": change("invite", was=SEAT, now=AGAIN, who=[ANA]),
    "an invitation with the link of an earlier one": change("invite", was=GONE, now=LATER, who=[ANA]),
    "an invitation without a number": change("invite", now={**LATER, "gen": 0}, who=[ANA]),
    "an offer made again with the old link": change("reinvite", was=LATER, now=LATER, who=[ANA]),
    "an offer made again to a member": change("reinvite", was=SEAT, now=AGAIN, who=[ANA]),
    "a revocation that removes": change("revoke", was=LATER, now=GONE, who=[ANA]),
    "a revocation of a membership": change("revoke", was=SEAT, now=REVOKED, who=[ANA]),
    "a revocation that counts as an asking": change("revoke", was=LATER, now={**REVOKED, "gen": 2}, who=[ANA]),
    "another role of an offer": change("set_role", was=LATER, now={**LATER, "role": "admin"}, who=[ANA]),
    "another role that counts as an asking": change("set_role", was=SEAT, now={**SEAT, "gen": 2}, who=[ANA]),
    "facts that count as an asking": change("update_member", was=LATER, now=AGAIN, who=[ANA]),
    "facts that are another role": change("update_member", was=SEAT, now={**SEAT, "role": "admin"}, who=[ANA]),
    "facts that are another end": change("update_member", was=LATER, now={**LATER, "expires": "2027-07-01"}, who=[ANA]),
    "facts that make a member": change("update_member", was=LATER, now=SEAT, who=[ANA]),
    "a removal that invites": change("remove", was=LATER, now={**LATER, "role": "admin"}, who=[ANA]),
    "a removal of an offer": change("remove", was=LATER, now=GONE, who=[ANA]),
    "a removal that forgets an asking": change("remove", was=SEAT, now={**GONE, "gen": 0}, who=[ANA]),
    "a membership restored of an offer": change("restore_member", was=LATER, now=SEAT, who=[ANA]),
    "a membership restored of nothing": change("restore_member", now=SEAT, who=[ANA]),
    "an offer restored with a void link": change("restore_invitation", was=REVOKED, now=LATER, who=[ANA]),
    "an offer restored to a member": change("restore_invitation", was=SEAT, now=AGAIN, who=[ANA]),
    "a workspace called in two ways": change("rename_workspace", "zeta", was={"id": "finance"}, now={"id": "other"}),
    "a name of a workspace with more in it": change(
        "rename_workspace", "zeta", was={"id": "finance", "status": "active"}, now={"id": "zeta", "status": "archived"}
    ),
    "somebody called in two ways": change(
        "rename_person", EVE, was={"key": ANA, "address": ANA}, now={"key": ANA, "address": EVE}
    ),
    "somebody with the address of a third": change(
        "rename_person", EVE, was={"key": ANA, "address": ANA}, now={"key": EVE, "address": KAI}
    ),
    "another name with the address of before": change("rename_person", EVE, was={"key": ANA}, now={"key": EVE}),
    "another address that is no new name": change("update_person", ANA, was={"address": ANA}, now={"address": EVE}),
    "a merge that gives a number": change(
        "merge_person",
        ANA,
        was={"people": {ANA: {"address": ANA, "number": 1}, KAI: {"address": KAI, "number": 2}}, "seats": {}},
        now={"people": {ANA: {"address": ANA, "number": 3}}, "seats": {}},
    ),
    "a merge into somebody else": change(
        "merge_person",
        ANA,
        was={"people": {KAI: {"address": KAI, "number": 2}}, "seats": {}},
        now={"people": {KAI: {"address": KAI, "number": 2}}, "seats": {}},
    ),
    "a merge that seats a stranger": change(
        "merge_person",
        ANA,
        was={"people": {ANA: {"address": ANA, "number": 1}, KAI: {"address": KAI, "number": 2}}, "seats": {}},
        now={"people": {ANA: {"address": ANA, "number": 1}}, "seats": {"finance": {EVE: LATER}}},
    ),
    "an archiving that resumes": change("archive_workspace", was={"status": "suspended"}, now={"status": "active"}),
    "a resuming that archives": change("resume_workspace", was={"status": "active"}, now={"status": "archived"}),
    "an archiving of a purpose": change("archive_workspace", was={"purpose": "a"}, now={"purpose": "b"}),
    "a status among what is declared": change("update_workspace", was={"status": "active"}, now={"status": "archived"}),
    "a status among what protects": change("set_limits", was={"status": "active"}, now={"status": "archived"}),
    "a new workspace that was one": change("create_workspace", was={"purpose": "a"}, now={"purpose": "b"}),
    "a benefit added to what was there": change(
        "add_benefit", was={"benefit": "a", "quantity": 1}, now={"benefit": "a", "quantity": 2}
    ),
    "a benefit removed and there": change(
        "remove_benefit", was={"benefit": "a", "quantity": 1}, now={"benefit": "a", "quantity": 2}
    ),
    "a path for a workspace": change("invite", "../../etc", now=LATER, who=[ANA]),
    "no workspace": change("invite", "", now=LATER, who=[ANA]),
    "an answer": change("answer_accepted", was=LATER, now=SEAT, who=[ANA]),
    "an import": change("imported", now=SEAT, who=[ANA]),
    "an erasure": change("erase_person", ANA, now={"tombstones": ["x"]}),
    "a contract that says nothing": change("activate_contract", "u26", now={"x": 1}),
    "no contract": change("activate_contract", "u26"),
    "a purpose that is a number": change("create_workspace", now={"purpose": 5}),
    "a workspace of another field": change("update_workspace", was={"x": 1}, now={"x": 2}),
    "sides about different things": change("update_workspace", was={"name": "a"}, now={"purpose": "b"}),
    "a benefit by the yard": change("add_benefit", now={"benefit": "hours", "quantity": "many"}),
    "a benefit in exchange": change(
        "change_benefit", was={"benefit": "a", "quantity": 1}, now={"benefit": "b", "quantity": 1}
    ),
    "a policy of another word": change("set_policy", now={"personal_accounts": "perhaps"}),
    "limits of another field": change("set_limits", "", was={"purpose": "a"}, now={"purpose": "b"}),
    "a workspace that had no id": change("rename_workspace", was={"id": 5}, now={"id": "finance"}),
    "a person who had no key": change("rename_person", ANA, was={"name": "Ana"}, now={"name": "Ana"}),
    "a person with an address that is none": change("update_person", ANA, was={"address": "x"}, now={"address": "y"}),
    "a merge of nobody": change("merge_person", ANA, was={"people": {}}, now={"people": {}, "seats": {}}),
    "a merge without numbers": change("merge_person", ANA, was={"people": {ANA: {}}, "seats": {}}, now={}),
    "somebody whose name is a number": {"people": {ANA: {"name": 5}}},
    "somebody without an address, and with a name": {"people": {ANA: {"name": "Ana"}}},
    "somebody with another's address": {"people": {ANA: {"address": str(KAI)}}},
    "somebody of whom a number is known": {"people": {ANA: 5}},
    "a customer beside the others": {"customer": "../fabrikam"},
    "an approval of what is not there": {
        "approvals": [{"by": {"authority": "vendor", "at": "", "people": [], "declared": False}, "changes": [99]}]
    },
    "an approver who is a number": {
        "approvals": [{"by": {"authority": "vendor", "at": "", "people": [5], "declared": False}, "changes": [0]}]
    },
    "a word that is no word": {
        "approvals": [{"by": {"authority": "vendor", "at": "", "people": [], "declared": 1}, "changes": [0]}]
    },
    "a limit of a run without bounds": {"run_limit": [1, 10**400]},
    "a serial without bounds": {"serial": 10**400},
    "units that are numbers": {"units": {"hours": 5}},
}


def file_with(heading: dict[str, Any], customer: dict[str, Any]) -> io.BytesIO:
    """With digests that fit."""
    front = canonical.dump({"plan": 1, **heading_plain(HEADING), **heading}) + b"\n"
    body = front + canonical.dump(customer) + b"\n"
    return io.BytesIO(body + canonical.dump(ending(body)) + b"\n")


def ending(body: bytes) -> dict[str, Any]:
    return {"end": 1, "plan_digest": f"sha256:{sha256(body).hexdigest()}", "changes_digest": ""}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
def test_what_no_plan_says_is_refused(forged: dict[str, Any], household: Household) -> None:
    plan = household.plan(declared({"finance": [admin(KAI), member(ANA)]}))
    file = file_with({}, {**canonical.load(plan_file.line_of(plan)), **forged})

    plan_file.verified(file)
    with pytest.raises(InputInvalid, match="does not have the shape of a plan"):
        list(plan_file.customers(io.BytesIO(file.getvalue())))


@pytest.mark.parametrize("forged", [{"lineage": ["x"]}, {"actor": 5}, {"flags": "--no-removals"}, {"config": None}])
def test_a_heading_of_another_shape_is_refused(forged: dict[str, Any]) -> None:
    with pytest.raises(InputInvalid, match="does not have the shape of a plan"):
        plan_file.verified(file_with(forged, {}))


def test_facts_of_who_is_known_come_by_a_change_alone(household: Household) -> None:
    """Else no journal would tell of them."""
    household.apply(declared({"finance": [admin(KAI), member(ANA)]}))
    plan = household.plan(declared({"finance": [admin(KAI), member(ANA, until=LAST_DAY)]}))

    household.obey(replace(plan, people={PersonKey(ANA): {"address": ANA, "name": "Mallory"}}))

    assert household.problems() == ()


def test_nobody_becomes_known_whom_no_change_names(household: Household) -> None:
    household.apply(declared({"finance": [admin(KAI)]}))
    plan = household.plan(declared({"finance": [admin(KAI), member(ANA)]}))

    taken = household.step(replace(plan, people={PersonKey("eve@contoso.com"): {"address": "eve@contoso.com"}}))

    assert taken.commit is not None
    household.store.commit([taken.commit])
    assert ANA in household.current().numbers
    assert "eve@contoso.com" not in {*household.current().people, *household.current().numbers}
