"""What somebody signed in with, as it is written on a command line."""

import pytest

from reconciler.errors import ExitCode, InputInvalid
from reconciler.kinds.account import read_account
from reconciler.kinds.account_policy import PERSONAL_TENANT, AccountKind, account_of_tenant

ISSUER, TENANT, OBJECT = "https://login.example/v2.0", "72f988bf-86f1-41af-91ab-2d7cd011db47", "a1b2"


def test_an_account_is_its_issuer_tenant_and_object_and_never_its_address() -> None:
    plain = read_account(f"{ISSUER},{TENANT},{OBJECT}")
    with_address = read_account(f"{ISSUER}, {TENANT}, {OBJECT}, Ana@Contoso.com")

    assert plain.identity == with_address.identity == f"{ISSUER},{TENANT},{OBJECT}"
    assert (plain.address, with_address.address) == (None, "ana@contoso.com")


def test_the_tenant_says_the_kind_of_account() -> None:
    """D-09: whatever the address looks like."""
    assert read_account(f"{ISSUER},{TENANT},{OBJECT}").kind is AccountKind.WORK
    personal = read_account(f"{ISSUER},{PERSONAL_TENANT.upper()},{OBJECT},ana@contoso.com")
    assert personal.kind is AccountKind.PERSONAL


@pytest.mark.parametrize(
    "tenant",
    [
        f"{{{PERSONAL_TENANT}}}",
        f"urn:uuid:{PERSONAL_TENANT}",
        PERSONAL_TENANT.replace("-", ""),
        f"{PERSONAL_TENANT}/",
        "consumers",
        "Consumers",
    ],
)
def test_a_personal_account_is_one_however_its_tenant_is_spelled(tenant: str) -> None:
    assert read_account(f"{ISSUER},{tenant},{OBJECT},ana@contoso.com").kind is AccountKind.PERSONAL
    assert account_of_tenant(tenant) is AccountKind.PERSONAL


@pytest.mark.parametrize("named", [PERSONAL_TENANT, PERSONAL_TENANT.upper(), "consumers"])
def test_an_issuer_of_personal_accounts_issues_no_others(named: str) -> None:
    assert read_account(f"https://login.example/{named}/v2.0,{TENANT},{OBJECT}").kind is AccountKind.PERSONAL


@pytest.mark.parametrize("tenant", [f"{{{TENANT}}}", TENANT.replace("-", ""), f"urn:uuid:{TENANT}"])
def test_one_account_is_one_however_its_tenant_is_spelled(tenant: str) -> None:
    assert read_account(f"{ISSUER},{tenant},{OBJECT}").identity == f"{ISSUER},{TENANT},{OBJECT}"


def test_numbers_of_directories_are_one_in_small_letters_and_in_large_ones() -> None:
    other = read_account(f"{ISSUER},{TENANT.upper()},{OBJECT}")

    assert other.identity == read_account(f"{ISSUER},{TENANT},{OBJECT}").identity
    assert other.identity != read_account(f"{ISSUER},{TENANT},{OBJECT.upper()}").identity


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "does not say which account it is"),
        (f"{ISSUER},{TENANT}", "does not say which account it is"),
        (f"{ISSUER},,{OBJECT}", "does not say which account it is"),
        (f"{ISSUER},{TENANT},{OBJECT},ana@contoso.com,more", "does not say which account it is"),
        (f"{ISSUER},{TENANT},a\x1b[2Jb", "the object of --account has letters that no token has there"),
        (f"{ISSUER},ten ant,{OBJECT}", "the tenant of --account has letters that no token has there"),
        (f"{'x' * 201},{TENANT},{OBJECT}", "the issuer of --account has letters that no token has there"),
        (f"{ISSUER},{TENANT},{OBJECT},Ana Ruiz", "the address of --account is none"),
    ],
)
def test_what_is_no_account_is_said(text: str, what: str) -> None:
    with pytest.raises(InputInvalid) as error:
        read_account(text)

    assert what in error.value.what
    assert "--account issuer,tenant,object" in error.value.remedy
    assert error.value.exit_code is ExitCode.INVALID
