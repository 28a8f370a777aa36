"""Checks on a plan, a file each; ``book`` lists them."""
