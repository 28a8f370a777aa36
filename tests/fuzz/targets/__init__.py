"""What is given to fuzzers: a file for each reader, each builder of mails and each encoder.

``one`` takes any bytes, and raises nothing but where a promise is broken: what the target refuses, it refuses in its
own words, and what it takes has the property that its file names.
"""

from collections.abc import Callable, Mapping

from targets import (
    addresses,
    annotations,
    csv_cells,
    html,
    journals,
    letters,
    loader,
    markdown,
    permits,
    plans,
    rosters,
    signers,
    states,
    terminal,
    tokens,
)

TARGETS: Mapping[str, Callable[[bytes], None]] = {
    each.__name__.rpartition(".")[2]: each.one
    for each in (
        *(loader, rosters, addresses, plans, permits, signers, states, journals, tokens, letters),
        *(terminal, csv_cells, markdown, html, annotations),
    )
}
