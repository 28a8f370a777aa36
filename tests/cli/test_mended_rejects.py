"""Rows that could not be taken go into a file; mended there, they are imported like any others."""

from pathlib import Path

from commands_run import configured, reconciler
from exported import INTO, imported

ENTRA = "mail,displayName,accountEnabled\n"
ORG = "orgs:\n  contoso:\n    members: [lin, zoe, max]\n"


def test_what_was_not_mended_is_rejected_again_as_it_was(tmp_path: Path) -> None:
    """A ' keeps formulas from being run while somebody mends the file; it is no part of an address or a name."""
    rows = "-bo@contoso.com,Bo,\nlin@contoso.com,=Lin,\nana at contoso.com,Ana,\nzoe@contoso.com,Zoe,\n"
    imported(configured(tmp_path), "entra", ENTRA + rows)
    rejects = tmp_path / "export.rejects.csv"
    before = rejects.read_text()

    mended = before.replace("ana at contoso", "ana@contoso")
    ran = imported(tmp_path, "entra", mended, "--rejects", "again.csv")

    assert "'-bo@contoso.com" in before
    assert ran.code == 6
    again = (tmp_path / "again.csv").read_text().splitlines()
    assert [line.split(",")[:2] for line in again[1:]] == [["'-bo@contoso.com", "Bo"], ["lin@contoso.com", "'=Lin"]]


def test_an_apostrophe_that_somebody_wrote_stays(tmp_path: Path) -> None:
    imported(configured(tmp_path), "entra", ENTRA + "lin@contoso.com,'-Lin,true\n")

    assert "lin@contoso.com,'-Lin" in (tmp_path / "rosters/finance.csv").read_text()


def test_mended_rejects_complete_the_logins_that_were_known(tmp_path: Path) -> None:
    """Both files are named; of a login in both the later one counts."""
    (tmp_path / "org.yaml").write_text(ORG)
    (tmp_path / "logins.csv").write_text("login,mail\nlin,lin@contoso.com\nzoe,zoe at contoso\n")
    (tmp_path / "hub").mkdir()
    hub = configured(tmp_path / "hub")
    org = ("import", "peribolos", "../org.yaml", *INTO, "--logins", "../logins.csv")
    assert reconciler(*org, at=hub).code == 6
    rejects = tmp_path / "org.rejects.csv"
    mended = rejects.read_text().replace("zoe at contoso", "zoe@contoso.com").replace("max,", "max,max@contoso.com")
    rejects.write_text(mended)

    ran = reconciler(*org, "--logins", "../org.rejects.csv", at=hub)

    assert ran.code == 0, ran.err
    people = (hub / "rosters/finance.csv").read_text().splitlines()[1:]
    assert [line.partition(",")[0] for line in people] == ["lin@contoso.com", "max@contoso.com", "zoe@contoso.com"]


def test_letters_beyond_ascii_are_marked_as_utf_8_for_spreadsheets(tmp_path: Path) -> None:
    """Without the mark they take them for Windows-1252, show ZoÃ« and save that."""
    imported(configured(tmp_path), "entra", ENTRA + "zoe at contoso,Zoë,\nlin@contoso.com,Lin,\n")
    rejects = tmp_path / "export.rejects.csv"

    ran = imported(tmp_path, "entra", rejects.read_text().replace("zoe at contoso", "zoe@contoso.com"))

    assert rejects.read_bytes().startswith(b"\xef\xbb\xbf")
    assert ran.code == 0
    assert "zoe@contoso.com,Zoë\n" in (tmp_path / "rosters/finance.csv").read_text()
