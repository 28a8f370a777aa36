"""``import roster``, ``entra`` and ``google`` as somebody types them: what is written, said, and left alone."""

from pathlib import Path

import pytest
from commands_run import CONTOSO, configured, reconciler
from exported import INTO, files, imported

from reconciler.cli.main import run

TERMS = ("--support", "unified", "--starts", "2026-07-01", "--ends", "2027-06-30")
ENTRA = """\
userPrincipalName,displayName,mail,userType,accountEnabled
ana@contoso.com,Ana Ruiz,,Member,True
lin@contoso.com,Lin Wu,Lin@contoso.com,Member,True
old@contoso.com,Old Hand,,Member,False
dev_partner.example#EXT#@contoso.onmicrosoft.com,Dev Shah,,Guest,True
meeting room,Room,,Member,True
"""
GOOGLE = """\
First Name [Required],Last Name [Required],Email Address [Required],Status [READ ONLY],Last Sign In [READ ONLY]
Lin,Wu,lin@contoso.com,Active,2026-06-01
Old,Hand,old@contoso.com,Suspended,Never logged in
"""


def test_an_export_of_entra_becomes_a_roster_and_the_rest_is_told(tmp_path: Path) -> None:
    ran = imported(configured(tmp_path), "entra", ENTRA)

    assert ran.code == 6
    assert ran.err == (
        "export.csv (UTF-8, parted by commas): 5 rows, into finance of contoso\n"
        "  + 2 new  first dev@partner.example, last Lin@contoso.com\n"
        "    1 disabled account left out (see --disabled)\n"
        "    1 guest taken (see --guests)\n"
        "    1 address taken out of #EXT# names\n"
        "    1 person is in the workspace by another line and not written twice\n"
        "  ! 1 row rejected  to be mended and imported: export.rejects.csv\n"
        "       line 6: meeting room: the address contains a space\n"
        "    rosters/finance.csv  new, 2 people\n"
        "    contoso.yaml  members_from: rosters/finance.csv added to finance\n"
        "Written; nothing is applied. Next: reconciler plan\n"
    )
    assert (tmp_path / "rosters/finance.csv").read_text() == (
        "person,name\ndev@partner.example,Dev Shah\nLin@contoso.com,Lin Wu\n"
    )
    assert (tmp_path / "contoso.yaml").read_text() == CONTOSO + "    members_from: [rosters/finance.csv]\n"
    assert reconciler("validate", at=tmp_path).code == 0


def test_the_same_export_again_changes_no_byte(tmp_path: Path) -> None:
    imported(configured(tmp_path), "entra", ENTRA)
    before = files(tmp_path)

    again = imported(tmp_path, "entra", ENTRA)

    assert again.code == 6
    assert again.err.endswith("Nothing to change.\n")
    assert files(tmp_path) == before


def test_rejects_are_mended_and_imported(tmp_path: Path) -> None:
    imported(configured(tmp_path), "entra", ENTRA)
    rejects = (tmp_path / "export.rejects.csv").read_text()
    assert rejects == (
        "userPrincipalName,displayName,mail,userType,accountEnabled,rejected\n"
        "meeting room,Room,,Member,True,line 6: meeting room: the address contains a space\n"
    )

    ran = imported(tmp_path, "entra", rejects.replace("meeting room,Room", "room@contoso.com,Room", 1))

    assert ran.code == 0
    assert "room@contoso.com,Room\n" in (tmp_path / "rosters/finance.csv").read_text()
    assert "+ 1 new" in ran.err


def test_rejects_that_somebody_may_be_mending_are_not_written_over(tmp_path: Path) -> None:
    configured(tmp_path)
    (tmp_path / "export.rejects.csv").write_text("half mended\n")
    before = files(tmp_path)

    ran = imported(tmp_path, "entra", ENTRA)

    assert ran.code == 3
    assert "export.rejects.csv is there already" in ran.err
    assert files(tmp_path) == {**before, "export.csv": ENTRA.encode()}


def test_an_export_of_google_leaves_suspended_accounts_out(tmp_path: Path) -> None:
    ran = imported(configured(tmp_path), "google", GOOGLE)

    assert ran.code == 0
    assert (tmp_path / "rosters/finance.csv").read_text() == "person,name\nlin@contoso.com,Lin Wu\n"


def test_a_spanish_list_of_a_spreadsheet_is_read(tmp_path: Path) -> None:
    configured(tmp_path)
    (tmp_path / "lista.csv").write_bytes("Correo;Nombre;Apellidos\r\nlin@contoso.com;Begoña;Núñez\r\n".encode("cp1252"))

    ran = reconciler("import", "roster", "lista.csv", *INTO, at=tmp_path)

    assert "(Windows-1252, parted by semicolons)" in ran.err
    assert (tmp_path / "rosters/finance.csv").read_text("utf-8") == "person,name\nlin@contoso.com,Begoña Núñez\n"


def test_who_is_missing_stays_unless_they_are_to_go(tmp_path: Path) -> None:
    imported(configured(tmp_path), "roster", "mail\nlin@contoso.com\nzoe@contoso.com\n")
    before = files(tmp_path)

    stays = imported(tmp_path, "roster", "mail\nlin@contoso.com\n")
    unasked = imported(tmp_path, "roster", "mail\nlin@contoso.com\n", "--remove-missing")
    assert "1 not in it  stays in the roster (see --remove-missing)" in stays.err
    assert unasked.code == 64
    assert "- 1 removed  zoe@contoso.com" in unasked.err
    assert files(tmp_path) == {**before, "export.csv": b"mail\nlin@contoso.com\n"}

    goes = imported(tmp_path, "roster", "mail\nlin@contoso.com\n", "--remove-missing", "--auto-approve")
    assert goes.code == 0
    assert (tmp_path / "rosters/finance.csv").read_text() == "person\nlin@contoso.com\n"


