"""A disk in memory is a disk: what is saved on it takes the place of what is there, though its name begins as a
device's does."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from reconciler.workflows.durable import replaced

MEMORY = Path("/dev/shm")


@pytest.mark.skipif(not os.access(MEMORY, os.W_OK), reason="no disk in memory here")
def test_a_file_that_is_saved_twice_in_memory_is_the_second() -> None:
    with TemporaryDirectory(dir=MEMORY) as place:
        file = Path(place) / "saved.plan"
        for text in (b"the first", b"second"):
            with replaced(file) as out:
                out.write(text)

        assert file.read_bytes() == b"second"
