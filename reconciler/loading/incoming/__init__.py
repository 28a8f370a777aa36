"""Lists of people as other systems export them: which bytes, which table, which column is what, and who is named.

Nothing is guessed that could be two things. What stops a list as a whole is one sentence (``InputInvalid``); a row that
cannot be taken is a ``Rejected``, and the others go on.
"""
