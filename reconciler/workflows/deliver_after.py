"""``apply --deliver``: what would keep the mails from leaving is found before anything is applied."""

from pathlib import Path

from reconciler.delivery.link_keys import ANEW, read_keys
from reconciler.errors import StateIdentity, WrongUsage
from reconciler.loading.checkout import in_checkout
from reconciler.loading.git import asked, complaint
from reconciler.loading.settings import settings_above
from reconciler.workflows.link_keys import key_file
from reconciler.workflows.outlet import outlet
from reconciler.workflows.state import Located


def refuse_to_deliver(place: Located, named_key: str | None, password: str | None) -> None:
    """WrongUsage for a state in Git: its mails leave only once it is pushed, or a push that loses the race would have
    invited people whom no state knows. InputInvalid and StateIdentity as ``deliver`` says them."""
    if tracking := _tracking(place.url):
        raise WrongUsage(
            f"{place.url} {tracking}, where mails leave only once the state is pushed; nothing was applied",
            "apply, commit and push the state, then: reconciler deliver",
        )
    root, settings = settings_above(place.root)
    outlet(settings, root, place.lineage, password)
    file = key_file(named_key, settings, root)
    if not read_keys(file):
        raise StateIdentity(f"there is no key to make links with at {file}; nothing was applied", f"make one: {ANEW}")


def tracked_by_git(url: str) -> bool:
    """Also where Git does not say, which is no leave to send."""
    return bool(_tracking(url))


def _tracking(url: str) -> str:
    """How Git has to do with a state; empty where it has not."""
    path = Path(url)
    if path.suffix != ".json" or not path.parent.is_dir():
        return ""
    folder = path.resolve().parent
    done = asked(folder, "ls-files", "--error-unmatch", "--", path.name, patience=10)
    if done is not None and done.returncode in (0, 1):
        return "" if done.returncode else "is tracked by Git"
    return (
        f"is in a checkout of which Git does not say what it tracks ({complaint(done)})" if in_checkout(folder) else ""
    )
