"""``reconciler.yaml``: the head of a configuration, and what holds where a customer says nothing else."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from reconciler.errors import InputInvalid
from reconciler.findings import Place, in_order
from reconciler.kinds.limits import Limits, Outsiders, Terms, UnknownAccounts
from reconciler.kinds.workspace import Manage
from reconciler.loading import shape, yaml
from reconciler.loading.excerpts import Excerpts
from reconciler.loading.files import HEAD, NotRead, read_beneath, root_above
from reconciler.loading.gathered import Gathered
from reconciler.loading.nodes import Fields, find, place

_NOTHING: Mapping[str, Any] = {}


class Links(NamedTuple):
    """``url`` is the page where a link of an invitation leads; ``key_file`` is relative to ``reconciler.yaml``. Empty
    where not said."""

    url: str = ""
    key_file: str = ""


class ChannelKind(StrEnum):
    MAILDIR = "maildir"
    SMTP = "smtp"
    HANDOFF = "handoff"


class Security(StrEnum):
    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class Mail(NamedTuple):
    """How mails leave. ``sender`` is the address they come from, ``name`` the name beside it. ``folder`` is that of
    ``maildir`` and ``handoff``, ``templates`` a folder whose files stand in the place of ours; both are relative to
    ``reconciler.yaml``, as ``password_file`` is. Empty where not said."""

    channel: ChannelKind = ChannelKind.MAILDIR
    sender: str = ""
    name: str = ""
    folder: str = ""
    host: str = ""
    port: int | None = None
    security: Security = Security.STARTTLS
    user: str = ""
    password_file: str = ""
    per_minute: int | None = None
    templates: str = ""

    def lists(self, root: Path) -> Path:
        """Where ``handoff`` writes, for people who act by hand."""
        return root / (self.folder or ".reconciler/handoff")


class Reminders(NamedTuple):
    """Days after its mail that an invitation is reminded of, once; days before a last day that admins are told of it.
    None: not at all."""

    remind_after: int | None = None
    announce_ends: int | None = None


class Notify(NamedTuple):
    """The webhook that is told of each apply and each stop; ``secret_file`` is relative to ``reconciler.yaml``. Empty
    where not said."""

    url: str = ""
    secret_file: str = ""


class Settings(NamedTuple):
    """``name`` is the configuration's: a state remembers which one manages a customer; empty where none is given.
    ``state_url`` and ``lineage`` are empty where the file does not say them."""

    name: str = ""
    state_url: str = ""
    lineage: str = ""
    limits: Limits = Limits()
    terms: Terms = Terms()
    language: str | None = None
    manage: tuple[Manage, Manage] = (Manage.FULL, Manage.FULL)
    """For admins, for members."""
    links: Links = Links()
    mail: Mail = Mail()
    reminders: Reminders = Reminders()
    notify: Notify = Notify()


def read_settings(root: Path, content: bytes, found: Gathered) -> Settings:
    """The settings in the bytes of ``reconciler.yaml``; what is wrong goes to ``found``."""
    documents = yaml.read(content, HEAD, found)
    if not found.broken and (len(documents) != 1 or not isinstance(documents[0].content, Fields)):
        what = "reconciler.yaml holds one mapping."
        found.add("declares-nothing", what, f"Write: version: 1, name: {root.name}", place(HEAD, 0))
    if found.broken:
        return Settings()
    said = documents[0].content
    shape.check(said, "reconciler", HEAD, found)
    state, defaults = said.get("state") or _NOTHING, said.get("defaults") or _NOTHING
    return Settings(
        name=said.get("name") or "",
        state_url=state.get("url") or "",
        lineage=state.get("lineage") or "",
        limits=limits_of(said.get("limits"), Limits()),
        terms=terms_of(defaults, Terms()),
        language=defaults.get("language"),
        manage=manage_of(defaults.get("manage"), (Manage.FULL, Manage.FULL)),
        links=_links_of(said.get("links") or _NOTHING),
        mail=_mail_of(said.get("mail") or _NOTHING),
        reminders=Reminders(defaults.get("remind_after"), defaults.get("announce_ends")),
        notify=_notify_of(said.get("notify") or _NOTHING),
    )


def settings_above(path: Path) -> tuple[Path, Settings]:
    """The root and settings of the configuration that ``path`` is in; ``path`` itself and the defaults where it is in
    none. InputInvalid, with all that is wrong and where, if ``reconciler.yaml`` cannot be used."""
    root = root_above(path.resolve())
    if root is None:
        return path, Settings()
    found = Gathered()
    try:
        settings = read_settings(root, read_beneath(root, HEAD), found)
    except NotRead as fault:
        raise InputInvalid(f"{root / HEAD}: {fault.why}", fault.remedy) from None
    if found.broken:
        shown = Excerpts(root)
        findings = tuple(shown.beside(each) for each in in_order(found.all()))
        raise InputInvalid(f"{root / HEAD} cannot be used; nothing was done", "", findings)
    return root, settings


def place_of_setting(root: Path, *path: str) -> Place:
    """Where something that was said stands in ``reconciler.yaml``, which could be read before."""
    documents = yaml.read(read_beneath(root, HEAD), HEAD, Gathered())
    return place(HEAD, find(documents[0].content, [*path])[1])


def limits_of(said: Mapping[str, Any] | None, otherwise: Limits) -> Limits:
    """The declared limits, the others where a part is not said."""
    if said is None:
        return otherwise
    removals = said.get("removals") or _NOTHING
    shrunken = said.get("shrunken_source") or _NOTHING
    invitations = said.get("invitations") or _NOTHING
    told = {
        "removals_floor": removals.get("floor"),
        "removals_percent": removals.get("percent"),
        "min_admins": said.get("min_admins"),
        "shrunken_rows": shrunken.get("rows"),
        "shrunken_percent": shrunken.get("percent"),
        "run_floor": removals.get("run_floor"),
        "run_percent": removals.get("run_percent"),
        "invitations_floor": invitations.get("floor"),
        "invitations_percent": invitations.get("percent"),
    }
    given: dict[str, Any] = {
        name: float(value) if name.endswith("_percent") else value for name, value in told.items() if value is not None
    }
    return replace(otherwise, **given)


def _links_of(said: Mapping[str, Any]) -> Links:
    return Links(said.get("url") or "", said.get("key_file") or "")


def _notify_of(said: Mapping[str, Any]) -> Notify:
    return Notify(said.get("url") or "", said.get("secret_file") or "")


def _mail_of(said: Mapping[str, Any]) -> Mail:
    given = {"sender" if name == "from" else name: value for name, value in said.items() if value is not None}
    kinds: dict[str, Any] = {"channel": ChannelKind, "security": Security}
    return Mail(**{name: kinds[name](value) if name in kinds else value for name, value in given.items()})


_TERMS = ("invitation_days", "attempts", "outsiders", "unknown_accounts", "invitations_per_day")


def terms_of(said: Mapping[str, Any] | None, otherwise: Terms) -> Terms:
    if said is None:
        return otherwise
    words = {name: said.get(name) for name in _TERMS}
    given: dict[str, Any] = {name: value for name, value in words.items() if value is not None}
    for name, kind in (("outsiders", Outsiders), ("unknown_accounts", UnknownAccounts)):
        if name in given:
            given[name] = kind(given[name])
    most = otherwise.invitations_per_day
    if most is not None:  # a customer may ask for fewer mails a day, and not for more than the configuration allows
        given["invitations_per_day"] = min(given.get("invitations_per_day", most), most)
    return replace(otherwise, **given)


def manage_of(said: Any, otherwise: tuple[Manage, Manage]) -> tuple[Manage, Manage]:
    """For admins and for members: one word for both, or each its own."""
    if said is None:
        return otherwise
    if isinstance(said, str):
        return Manage(said), Manage(said)
    admins, members = said.get("admins"), said.get("members")
    return Manage(admins) if admins else otherwise[0], Manage(members) if members else otherwise[1]
