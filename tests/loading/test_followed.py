"""A branch that is followed: what is said of it."""

import pytest

from reconciler.loading.followed import without_password


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://me:secret@host.example/hub.git", "https://host.example/hub.git"),
        ("https://me:p@ss@host.example/hub.git", "https://host.example/hub.git"),
        ("https://host.example/a@b.git", "https://host.example/a@b.git"),
        ("no 'https://host.example/hub' for ana@contoso.com", "no 'https://host.example/hub' for ana@contoso.com"),
        ("no https://host.example for ana@contoso.com", "no https://host.example for ana@contoso.com"),
    ],
)
def test_no_password_is_shown_whatever_is_in_it(url: str, shown: str) -> None:
    assert without_password(url) == shown
