"""``apply --deliver``: what would keep the mails from leaving is found before anything is applied."""

from pathlib import Path

from reconciler.delivery.link_keys import ANEW, read_keys
from reconciler.errors import StateIdentity, WrongUsage
from reconciler.loading.git import asked
from reconciler.loading.settings import settings_above
from reconciler.workflows.link_keys import key_file
from reconciler.workflows.outlet import outlet
from reconciler.workflows.state import Located


def refuse_to_deliver(place: Located, named_key: str | None, password: str | None) -> None:
    """WrongUsage for a state in Git: its mails leave only once it is pushed, or a push that loses the race would have
    invited people whom no state knows. InputInvalid and StateIdentity as ``deliver`` says them."""
    if tracked_by_git(place.url):
        raise WrongUsage(
            f"{place.url} is tracked by Git, where mails leave only once the state is pushed; nothing was applied",
            "apply, commit and push the state, then: reconciler deliver",
        )
    root, settings = settings_above(place.root)
    outlet(settings, root, place.lineage, password)
    file = key_file(named_key, settings, root)
    if not read_keys(file):
        raise StateIdentity(f"there is no key to make links with at {file}; nothing was applied", f"make one: {ANEW}")


def tracked_by_git(url: str) -> bool:
    path = Path(url)
    if path.suffix != ".json" or not path.parent.is_dir():
        return False
    done = asked(path.resolve().parent, "ls-files", "--error-unmatch", "--", path.name, patience=10)
    return done is not None and done.returncode == 0
