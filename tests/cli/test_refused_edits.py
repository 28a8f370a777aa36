"""What an edit or an import would break is shown as if it were written."""

from pathlib import Path

import pytest
from commands_run import configured, reconciler
from exported import INTO


@pytest.mark.parametrize(
    "edit", [("import", "entra", "export.csv", *INTO), ("member", "add", "zoe@gmail.com", "contoso/finance")]
)
def test_a_line_that_would_be_wrong_is_shown_though_it_is_not_written(tmp_path: Path, edit: tuple[str, ...]) -> None:
    (configured(tmp_path) / "export.csv").write_text(
        "mail,displayName,accountEnabled\nlin@contoso.com,Lin,\nzoe@gmail.com,Zoe,\n"
    )

    ran = reconciler(*edit, at=tmp_path)

    assert ran.code == 3
    assert "zoe@gmail.com\n" in ran.err or "zoe@gmail.com,Zoe\n" in ran.err
    assert "^^^^^^^^^^^^^" in ran.err
