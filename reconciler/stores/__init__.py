"""Where the state is kept: one protocol (``ports.StateStore``), one conformance suite, a few ways to keep it.

``opening`` turns a url into a store; ``memory`` is for tests, ``json_file`` for small states and for Git,
``sqlite`` for everything else. A new store is one file and one line in ``opening.STORES``.
"""
