"""A webhook is told of each apply and each stop, by ``apply`` and by ``watch``; nothing depends on whether it hears."""

import hashlib
import hmac
import json
import re
from pathlib import Path

import pytest
from commands_run import CONTOSO, DAY, HERE, Ran, configured, reconciler
from jsonschema import Draft202012Validator
from webhooks import Webhook, webhook

from reconciler.delivery.webhook import post
from reconciler.loading.schemas import schema

SECRET = {"RECONCILER_NOTIFY_SECRET": "a secret"}
MANY = CONTOSO + "".join(f"      - p{number}@contoso.com\n" for number in range(12))
README = (HERE / "README.md").read_text(encoding="utf-8")


def told(at: Path, url: str, customer: str = CONTOSO, more: str = "") -> Path:
    configured(at, customer)
    (at / "reconciler.yaml").write_text(f'version: 1\nname: tests\nnotify: {{url: "{url}"{more}}}\n', encoding="utf-8")
    return at


def applied(at: Path, **variables: str) -> Ran:
    return reconciler("apply", "--auto-approve", "--date", DAY, at=at, variables=variables)


def heard(here: Webhook) -> list[dict[str, object]]:
    bodies = [json.loads(body) for _, body in here.heard]
    for body in bodies:
        Draft202012Validator(schema("notification")).validate(body)
    return bodies


def test_an_apply_and_a_stop_are_told_with_their_arithmetic_and_nobody_is_named(tmp_path: Path) -> None:
    with webhook() as here:
        at = told(tmp_path, here.url, MANY)
        codes = [applied(at, **SECRET).code, applied(at, **SECRET).code]
        (at / "contoso.yaml").write_text(CONTOSO, encoding="utf-8")
        codes.append(applied(at, **SECRET).code)

    first, last = heard(here)
    assert codes == [0, 0, 4]
    assert (first["event"], first["configuration"]) == ("applied", "tests")
    assert first["summary"] == {"activate_contract": 1, "create_workspace": 2, "invite": 15, "total": 18}
    assert (last["event"], last["apply"]) == ("stopped", None)
    stop = {"guard": "removals", "value": 12, "limit": 10, "of": 15}
    assert last["customers"] == [{"customer": "contoso", "serial": 1, "result": "blocked", "stopped_by": [stop]}]
    assert "@" not in str([first, last])


def test_a_stop_of_the_whole_run_is_told(tmp_path: Path) -> None:
    with webhook() as here:
        at = told(tmp_path, here.url)
        few = {"contoso": CONTOSO, "fabrikam": CONTOSO.replace("contoso", "fabrikam")}
        for name, text in few.items():
            people = "".join(f"      - p{number}@{name}.com\n" for number in range(8))
            limits = "limits: {removals: {floor: 100, run_floor: 5}}\n"
            (at / f"{name}.yaml").write_text(text.replace("domains", f"{limits}domains") + people, encoding="utf-8")
        applied(at, **SECRET)
        for name, text in few.items():
            (at / f"{name}.yaml").write_text(text, encoding="utf-8")
        stopped = applied(at, **SECRET)

    last = heard(here)[-1]
    assert (stopped.code, last["event"], last["customers"]) == (4, "stopped", [])
    assert last["stopped_by"]


def test_the_secret_is_in_a_file_or_in_the_environment_which_beats_it(tmp_path: Path) -> None:
    (tmp_path / "notify.secret").write_text("of the file\n", encoding="utf-8")
    with webhook() as here:
        at = told(tmp_path, here.url, more=", secret_file: notify.secret")
        applied(at)
        (at / "contoso.yaml").write_text(MANY, encoding="utf-8")
        applied(at, **SECRET)

    keys = [b"of the file", b"a secret"]
    expected = [
        f"sha256={hmac.new(key, body, hashlib.sha256).hexdigest()}"
        for key, (_, body) in zip(keys, here.heard, strict=True)
    ]
    assert [headers["X-Reconciler-Signature"] for headers, _ in here.heard] == expected


@pytest.mark.parametrize(
    ("answers", "variables", "says"),
    [([403], SECRET, "it answered 403 Forbidden"), ([], {}, "there is no secret to sign with")],
)
def test_a_webhook_that_does_not_hear_changes_nothing(
    answers: list[int], variables: dict[str, str], says: str, tmp_path: Path
) -> None:
    with webhook(answers) as here:
        ran = applied(told(tmp_path, here.url), **variables)

    assert ran.code == 0
    assert "Applied " in ran.out
    assert f"warning: {here.url} was not told: {says}\n" in ran.err


@pytest.mark.parametrize("url", ["http://hooks.contoso.example/x", "ftp://hooks.contoso.example", "https:///x"])
def test_only_https_or_this_machine_is_told(url: str, tmp_path: Path) -> None:
    assert applied(told(tmp_path, url), **SECRET).code == 3


def test_the_code_of_the_readme_verifies_a_signature() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    with webhook() as here:
        post(here.url, b"{}", "a secret")
    ((headers, body),) = here.heard
    scope: dict[str, object] = {"secret": "a secret", "headers": headers, "body": body}

    exec(code, scope)  # noqa: S102 - what the page says is what is tried

    assert scope["genuine"] is True
