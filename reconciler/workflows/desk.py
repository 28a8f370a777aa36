"""Files of a configuration while they are edited: what was read, as they become, and all of them written or none."""

from dataclasses import dataclass, field
from difflib import unified_diff

from reconciler.errors import InputInvalid
from reconciler.kinds.customer import CustomerId
from reconciler.loading.characters import BOM
from reconciler.loading.configuration import Configuration, Declared, load
from reconciler.loading.files import NotRead, read_beneath
from reconciler.workflows.exchanged import exchanged
from reconciler.workflows.unbroken import refuse_what_would_break, with_texts


@dataclass(slots=True)
class Desk:
    """What was ``read``, and the files as they ``become``, in the order in which they were changed: somebody who moves
    is added before they go. ``notes`` say what else brings the person in."""

    configuration: Configuration
    read: dict[str, bytes] = field(default_factory=dict)
    become: dict[str, bytes] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    _declared: dict[CustomerId, Declared] = field(default_factory=dict)

    def content(self, file: str) -> bytes:
        if file in self.become:
            return self.become[file]
        try:
            return self.read.setdefault(file, read_beneath(self.configuration.root, file))
        except NotRead as fault:
            raise InputInvalid(f"{file} cannot be read any more: {fault.why}", "Run the command again.") from None

    def declared(self, customer: CustomerId) -> Declared:
        """As the files were read; once they were put back, as they are now."""
        if customer not in self._declared:
            self._declared[customer] = load(self.configuration, customer)
        return self._declared[customer]

    def becoming(self, customer: CustomerId) -> Declared:
        """As the files would be read if they were put back now."""
        return load(with_texts(self.configuration, self.become), customer)

    def put_back(self) -> None:
        """All of them, or none: InputInvalid where one cannot be written, or where they would be wrong together."""
        after = {customer: self.becoming(customer) for customer in self._declared}
        for customer, declared in after.items():
            refuse_what_would_break(self._declared[customer], declared)
        root = self.configuration.root
        exchanged(
            {root / file: content for file, content in self.become.items()},
            {root / file: self.read[file] for file in self.become},
        )
        self._declared = after

    def differences(self) -> list[str]:
        """As ``diff -u`` shows them, with one line around each."""
        lines: list[str] = []
        for file, content in self.become.items():
            old, new = (text.removeprefix(BOM).decode().splitlines() for text in (self.read[file], content))
            lines += unified_diff(old, new, file, file, lineterm="", n=1)
        return lines
