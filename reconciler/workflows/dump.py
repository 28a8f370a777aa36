"""The state as a configuration: what a customer would have to declare so that nothing changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from reconciler.applying.record import estate_of
from reconciler.errors import WrongUsage
from reconciler.kinds.estate import CustomerId, Estate
from reconciler.loading.customer_files import customer_files
from reconciler.loading.files import HEAD, YAML_ENDINGS
from reconciler.loading.yaml_flow import flow
from reconciler.ports import StateStore
from reconciler.workflows.new_files import begun, name_of, schema_line, write_new
from reconciler.workflows.state import Located, StateChoice, absent, located_here, reading_existing


@dataclass(frozen=True, slots=True)
class Dumped:
    """``texts`` by path, relative to where they go. ``customers`` were taken from the state at ``place``."""

    texts: Mapping[str, str]
    customers: int
    place: Located


def dump(customer: str | None, out: Path | None, on: date, state: StateChoice) -> Dumped:
    """Every customer, or the one named. Files are written beneath ``out``; without it the one customer is given back
    as one text. InputInvalid where a file is there already."""
    place = located_here(state)
    with reading_existing(place) as store:
        chosen = _chosen(store, customer)
        if out is None and len(chosen) != 1:
            raise WrongUsage("without --out one customer is written to the terminal", "reconciler dump CUSTOMER")
        estates = (estate for each in chosen if (estate := _estate(store, each)) is not None)
        if out is None:
            return Dumped(customer_files(next(estates), on, rosters=False), 1, place)
        texts: dict[str, str] = {}
        names: set[str] = set()
        for estate in estates:
            names.add(estate.managed_by)
            files = {f"{estate.customer}/{path}": text for path, text in customer_files(estate, on).items()}
            texts |= {path: _led(path, text) for path, text in files.items()}
        texts = begun(out, _name(names, out)) | texts
        texts[HEAD] += _state(place, store.lineage)
    write_new({out / path: text for path, text in texts.items()}, out)
    return Dumped(texts, len(chosen), place)


def _chosen(store: StateStore, customer: str | None) -> list[CustomerId]:
    known = list(store.customers())
    if customer is None:
        return known
    if customer not in known:
        raise absent(f"customer {customer}", customer, list(known))
    return [CustomerId(customer)]


def _estate(store: StateStore, customer: CustomerId) -> Estate | None:
    holding = store.holding(customer)
    return estate_of(holding) if holding is not None else None


def _name(names: set[str], out: Path) -> str:
    """The name under which the state knows the configuration of these customers; a new one where it knows none."""
    named = sorted(names - {""})
    if len(named) > 1:
        raise WrongUsage(
            f"these customers belong to several configurations: {', '.join(named)}",
            "reconciler dump CUSTOMER --out DIR",
        )
    return named[0] if named else name_of(out)


def _led(path: str, text: str) -> str:
    return f"{schema_line(path)}\n{text}" if path.endswith(YAML_ENDINGS) else text


def _state(place: Located, lineage: str) -> str:
    url = place.url if "://" in place.url or place.url.startswith("memory:") else str(Path(place.url).resolve())
    return f"state: {flow({'url': url, 'lineage': lineage})}\n"
