"""Obeying a plan and taking answers: from an estate and changes to one commit, with its journal entry."""
