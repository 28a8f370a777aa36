"""Commands that run another one in a private mount namespace; without the right to make one the test is skipped."""

import subprocess
from pathlib import Path

import pytest


def on_read_only(folder: Path) -> list[str]:
    """Where ``folder`` cannot be written, not even by root."""
    return _mounted('mount --bind "$0" "$0" && mount -o remount,bind,ro "$0"', folder)


def with_a_mount_at(folder: Path) -> list[str]:
    """Where another, empty disk stands in the place of ``folder``."""
    return _mounted('mount -t tmpfs none "$0"', folder)


def _mounted(mount: str, folder: Path) -> list[str]:
    command = ["unshare", "-m", "sh", "-c", f'{mount} && exec "$@"', str(folder)]
    try:
        possible = subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        possible = False
    if not possible:
        pytest.skip("no private mount is possible here (needs root and unshare)")
    return command


def with_a_disk_of(megabytes: int, folder: Path) -> list[str]:
    """Where another, empty disk of that size stands in the place of ``folder``."""
    return _mounted(f'mount -t tmpfs -o size={megabytes}m none "$0"', folder)
