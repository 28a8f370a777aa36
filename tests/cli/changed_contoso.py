"""Contoso in whose files something was changed after everybody had accepted, and a command on the day after."""

from pathlib import Path

from commands_run import CONTOSO, Ran, configured, reconciler

MIA, KAI, AVERY = "mia@contoso.com", "kai@contoso.com", "avery@vendor.example"
LATER = "2026-07-03"
CHANGED = CONTOSO.replace(
    "      - ana@contoso.com\n",
    """\
      - ana@contoso.com
      - {person: zoe@contoso.com, reason: "=1+1", ticket: CHG-7}
  audit:
    purpose: "Yearly | audit `x` @all <b>"
    admins: [lin@contoso.com]
    members: [ana@contoso.com]
  default:
    members: [yan@contoso.com]
""",
)


def changed_contoso(at: Path) -> Path:
    """As it was on 2 July, when everybody had accepted; and then the files were changed."""
    configured(at)
    assert reconciler("apply", "--auto-approve", "--date", "2026-07-01", at=at).code == 0
    rows = [("default", MIA), ("finance", KAI), ("finance", "ana@contoso.com")]
    answers = "".join(f"contoso,{w},{p},accepted,2026-07-02\n" for w, p in rows)
    (at / "answers.csv").write_text("customer,workspace,person,answer,at\n" + answers, encoding="utf-8")
    assert reconciler("record", "answers.csv", at=at, variables={"RECONCILER_NOW": f"{LATER}T09:00:00Z"}).code == 0
    configured(at, CHANGED)
    return at


def run(*arguments: str, at: Path) -> Ran:
    return reconciler(*arguments, "--date", LATER, at=at)
