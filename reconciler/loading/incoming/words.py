"""The words that cells of exports use for a role, for whether an account is in use, and for whose it is."""

from collections.abc import Mapping
from enum import StrEnum

from reconciler.loading.incoming.headings import Field


class Word(StrEnum):
    """What a cell says, in one word of ours."""

    ADMIN = "admin"
    MEMBER = "member"
    IN_USE = "in use"
    DISABLED = "disabled"
    GUEST = "guest"
    OWN = "own"


def _words(**said: str) -> Mapping[str, Word]:
    return {word: Word[ours.upper()] for ours, words in said.items() for word in words.split()}


_IN_USE = _words(
    in_use="true yes 1 x enabled active si sí verdadero activo activa habilitado vrai oui actif active activé activée "
    "wahr ja aktiv aktiviert",
    disabled="false no 0 disabled inactive suspended archived deleted blocked locked terminated left deprovisioned "
    "falso inactivo inactiva deshabilitado suspendido archivado eliminado bloqueado faux non inactif désactivé "
    "désactivée suspendu archivé supprimé bloqué falsch nein inaktiv deaktiviert gesperrt archiviert gelöscht "
    "ausgeschieden",
)
WORDS: Mapping[Field, Mapping[str, Word]] = {
    Field.ROLE: _words(
        admin="admin administrator owner administrador administradora propietario administrateur administratrice "
        "propriétaire besitzer eigentümer",
        member="member user miembro usuario membre utilisateur mitglied benutzer",
    ),
    Field.STATUS: _IN_USE,
    Field.ENABLED: _IN_USE,
    Field.KIND: _words(
        guest="guest external invitado invitada externo invité invitée externe gast extern",
        own="member internal miembro interno membre interne mitglied intern",
    ),
}
"""An empty cell says what is usual: a member, in use, their own."""
EXPECTED = {
    Field.ROLE: "is neither member nor admin",
    Field.STATUS: "is neither active nor suspended, or words like these",
    Field.ENABLED: "is neither true nor false",
    Field.KIND: "is neither member nor guest",
}
