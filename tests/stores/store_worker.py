"""A process of its own that uses a state: ``python store_worker.py WHAT URL``.

``read`` prints every customer's serial; ``hold`` takes the lock, says so and keeps it until its input ends;
``share`` takes the lock and commits one step, ten times; ``write`` commits two customers in one batch, again and
again, and prints each serial once it is committed.
"""

import json
import sys

from store_commits import CONTOSO, FABRIKAM
from store_history import step

from reconciler.errors import ReconcilerError
from reconciler.stores.opening import open_for_reading, open_for_writing


def read(url: str) -> None:
    store = open_for_reading(url)
    if store is None:
        raise SystemExit("there is no state")
    print(json.dumps({"customers": dict(store.customers()), "faults": list(store.check())}))


def hold(url: str) -> None:
    store = open_for_writing(url)
    if store is None:
        raise SystemExit("there is no state")
    with store.lock("ci@runner-7", 0):
        print("held", flush=True)
        sys.stdin.read()


def share(url: str) -> None:
    for _ in range(10):
        store = open_for_writing(url)
        if store is None:
            raise SystemExit("there is no state")
        with store.lock("one of several", 60):
            store.commit([step(CONTOSO, store.customers().get(CONTOSO, 0))])
        store.close()


def write(url: str) -> None:
    store = open_for_writing(url)
    if store is None:
        raise SystemExit("there is no state")
    with store.lock("worker", 30):
        while True:
            serial = store.customers().get(CONTOSO, 0)
            store.commit([step(CONTOSO, serial), step(FABRIKAM, serial)])
            print(serial + 1, flush=True)


if __name__ == "__main__":
    try:
        {"read": read, "hold": hold, "share": share, "write": write}[sys.argv[1]](sys.argv[2])
    except ReconcilerError as error:
        raise SystemExit(f"{type(error).__name__}: {error.what}") from None
