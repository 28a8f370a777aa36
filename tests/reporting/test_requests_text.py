"""A plan for one person, as that person reads it."""

from dataclasses import replace

from plans import DIGESTS, HEADING, customer_plan, invite, person, remove

from reconciler.planning.changes import Action, Authority, Change
from reconciler.planning.request import Asked, Request
from reconciler.planning.tally import tallied
from reconciler.reporting.look import Look
from reconciler.reporting.plan_text import plan_text

AVERY, ROBIN, ANA = "avery@vendor.example", "robin@vendor.example", "ana@contoso.com"
VENDOR = Asked(Authority.VENDOR, people=(AVERY, ROBIN), declared=True, coordinators=(ROBIN,))
OVER = remove("emea", person("dev"), rule="D-15")._replace(authority=Authority.SYSTEM)
CREATE = Change(Action.CREATE_WORKSPACE, "plant", None, {}, "S-04")


def shown(actor: str, *changes: Change, asked: Asked | None = None) -> str:
    requests = (Request(asked, (CREATE,)),) if asked is not None else ()
    plan = replace(customer_plan(*changes), standing="somebody", requests=requests)
    return "".join(plan_text(HEADING._replace(actor=actor), DIGESTS, tallied([plan]), [plan], Look(width=200)))


def test_what_a_rule_does_by_itself_is_not_shown_as_ones_own() -> None:
    """A member whose colleague's last day is over has nothing to decide about that."""
    assert "  nobody's to decide: rules do this, whoever applies it\n    emea\n" in shown(ANA, OVER)
    both = shown(ANA, OVER, invite("emea", person("eva")), asked=VENDOR)
    assert "  yours to apply, with what rules do by themselves\n" in both
    assert "yours to apply" not in shown(ANA, invite("emea", person("eva")))


def test_who_asks_themselves_is_not_told_to_ask_somebody() -> None:
    assert f"request to your CSAM or coordinator ({AVERY}, {ROBIN}, by the files alone)" in shown(ANA, asked=VENDOR)
    assert f"request to the CSAM or coordinator ({AVERY}, you, by the files alone)" in shown(ROBIN, asked=VENDOR)


def test_whoever_may_act_once_the_state_knows_them_is_the_one_to_be_added() -> None:
    assert f"reconciler state vendor add {ROBIN} --role coordinator\n" in shown(ROBIN, asked=VENDOR)
    assert f"reconciler state vendor add {AVERY}\n" in shown(ANA, asked=VENDOR)
