"""The door of this room: a configuration is scanned once, and its customers are loaded one by one."""

from reconciler.loading.declared import Declared, documents_of, load
from reconciler.loading.people import RosterNames
from reconciler.loading.scanning import Configuration, scan

__all__ = ["Configuration", "Declared", "RosterNames", "documents_of", "load", "scan"]
