"""Guard ``contract_named``, from the files on."""

from pathlib import Path

from runs import CUSTOMER, Run


def test_whom_the_contract_names_is_counted_where_a_group_brought_them(tmp_path: Path) -> None:
    text = CUSTOMER.replace("[mia@contoso.com]}", "[mia@contoso.com], support_contacts: [lin@contoso.com]}")
    text = text.replace("members: [lin@contoso.com]", "members: [{group: sre}]")
    run = Run(tmp_path, text + "groups: {sre: [lin@contoso.com, eva@contoso.com]}\n")
    run.apply()
    run.declare(text + "groups: {sre: [eva@contoso.com]}\n")

    (plan,) = run.plan()

    assert [(v.guard, v.value) for v in plan.guards if not v.ok] == [("contract_named", 1)]
