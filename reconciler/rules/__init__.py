"""The sentences of the domain, one file for each family; ``book`` lists them in the order in which they are applied.

A rule checks what is declared, or completes it; it never looks at a plan.
"""
