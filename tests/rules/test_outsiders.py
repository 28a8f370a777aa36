"""S-07: somebody outside the customer's ``domains`` is pointed out, as loudly as the customer wants."""

from dataclasses import replace

import pytest
from estates import KAI, admin, contract, declared, member

from reconciler.kinds.limits import Outsiders, Terms
from reconciler.kinds.seat import Note
from reconciler.rules import book

SPONSORED = Note(sponsor=KAI)


def said(outsiders: Outsiders, *people: object, domains: tuple[str, ...] = ("contoso.com",)) -> list[str]:
    estate = declared({"finance": [admin(KAI), *people]}, {"u26": contract(domains=domains)})  # type: ignore[list-item]
    found = book.check(replace(estate, terms=Terms(outsiders=outsiders)))
    return [f.severity.value for f in found if f.rule == "S-07"]


@pytest.mark.parametrize(("outsiders", "loud"), [("allow", []), ("warn", ["warning"]), ("deny", ["error"])])
def test_an_outsider_is_allowed_warned_of_or_denied(outsiders: str, loud: list[str]) -> None:
    assert said(Outsiders(outsiders), member("dev@fabrikam.com")) == loud


@pytest.mark.parametrize("outsiders", list(Outsiders))
def test_a_sponsor_makes_it_silent(outsiders: Outsiders) -> None:
    assert said(outsiders, member("dev@fabrikam.com", note=SPONSORED)) == []


@pytest.mark.parametrize("outsiders", list(Outsiders))
def test_people_of_the_customer_are_no_outsiders(outsiders: Outsiders) -> None:
    assert (
        said(outsiders, member("ana@contoso.com"), member("ben@emea.example"), domains=("contoso.com", "emea.example"))
        == []
    )


def test_a_reason_or_a_ticket_is_no_sponsor() -> None:
    assert said(Outsiders.WARN, member("dev@fabrikam.com", note=Note(reason="audit", ticket="CHG-1"))) == ["warning"]


def test_each_domain_is_told_once_and_a_domain_below_ours_is_another() -> None:
    people = [member(f"p{n}@fabrikam.com") for n in range(50)]

    assert said(Outsiders.WARN, *people, member("x@emea.contoso.com")) == ["warning", "warning"]


def test_a_customer_without_domains_has_no_outsiders() -> None:
    assert said(Outsiders.DENY, member("dev@fabrikam.com"), domains=()) == []
