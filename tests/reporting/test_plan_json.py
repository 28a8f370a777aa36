"""A plan for programs."""

import json
from typing import Any

from goldens import Golden
from plans import DIGESTS, HEADING, accepted, busy_plan, customer_plan, gone, invite, invited, people, person, remove

from reconciler.kinds.seat import Role, SeatState
from reconciler.planning.changes import BY_UNDO_ONLY, IN_JOURNALS_ONLY, Action, Change
from reconciler.planning.plan import CustomerPlan
from reconciler.reporting.plan_json import plan_json, plan_ndjson


def parsed(*customers: CustomerPlan) -> Any:
    return json.loads("".join(plan_json(HEADING, DIGESTS, customers)))


def changes_of(*changes: Change) -> Any:
    return parsed(customer_plan(*changes))["customers"][0]["changes"]


def test_the_object_has_the_keys_that_the_handbook_promises() -> None:
    plan = parsed(busy_plan())

    promised = {"format_version", "kind", "plan", "changes_digest", "lineage", "date", "actor", "config", "summary"}
    assert promised | {"customers", "guards", "findings"} <= plan.keys()
    assert (plan["format_version"], plan["kind"]) == ("1.0", "plan")
    assert plan["plan"].startswith("sha256:9f3c2a")
    assert plan["config"] == {"digest": plan["config"]["digest"], "commit": None}


def test_keys_are_sorted_on_every_level() -> None:
    def in_order(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        assert [name for name, _ in pairs] == sorted(name for name, _ in pairs)
        return dict(pairs)

    json.loads("".join(plan_json(HEADING, DIGESTS, [busy_plan()])), object_pairs_hook=in_order)


def test_changes_are_unfolded_to_one_for_each_person() -> None:
    changes = changes_of(invite("emea", *people(3)))

    assert [c["person"] for c in changes] == ["p00000@contoso.com", "p00001@contoso.com", "p00002@contoso.com"]
    assert changes[0]["was"] is None
    assert changes[0]["now"] == {"role": "member", "attempt": 1, "expires": "2026-07-31"}
    assert changes[0]["authority"] == "workspace_admin"


def test_a_removal_ends_in_null_and_the_state_is_said_only_where_it_is_not_implied() -> None:
    removed, again = changes_of(
        remove("emea", person("old")),
        Change(Action.INVITE, "emea", gone(), invited(), "S-08", (person("new"),)),
    )

    assert (removed["was"], removed["now"]) == ({"role": "member"}, None)
    assert again["was"] is None


def test_asking_somebody_who_declined_says_so() -> None:
    from dataclasses import replace

    declined = replace(accepted(), state=SeatState.DECLINED)

    (change,) = changes_of(Change(Action.INVITE, "emea", declined, invited(), "D-06", (person("ana"),)))

    assert change["was"] == {"role": "member", "state": "declined"}


def test_a_contract_stands_in_its_own_field() -> None:
    (change,) = changes_of(Change(Action.ACTIVATE_CONTRACT, "contoso-u26", None, {"support": "unified"}, "S-01"))

    assert change["contract"] == "contoso-u26"
    assert "workspace" not in change


def test_a_renamed_person_is_named() -> None:
    old, new = {"key": "ana@northwind.example"}, {"key": "ana@contoso.com"}

    (change,) = changes_of(Change(Action.RENAME_PERSON, "ana@contoso.com", old, new, "D-12"))

    assert (change["person"], change["workspace"]) == ("ana@contoso.com", None)


def test_the_summary_has_every_action_and_the_sums() -> None:
    summary = parsed(busy_plan())["summary"]

    words = {a.value for a in Action if a not in (IN_JOURNALS_ONLY | BY_UNDO_ONLY)}
    assert summary.keys() == words | {"total", "people_gaining", "people_losing"}
    assert (summary["invite"], summary["create_workspace"], summary["total"]) == (2312, 1, 2316)


def test_lists_are_unfolded_and_say_why() -> None:
    (customer,) = parsed(busy_plan())["customers"]

    assert len(customer["waiting"]) == 61
    assert customer["held"] == [
        {
            "workspace": "emea",
            "person": "mia@contoso.com",
            "role": "admin",
            "why": "waits for a successor: kai@contoso.com is invited",
            "rule": "D-08",
            "until": None,
            "action": "remove",
        }
    ]
    assert len(customer["needs_decision"]) == 2
    assert len(customer["unmanaged"]) == 7


def test_guards_name_their_customer() -> None:
    guards = parsed(busy_plan(), customer_plan(customer="fabrikam"))["guards"]

    assert {g["customer"] for g in guards} == {"contoso", "fabrikam"}
    assert {g["id"] for g in guards} == {"removals", "last_admin", "vanished"}


def test_ndjson_has_a_line_a_change_between_the_plan_and_its_sums() -> None:
    lines = [json.loads(line) for line in plan_ndjson(HEADING, DIGESTS, [customer_plan(invite("emea", *people(30)))])]

    assert lines[0]["kind"] == "plan"
    assert [line["kind"] for line in lines[1:31]] == ["change"] * 30
    assert {line["customer"] for line in lines[1:31]} == {"contoso"}
    assert lines[-1]["kind"] == "summary"
    assert lines[-1]["invite"] == 30


def test_text_and_json_are_written_piece_by_piece() -> None:
    asked = []

    def customers() -> Any:
        for name in ("adatum", "contoso"):
            asked.append(name)
            yield customer_plan(invite("emea", person("ana"), role=Role.ADMIN), customer=name)

    pieces = plan_json(HEADING, DIGESTS, customers())
    while not asked:
        next(pieces)

    assert asked == ["adatum"]


def test_the_same_plan_is_the_same_text(golden: Golden) -> None:
    small = customer_plan(invite("emea", person("ana")), remove("emea", person("old")))

    golden("reporting/plan.json", "".join(plan_json(HEADING, DIGESTS, [small])))
