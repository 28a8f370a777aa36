"""Lists of people from elsewhere are read in the encoding, with the separator and under the headings that they have."""

import codecs

import pytest

from reconciler.errors import InputInvalid, WrongUsage
from reconciler.loading.incoming.decoding import decoded
from reconciler.loading.incoming.headings import Columns, Field, columns_of, mapping_of
from reconciler.loading.incoming.tables import Table, read_table

LIST = "E-Mail;Anzeigename\nana@contoso.com;Ana Müller-Ruiz\n"
MAC = LIST.encode("mac_roman")
DOS = LIST.encode("cp850")
CYRILLIC = "mail,name\nivan@contoso.com,Иван Петров\n".encode("cp1251")
UTF_16 = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}


def table(text: str, **mapped: str) -> Table:
    return read_table(text.encode(), "people.csv", {Field(name): heading for name, heading in mapped.items()})


def columns(*header: str, **mapped: str) -> Columns:
    return columns_of(header, {Field(name): heading for name, heading in mapped.items()}, "people.csv")


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8], ids=["plain", "with a mark"])
def test_utf_8_is_read_with_and_without_a_mark(mark: bytes) -> None:
    assert decoded(mark + LIST.encode(), "people.csv") == (LIST, "UTF-8")


@pytest.mark.parametrize("order", UTF_16)
@pytest.mark.parametrize("marked", ["marked", "unmarked"])
def test_utf_16_is_read_both_ways(order: str, marked: str) -> None:
    mark = UTF_16[order] if marked == "marked" else b""

    assert decoded(mark + LIST.encode(order), "people.csv") == (LIST, "UTF-16")


def test_windows_1252_is_read_where_nothing_else_fits() -> None:
    assert decoded(LIST.encode("cp1252"), "people.csv") == (LIST, "Windows-1252")


@pytest.mark.parametrize("content", [MAC, DOS, CYRILLIC, LIST.encode("cp1252") + b"\x81"])
def test_bytes_that_could_be_several_encodings_are_refused_with_their_line(content: bytes) -> None:
    with pytest.raises(InputInvalid, match=r"people.csv:[23] is not UTF-8") as refused:
        decoded(content, "people.csv")

    assert "UTF-8" in refused.value.remedy


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"PK\x03\x04....", "workbook"),
        (b"\xd0\xcf\x11\xe0....", "old workbook"),
        (LIST.encode("utf-32"), "UTF-32"),
        (codecs.BOM_UTF16_LE + b"a\x00\xd8\xd8", "broken"),
    ],
)
def test_what_is_no_text_is_named(content: bytes, what: str) -> None:
    with pytest.raises(InputInvalid, match=what):
        decoded(content, "people.csv")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_found_by_itself(separator: str) -> None:
    read = table(f"mail{separator}name\nana@contoso.com{separator}Ana\n")

    assert (read.header, [row for _, row in read.rows]) == (("mail", "name"), [["ana@contoso.com", "Ana"]])


def test_the_separator_is_the_one_by_which_headings_are_known() -> None:
    read = table('Abteilung, Stelle;E-Mail;Name\nVertrieb, Nord;ana@contoso.com;"Ruiz; Ana"\n')

    assert [row for _, row in read.rows] == [["Vertrieb, Nord", "ana@contoso.com", "Ruiz; Ana"]]


def test_a_separator_that_is_not_clear_is_refused() -> None:
    with pytest.raises(InputInvalid, match="a comma or a semicolon"):
        table("mail,name;role\nana@contoso.com,Ana;admin\n")


def test_the_first_line_of_spreadsheets_that_names_the_separator_is_passed_over() -> None:
    read = table("sep=;\nmail;name\nana@contoso.com;Ana\n")

    assert (read.header, [line for line, _ in read.rows]) == (("mail", "name"), [3])


def test_rows_keep_their_lines_where_a_cell_goes_over_several() -> None:
    read = table('mail,note\nana@contoso.com,"two\nlines"\nben@contoso.com,\n')

    assert [line for line, _ in read.rows] == [3, 4]


@pytest.mark.parametrize(
    "header",
    [
        ("Email Address [Required]", "First Name [Required]", "Last Name [Required]"),
        ("Correo electrónico", "Nombre", "Apellidos"),
        ("Adresse e-mail", "Prénom", "Nom"),
        ("E-Mail-Adresse", "Vorname", "Name"),
    ],
)
def test_headings_are_known_in_four_languages(header: tuple[str, ...]) -> None:
    found = columns(*header)

    assert found.keys() == {Field.MAIL, Field.FIRST, Field.LAST}
    assert found[Field.MAIL] == 0


@pytest.mark.parametrize("heading", ["Name", "Nombre", "Nom"])
def test_a_name_that_stands_alone_is_the_whole_name(heading: str) -> None:
    assert columns("mail", heading).keys() == {Field.MAIL, Field.NAME}


def test_a_heading_is_mapped_by_hand_and_others_are_left_aside() -> None:
    assert columns("Kontakt", "Stelle", "mail", mail="Kontakt") == {Field.MAIL: 0}


def test_a_column_that_is_mapped_to_nothing_is_not_used() -> None:
    assert columns("mail", "status", status="") == {Field.MAIL: 0}


@pytest.mark.parametrize(
    ("header", "mapped", "what"),
    [
        (("a", "b"), {}, "no column that is known as an address"),
        (("mail", "E-Mail"), {}, "several columns for the address"),
        (("x",), {"mail": "y"}, "no column `y`"),
        (("x", "x"), {"mail": "x"}, "2 columns `x`"),
        (("mail", "workspace"), {}, "of which workspace"),
    ],
)
def test_headings_that_are_not_clear_are_refused(header: tuple[str, ...], mapped: dict[str, str], what: str) -> None:
    with pytest.raises(InputInvalid, match=what):
        columns(*header, **mapped)


def test_a_mapping_names_a_field() -> None:
    assert mapping_of(["mail=Correo", "status="]) == {Field.MAIL: "Correo", Field.STATUS: ""}
    with pytest.raises(WrongUsage, match="names no field"):
        mapping_of(["courriel=Correo"])


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "is empty"),
        ("\n\n", "is empty"),
        ("mail,name\n", "nobody below"),
        ("mail,name\n,\n", "nobody below"),
        ("Export of users,\nmail,name\nana@contoso.com,Ana\n", "two header lines"),
        ("mail,name\nCorreo,Nombre\nana@contoso.com,Ana\n", "two header lines"),
        ("ana@contoso.com,ben@contoso.com\nlin@contoso.com,kai@contoso.com\n", "first line is a person"),
        ('mail\n"ana@contoso.com\n', "not CSV from line"),
        (",".join(["mail", *map(str, range(1000))]) + "\n", "1,001 columns"),
    ],
)
def test_what_is_no_list_of_people_is_refused_in_one_line(text: str, what: str) -> None:
    with pytest.raises(InputInvalid, match=what) as refused:
        table(text)

    assert len(refused.value.what) < 200
    assert refused.value.remedy


def test_what_to_type_for_a_workbook_can_be_typed() -> None:
    with pytest.raises(InputInvalid) as refused:
        decoded(b"PK\x03\x04", "our people.csv")

    assert refused.value.remedy == "reconciler import xlsx 'our people.csv' --customer CUSTOMER --workspace WORKSPACE"
