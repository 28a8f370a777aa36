"""reconciler: people into support workspaces, and out again, by declaration.

The house, to be redrawn from memory::

    YAML, rosters --loading--> Estate (declared) --rules---> Estate (desired) --+
                                     |                  ^                       +--planning--> Plan, with verdicts
    state --stores-------> Estate --renames-----> Estate (current) -------------+
    Plan --applying--> Commit --stores--> state (+ journal, messages owed)
                  +--> Receipt
    answers, imported members, erasing --applying--> Commit --stores--> state
    state, journal --history, rules--> why, access         a state as its declaration, edited --planning--> what if
    Findings | Plan | Receipt | requests | state --reporting--> text, JSON, CSV, Markdown, HTML, SARIF ..

Data flows one way, and a room imports only from a lower floor:

    1  errors, findings      what stops a run; what is wrong with an input, where, and what to type
       folders               names that outlive a power cut (the one thing down here that touches the disk)
    2  kinds/                the nouns: address, person, contract, workspace, seat, estate ...
    3  rules/                the sentences of the domain, a file for each family; ``book`` lists them
    3  planning/             changes, renames, the decision table, diff, order, authority, the plan as a value and
                             as bytes; ``guards/``, a file for each, say what speaks against it; a permit lets pass
                             what it names, once
    4  ports                 what the core asks of the world: StateStore, Clock, Randomness
    5  applying/             check every ``was``, obey the plan, prove the invariants, write the journal entry
       history/              the journal asked: replay, moments, differences, undo, verify, since when (above
                             applying, whose words it speaks)
    6  loading/  stores/  delivery/  reporting/
       editing/              files tidied and changed by lines, so that every comment stays (above loading)
    7  workflows/            one function per use; the only place where rooms are wired together
    8  cli/                  parse, call one workflow, render, exit code

A customer of whom an apply found that nothing is to do is not planned again while nothing moves: the state keeps its
line of the plan beside it (``kinds.converged``, ``workflows.unmoved``), and every file is hashed all the same.
With ``--parallel`` several processes plan, read a large saved plan, and look at what there is to apply
(``workflows.crew``), each with the state open by itself; one puts together, and writes.

Declared, desired and current are one type, an ``Estate``; a plan is a value; everything that happens is an
entry in a journal; a customer is planned, locked and numbered on its own.
"""

__version__ = "0.1.0"
