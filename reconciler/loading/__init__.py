"""From files to estates; ``configuration`` is the door.

``scan`` finds out what there is (files, digest, which customers), ``load`` reads one customer: every file is checked
for its form (``yaml``, ``rosters``), its shape (``shape``, ``rows``), its references and doubles (``assemble``). All
that is wrong is found at once, each with its place. Nothing here knows a state or a rule of the domain.
"""