def test_nobody_is_removed_whose_row_could_not_be_taken(tmp_path: Path) -> None:
    imported(configured(tmp_path), "roster", "mail,name\nlin@contoso.com,Lin\nzoe@contoso.com,Zoe\n")

    imported(tmp_path, "roster", "mail,name\nlin@contoso.com,Lin\nzoe@contoso.com,+Zoe\n", "--remove-missing")

    assert "zoe@contoso.com,Zoe\n" in (tmp_path / "rosters/finance.csv").read_text()


def test_what_the_export_says_nothing_of_stays(tmp_path: Path) -> None:
    configured(tmp_path, CONTOSO + "    members_from: [rosters/finance.csv]\n")
    (tmp_path / "rosters").mkdir()
    (tmp_path / "rosters/finance.csv").write_text("person;ticket;name\nzoe@contoso.com;CHG-1;Zoe\n")

    ran = imported(tmp_path, "roster", "mail,name\nZoe@contoso.com,Zoe Brandt\nlin@contoso.com,Lin\n")

    assert "~ 1 changed  zoe@contoso.com (name)" in ran.err
    assert (tmp_path / "rosters/finance.csv").read_text() == (
        "person,ticket,name\nlin@contoso.com,,Lin\nzoe@contoso.com,CHG-1,Zoe Brandt\n"
    )


def test_a_new_workspace_gets_a_file_of_its_own_and_needs_an_admin(tmp_path: Path) -> None:
    into = ("--customer", "contoso", "--workspace", "retail")
    without = imported(configured(tmp_path), "roster", "mail\nlin@contoso.com\n", into=into)
    ran = imported(
        tmp_path, "roster", "mail\nlin@contoso.com\nkai@contoso.com\n", "--admin", "kai@contoso.com", into=into
    )

    assert (without.code, ran.code) == (3, 0)
    assert "a new workspace needs an admin (S-06)" in without.err
    assert (tmp_path / "rosters/retail.csv").read_text() == "person\nlin@contoso.com\n"
    assert (
        (tmp_path / "retail.yaml")
        .read_text()
        .endswith("  retail:\n    admins: [kai@contoso.com]\n    members_from: [rosters/retail.csv]\n")
    )
    assert reconciler("validate", at=tmp_path).code == 0


def test_a_new_customer_in_an_empty_directory_plans(tmp_path: Path) -> None:
    without = imported(tmp_path, "roster", "mail,role\nlin@contoso.com,owner\n")
    ran = imported(tmp_path, "roster", "mail,role\nlin@contoso.com,owner\n", *TERMS)

    assert (without.code, ran.code) == (3, 0)
    assert "--support unified --starts DATE --ends DATE" in without.err
    assert (tmp_path / "contoso/rosters/finance.csv").read_text() == "person,role\nlin@contoso.com,admin\n"
    assert "lin@contoso.com" in reconciler("plan", "--date", "2026-07-01", at=tmp_path).out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("mail,name\n", "nobody below"),
        ("Users,\nmail,name\nlin@contoso.com,Lin\n", "two header lines"),
        ('mail,name\nlin@contoso.com,"=1+1"\n', "has formulas"),
        (",".join(f"column {n}" for n in range(100)) + "\n" + ",".join(["x"] * 100) + "\n", "no column that is known"),
        ("a@b.example,c@d.example\ne@f.example,g@h.example\n", "first line is a person"),
        ("mail,E-Mail\nlin@contoso.com,lin@contoso.com\n", "several columns for the address"),
        ("mail,name\nLin,Wu\n", "no address in any row"),
    ],
)
def test_a_bad_export_is_one_clear_line_and_nothing_is_written(
    text: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(configured(tmp_path))
    (tmp_path / "export.csv").write_text(text)
    before = files(tmp_path)

    code = run(["import", "roster", "export.csv", *INTO])

    told = capsys.readouterr().err.splitlines()
    assert code == 3
    assert said in told[0]
    assert [line[:6] for line in told] == ["error:", "help: "]
    assert files(tmp_path) == before


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        ((), 64, "--customer and --workspace is missing"),
        (("--customer", "Contoso Ltd", "--workspace", "finance"), 64, "write --customer contoso-ltd"),
        ((*INTO, "--admin", "kai@contoso.com"), 64, "declared already, in contoso.yaml"),
        ((*INTO, *TERMS), 64, "has its contract in contoso.yaml"),
        (("--customer", "fabrikam", "--workspace", "finance"), 3, "there are contoso"),
        ((*INTO, "--map", "courriel=x"), 64, "names no field"),
        ((*INTO, "--roster", "../people.csv"), 64, "no .csv file beneath"),
        ((*INTO, "--out", "there", *TERMS), 64, "without --customer, --workspace"),
        (("--out", "there"), 64, "a contract also needs --support, --starts, --ends"),
    ],
)
def test_options_that_do_not_fit_are_said_and_nothing_is_written(
    options: tuple[str, ...],
    code: int,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(configured(tmp_path))
    (tmp_path / "export.csv").write_text("mail\nlin@contoso.com\n")
    before = files(tmp_path)

    assert run(["import", "roster", "export.csv", *options]) == code
    assert said in " ".join(capsys.readouterr().err.split())
    assert files(tmp_path) == before


def test_a_list_without_what_tells_disabled_accounts_apart_is_no_export_of_entra(tmp_path: Path) -> None:
    refused = imported(configured(tmp_path), "entra", "mail\nlin@contoso.com\n")
    taken = imported(tmp_path, "entra", "mail\nlin@contoso.com\n", "--map", "enabled=")

    assert (refused.code, taken.code) == (3, 0)
    assert "no column `accountEnabled`" in refused.err
