"""Plans that are signed, with real keys by the real ssh-keygen, and who may have signed them."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from commands_run import DAY, Ran, configured, reconciler

pytestmark = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="there is no ssh-keygen here")

ON = ("--date", DAY)


def key(at: Path, name: str) -> Path:
    """A new key without a passphrase."""
    made = at / name
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", made], check=True)
    return made


def allowed(at: Path, *lines: tuple[str, Path]) -> Path:
    """A list of allowed signers."""
    listed = at / "allowed_signers"
    public = ((who, signer.with_suffix(".pub").read_text(encoding="utf-8")) for who, signer in lines)
    listed.write_text("".join(f"{who} {text}" for who, text in public), encoding="utf-8")
    return listed


@pytest.fixture
def at(tmp_path: Path) -> Path:
    """Contoso, with a plan that ana signed; she alone is listed."""
    at = configured(tmp_path)
    allowed(at, ("ana@contoso.com", key(at, "ana")))
    planned = reconciler("plan", *ON, "--out", "a.plan", "--sign", "ana", at=at)
    assert planned.code == 0
    return at


def apply(at: Path) -> Ran:
    signed = ("--require-signature", "allowed_signers")
    return reconciler("apply", "a.plan", *ON, "--state", "hub.json", "--auto-approve", *signed, at=at)


def who_acted(at: Path) -> tuple[str, str, bool]:
    ran = reconciler("history", "contoso", "--state", "hub.json", "--format", "json", at=at)
    (entry,) = json.loads(ran.out)["entries"]
    return entry["actor"], entry["via"], entry["verified"]


def test_who_signed_a_plan_is_who_acted_and_the_journal_says_that_it_was_verified(at: Path) -> None:
    assert apply(at).code == 0

    assert who_acted(at) == ("ana@contoso.com", "signature", True)


def test_a_signature_that_nobody_asks_for_verifies_nobody(at: Path) -> None:
    reconciler("apply", "a.plan", *ON, "--state", "hub.json", "--auto-approve", at=at)

    assert who_acted(at)[1:] == ("operator", False)


def unsigned(at: Path) -> None:
    (at / "a.plan.sig").unlink()


def changed(at: Path) -> None:
    """Another plan with the signature of this one."""
    reconciler("plan", *ON, "--no-removals", "--out", "a.plan", at=at)


def of_a_stranger(at: Path) -> None:
    key(at, "eve")
    reconciler("plan", *ON, "--out", "a.plan", "--sign", "eve", at=at)


def for_something_else(at: Path) -> None:
    (at / "a.plan.sig").unlink()
    subprocess.run(["ssh-keygen", "-Y", "sign", "-f", "ana", "-n", "git", "a.plan"], cwd=at, check=True)


def no_longer_valid(at: Path) -> None:
    listed = at / "allowed_signers"
    line = listed.read_text(encoding="utf-8")
    listed.write_text(line.replace("ana@contoso.com ", 'ana@contoso.com valid-before="20200101" '), encoding="utf-8")


def by_a_pattern(at: Path) -> None:
    allowed(at, ("*@contoso.com", at / "ana"))


def garbage(at: Path) -> None:
    (at / "a.plan.sig").write_bytes(b"\0\xff" * 4_000)


@pytest.mark.parametrize(
    ("prepare", "says"),
    [
        (unsigned, "this plan is not signed: there is no a.plan.sig"),
        (changed, "a.plan.sig does not fit this plan"),
        (of_a_stranger, "a.plan.sig is of nobody in allowed_signers"),
        (for_something_else, "a.plan.sig does not fit this plan"),
        (no_longer_valid, "a.plan.sig is of nobody in allowed_signers: allowed_signers:1: key has expired"),
        (by_a_pattern, "allowed_signers names no single address for the key that signed"),
        (garbage, "a.plan.sig is of nobody in allowed_signers: Couldn't parse signature"),
    ],
)
def test_what_nobody_who_may_has_signed_is_refused_and_nothing_is_made(
    at: Path, prepare: Callable[[Path], None], says: str
) -> None:
    prepare(at)

    ran = apply(at)

    assert ran.code == 7
    assert f"error: {says}" in ran.err
    assert not (at / "hub.json").exists()


def test_a_list_is_judged_at_the_moment_of_the_apply(at: Path) -> None:
    """By both questions that ssh-keygen is asked: in a rehearsal the clock of the machine says another day."""
    listed = at / "allowed_signers"
    line = listed.read_text(encoding="utf-8")
    ends = 'ana@contoso.com valid-before="20200101" '
    listed.write_text(line.replace("ana@contoso.com ", ends), encoding="utf-8")
    past = {"RECONCILER_NOW": "2019-12-01T09:00:00Z"}
    signed = ("--auto-approve", "--require-signature", "allowed_signers")
    reconciler("plan", "--out", "b.plan", "--sign", "ana", at=at, variables=past)

    assert reconciler("apply", "b.plan", "--state", "hub.json", *signed, at=at, variables=past).code == 0


def test_a_key_with_a_passphrase_is_for_an_agent_where_nobody_can_type_it(at: Path) -> None:
    subprocess.run(["ssh-keygen", "-q", "-p", "-P", "", "-N", "a secret", "-f", "ana"], cwd=at, check=True)

    ran = reconciler("plan", *ON, "--out", "b.plan", "--sign", "ana", at=at)

    assert ran.code == 64
    assert 'not signed: Load key "ana": incorrect passphrase supplied' in ran.err
    assert "help:  give the key to an agent (ssh-add) and name its public half: --sign" in ran.err


def test_a_plan_for_one_person_is_theirs_to_sign(at: Path) -> None:
    allowed(at, ("ben@contoso.com", key(at, "ben")))
    reconciler("state", "vendor", "add", "ana@contoso.com", "--role", "csam", "--state", "hub.json", at=at)
    planned = reconciler(
        "plan", *ON, "--state", "hub.json", "--as", "ana@contoso.com", "--out", "a.plan", "--sign", "ben", at=at
    )

    ran = apply(at)

    assert (planned.code, ran.code) == (0, 7)
    assert "this plan is made for ana@contoso.com, and ben@contoso.com signed it" in ran.err


def test_a_list_that_is_not_there_is_an_error_of_the_input(at: Path) -> None:
    (at / "allowed_signers").unlink()

    assert apply(at).code == 3


def test_only_a_saved_plan_has_a_signature(at: Path) -> None:
    unsaved = reconciler("plan", *ON, "--sign", "ana", at=at)
    files = reconciler(
        "apply", ".", *ON, "--state", "hub.json", "--auto-approve", "--require-signature", "allowed_signers", at=at
    )

    assert (unsaved.code, files.code) == (64, 64)
    assert "help:  say where that is: --out FILE" in unsaved.err
    assert "error: only a saved plan can be signed" in files.err


def test_a_key_that_signs_nothing_is_said_and_the_plan_is_kept(at: Path) -> None:
    ran = reconciler("plan", *ON, "--out", "b.plan", "--sign", "nobody", at=at)

    assert ran.code == 64
    assert "error: b.plan is saved and not signed: " in ran.err
    assert (at / "b.plan").exists()
    assert not (at / "b.plan.sig").exists()


@pytest.mark.parametrize(("no_input", "asked"), [((), True), (("--no-input",), False)])
def test_a_passphrase_is_asked_for_in_no_window_where_nothing_is_to_be_asked(
    at: Path, no_input: tuple[str, ...], asked: bool
) -> None:
    subprocess.run(["ssh-keygen", "-q", "-p", "-P", "", "-N", "a secret", "-f", "ana"], cwd=at, check=True)
    window = at / "window"
    window.write_text("#!/bin/sh\ntouch asked\necho 'a secret'\n", encoding="utf-8")
    window.chmod(0o700)
    desktop = {"SSH_ASKPASS": str(window), "SSH_ASKPASS_REQUIRE": "force", "DISPLAY": ":0"}

    ran = reconciler("plan", *ON, "--out", "b.plan", "--sign", "ana", *no_input, at=at, variables=desktop)

    assert ((at / "asked").exists(), ran.code) == (asked, 0 if asked else 64)
