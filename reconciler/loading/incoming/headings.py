"""Which column of an export says what: by its heading in English, Spanish, French or German, or as mapped by hand.

Headings are compared as letters and digits only, without accents, case, or what stands in brackets. A heading that is
not known is left aside: exports have many columns that are nobody's business here.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum

from reconciler.errors import InputInvalid, WrongUsage


class Field(StrEnum):
    """What a column can say. From ROLE on these are columns of a roster."""

    MAIL = "mail"
    PRINCIPAL = "principal"
    FIRST = "first"
    LAST = "last"
    STATUS = "status"
    ENABLED = "enabled"
    KIND = "kind"
    LOGIN = "login"
    ROLE = "role"
    NAME = "name"
    UNTIL = "until"
    REASON = "reason"
    TICKET = "ticket"
    SPONSOR = "sponsor"
    REINVITE = "reinvite"


Columns = Mapping[Field, int]
"""The number of the column that says it."""

REJECTED = "rejected"
"""The heading of our own column in a file of rejects; read again it says nothing."""
_HEADINGS = {
    Field.MAIL: "person mail email emailaddress mailaddress primaryemail primaryemailaddress useremail workemail "
    "businessemail workemailaddress correo correoelectronico direcciondecorreo direcciondecorreoelectronico "
    "correodetrabajo correocorporativo adressemail adresseemail adressedemessagerie courriel adressecourriel "
    "adresseelectronique emailprofessionnel emailadresse mailadresse dienstlicheemail dienstlicheemailadresse",
    Field.PRINCIPAL: "userprincipalname upn benutzerprinzipalname nombreprincipaldeusuario nombreprincipaldelusuario "
    "nomdutilisateurprincipal nomprincipaldelutilisateur",
    Field.NAME: "name displayname fullname nombre nombrecompleto nombreparamostrar nombreyapellidos nom nomcomplet "
    "nomdaffichage nomcompletdelutilisateur prenometnom nometprenom anzeigename vollstandigername",
    Field.FIRST: "firstname givenname forename nombredepila primernombre prenom vorname rufname",
    Field.LAST: "lastname surname familyname apellido apellidos nomdefamille nachname familienname zuname",
    Field.STATUS: "status userstatus accountstatus estado estadodelusuario estadodelacuenta statut etat etatducompte "
    "statutducompte kontostatus benutzerstatus",
    Field.ENABLED: "accountenabled enabled active isactive activo habilitado cuentahabilitada actif compteactif "
    "compteactive aktiv aktiviert kontoaktiv kontoaktiviert",
    Field.KIND: "usertype tipodeusuario typedutilisateur benutzertyp",
    Field.LOGIN: "login githublogin githubuser githubusername",
    Field.ROLE: "role rol rolle",
    Field.UNTIL: "until lastday hasta ultimodia jusquau dernierjour bis letztertag",
    Field.REASON: "reason motivo motif raison grund",
    Field.TICKET: "ticket",
    Field.SPONSOR: "sponsor",
    Field.REINVITE: "reinvite",
}
_KNOWN = {heading: field for field, headings in _HEADINGS.items() for heading in headings.split()}
_EITHER = frozenset({"name", "nombre", "nom"})
"""A whole name where it stands alone; beside a first name the last one, beside a last name the first one."""
_OF_SEVERAL = ("customer", "workspace")
_BRACKETS = re.compile(r"[\[(][^\])]*[\])]")
_SHOWN = 6


def known_field(heading: str) -> Field | None:
    return _KNOWN.get(_bare(heading))


def _bare(heading: str) -> str:
    letters = unicodedata.normalize("NFKD", _BRACKETS.sub("", heading).casefold())
    return "".join(c for c in letters if c.isalnum())


def columns_of(header: Sequence[str], mapped: Mapping[Field, str], file: str) -> Columns:
    """What each column says. InputInvalid where two could say the same, or none says who it is."""
    found: dict[Field, list[int]] = {}
    for number, heading in enumerate(header):
        field = known_field(heading)
        if field is not None and field not in mapped:
            found.setdefault(field, []).append(number)
    _refuse_several_workspaces(header, file)
    for field, numbers in found.items():
        if len(numbers) > 1:
            both = " and ".join(f"`{header[n]}`" for n in numbers[:2])
            more = f" and {len(numbers) - 2} more" if len(numbers) > 2 else ""
            which = f"say which, by a heading that stands there once: --map {field}=HEADING"
            raise InputInvalid(f"{file} has several columns for {_called(field)}: {both}{more}", which)
    columns = {field: numbers[0] for field, numbers in found.items()}
    columns |= {field: _mapped(header, field, heading, file) for field, heading in mapped.items() if heading}
    if Field.MAIL not in columns and Field.PRINCIPAL not in columns:
        raise InputInvalid(f"{file} has no column that is known as an address{_there_are(header)}", _say_which(header))
    return _names_told_apart(columns, header, mapped)


def _called(field: Field) -> str:
    return {Field.MAIL: "the address", Field.PRINCIPAL: "the principal name"}.get(field, f"`{field}`")


def _mapped(header: Sequence[str], field: Field, heading: str, file: str) -> int:
    exactly = [n for n, cell in enumerate(header) if cell == heading]
    near = exactly or [n for n, cell in enumerate(header) if _bare(cell) == _bare(heading)]
    if len(near) != 1:
        what = f"{len(near)} columns" if near else "no column"
        said = f"{file} has {what} `{heading}`, which is to be `{field}`{_there_are(header)}"
        raise InputInvalid(said, f"name another: --map {field}=HEADING; or none: --map {field}=")
    return near[0]


def _there_are(header: Sequence[str]) -> str:
    shown = ", ".join(f"`{heading}`" for heading in header[:_SHOWN])
    more = f" and {len(header) - _SHOWN} more" if len(header) > _SHOWN else ""
    return f" (its columns are {shown}{more})"


def _say_which(header: Sequence[str]) -> str:
    return f"say which: --map 'mail={header[0]}'" if header else "export it again with its headings"


def _names_told_apart(columns: dict[Field, int], header: Sequence[str], mapped: Mapping[Field, str]) -> Columns:
    whole, first, last = (columns.get(field) for field in (Field.NAME, Field.FIRST, Field.LAST))
    if whole is None or Field.NAME in mapped or _bare(header[whole]) not in _EITHER:
        return columns
    if (first is None) != (last is None):
        del columns[Field.NAME]
        columns[Field.LAST if last is None else Field.FIRST] = whole
    return columns


def _refuse_several_workspaces(header: Sequence[str], file: str) -> None:
    """Everybody of every workspace would come into this one."""
    for number, heading in enumerate(header):
        if heading.strip().casefold() in _OF_SEVERAL:
            raise InputInvalid(
                f"{file} says in each row of which {heading.strip().casefold()} it is (column {number + 1})",
                "for all of them at once: reconciler import roster FILE --out DIR; for one: take out the column",
            )


def mapping_of(said: Sequence[str]) -> dict[Field, str]:
    """``mail=Correo`` and the like; nothing behind the sign: no column says it. WrongUsage where it is no mapping."""
    mapped: dict[Field, str] = {}
    for each in said:
        name, sign, heading = each.partition("=")
        if not sign or name not in set(Field):
            raise WrongUsage(f"--map {each} names no field", f"write FIELD=HEADING; fields are {', '.join(Field)}")
        mapped[Field(name)] = heading.strip()
    return mapped
