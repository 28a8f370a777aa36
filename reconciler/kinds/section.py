"""The sections of a customer's files that rules read, as far as a mistake in one leaves the others whole."""

from enum import StrEnum


class Section(StrEnum):
    CONTRACTS = "contracts"
    """With what every contract carries of its customer: name, domains, tenants, language."""
    POLICY = "account_policy"
    PEOPLE = "people"
    WORKSPACES = "workspaces"
    """Their facts, without who is in them."""
    ENTRIES = "entries"
    """Who is in the workspaces: admins, members, groups, rosters."""


Sections = frozenset[Section]
NO_SECTION: Sections = frozenset()
EVERY_SECTION: Sections = frozenset(Section)
