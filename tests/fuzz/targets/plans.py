"""Plan files: what nobody sealed is refused; what somebody sealed anew is a plan that can be shown, or is refused."""

from contextlib import suppress
from hashlib import sha256
from io import BytesIO

from reconciler.errors import InputInvalid
from reconciler.planning import canonical, plan_file
from reconciler.planning.tally import tallied
from reconciler.reporting.grouping import By
from reconciler.reporting.plan_formats import PLAN_FORMATS, Shown
from targets.active import refuse_active


def one(content: bytes) -> None:
    with suppress(InputInvalid):
        plan_file.verified(BytesIO(content))
    sealed = BytesIO(content + b"\n" + end_of(content + b"\n"))
    try:
        heading, digests = plan_file.verified(sealed)
        sealed.seek(0)
        customers = list(plan_file.customers(sealed))
    except InputInvalid as fault:
        refuse_active([fault.what, fault.remedy])
        return
    for name, rendered in PLAN_FORMATS.items():
        for by in By if name == "text" else (By.WORKSPACE,):
            refuse_active(rendered(Shown(heading, digests, tallied(customers), lambda: customers, by=by, unfold=True)))
    again = BytesIO()
    plan_file.write(heading, customers, again)
    again.seek(0)
    assert list(plan_file.customers(again)) == customers


def end_of(lines: bytes) -> bytes:
    told = {"end": lines.count(b"\n") - 1, "plan_digest": f"sha256:{sha256(lines).hexdigest()}", "changes_digest": ""}
    return canonical.dump(told) + b"\n"
