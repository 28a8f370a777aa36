"""A forge on this machine: a bare repository, the part of GitHub's REST API that the workflows speak to, and a runner.

The runner takes the workflow files as they are in the commit: it reads them, and runs each ``run:`` in order with the
variables that GitHub would set. Of ``uses:`` it does the checkout itself; the rest is about GitHub alone.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl

import yaml

BOT = "github-actions[bot]"
REPOSITORY = "contoso/people"


@dataclass
class Forge:
    """``comments`` of each pull request, ``merged`` the pull request that brought a commit, ``opened`` the one that has
    it and was not merged (GitHub)."""

    at: Path
    url: str = ""
    comments: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    merged: dict[str, int] = field(default_factory=dict)
    opened: dict[str, int] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    """Paths of which questions fail."""
    artifacts: dict[str, bytes] = field(default_factory=dict)
    """What GitLab keeps of a job, by the path under which it gives it."""

    @property
    def repository(self) -> Path:
        return self.at / "people.git"

    def answer(self, method: str, path: str, body: Mapping[str, Any]) -> Any:
        if path in self.silent and method == "GET":
            raise LookupError(path)
        if found := re.fullmatch(r"commits/(\w+)/pulls", path):
            those = ((self.opened, None), (self.merged, "2026-07-02T09:00:00Z"))
            told = ((which[found[1]], at) for which, at in those if found[1] in which)
            return [{"number": n, "merged_at": at, "base": {"ref": "main"}} for n, at in told]
        if found := re.fullmatch(r"issues/(\d+)/comments", path):
            comments = self.comments.setdefault(int(found[1]), [])
            if method == "POST":
                number = 1 + sum(map(len, self.comments.values()))
                comments.append({"id": number, "user": {"login": BOT}, "body": body["body"]})
            return comments
        if path.removeprefix("/") in self.artifacts:
            return self.artifacts[path.removeprefix("/")]
        if (found := re.fullmatch(r"issues/comments/(\d+)", path)) and method == "PATCH":
            (comment,) = (c for those in self.comments.values() for c in those if c["id"] == int(found[1]))
            comment["body"] = body["body"]
            return comment
        raise LookupError(path)


@contextmanager
def forge(at: Path) -> Iterator[Forge]:
    """With its API on a free port of loopback."""
    here = Forge(at)
    git(at, "init", "--quiet", "--bare", "--initial-branch=main", str(here.repository))
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(here))
    here.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(here: Forge) -> type[BaseHTTPRequestHandler]:
    class Api(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else {}
            where, _, query = self.path.partition("?")
            path = where.removeprefix(f"/repos/{REPOSITORY}/")
            known = "a-token" in (self.headers["Authorization"] or self.headers["JOB-TOKEN"] or "")
            try:
                answer = here.answer(self.command, path, body) if known else None
            except LookupError:
                answer = None
            if query and isinstance(answer, list):
                answer = _page(answer, dict(parse_qsl(query)))
            self.send_response(200 if answer is not None else 404)
            self.end_headers()
            self.wfile.write(answer if isinstance(answer, bytes) else json.dumps(answer).encode())

        do_POST = do_PATCH = do_GET  # noqa: N815 - the names that http.server calls

        def log_message(self, *_arguments: object) -> None:
            """Nobody reads along."""

    return Api


def _page(whole: list[Any], asked: Mapping[str, str]) -> list[Any]:
    """As GitHub gives lists: a hundred at most, thirty where nobody says how many."""
    size, number = min(int(asked.get("per_page", "30")), 100), int(asked.get("page", "1"))
    return whole[(number - 1) * size : number * size]


def git(at: Path, *arguments: str) -> str:
    who = ("-c", "user.name=Ana Ruiz", "-c", "user.email=ana@contoso.com", "-c", "init.defaultBranch=main")
    done = subprocess.run(["git", *who, *arguments], cwd=at, env=plain(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"git {arguments}: {done.stderr}"
    return done.stdout.strip()


def plain(**variables: str) -> dict[str, str]:
    """Nothing of the developer's settings; the reconciler of this environment comes first."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    kept = {name: os.environ[name] for name in ("HOME", "TMPDIR") if name in os.environ}
    return {
        **kept,
        "PATH": path,
        "LANG": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "PIP_NO_INDEX": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        **variables,
    }


@dataclass
class Run:
    """One run of one workflow: what each step printed, and the first exit code that was not 0."""

    code: int
    said: str
    summary: str
    checkout: Path


_FILES = ("GITHUB_ENV", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")


def run_workflow(
    here: Forge, name: str, commit: str, pull_request: int = 0, *, depth: int = 0, **variables: str
) -> Run:
    """Runs the one job of ``.github/workflows/NAME.yml`` as it is in the commit, with so much history (0: all)."""
    checkout = here.at / f"runner-{len(list(here.at.iterdir()))}"
    shallow = ["--depth", str(depth)] if depth else []
    git(here.at, "clone", "--quiet", "--no-checkout", *shallow, here.repository.as_uri(), str(checkout))
    git(checkout, "checkout", "--quiet", commit)
    files = {word: checkout.with_name(f"{checkout.name}.{word}") for word in _FILES}
    for file in files.values():
        file.touch()
    temporary = checkout.with_name(f"{checkout.name}.temporary")
    temporary.mkdir()
    runner = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_API_URL": here.url,
        "GITHUB_REPOSITORY": REPOSITORY,
        "GITHUB_SHA": commit,
        "GITHUB_REF_NAME": "main",
        "GITHUB_BASE_REF": "main",
        "RUNNER_TEMP": str(temporary),
        **{word: str(file) for word, file in files.items()},
    }
    words = {"github.token": "a-token", "github.event.pull_request.number": str(pull_request)}
    words |= {f"secrets.{name}": value for name, value in variables.items()}
    code, said = 0, ""
    shell, steps = _job(checkout / f".github/workflows/{name}.yml")
    for step in steps:
        passed = dict(line.split("=", 1) for line in files["GITHUB_ENV"].read_text(encoding="utf-8").splitlines())
        if not _wanted(step, code, passed):
            continue
        given = {
            n: re.sub(r"\$\{\{ (\S+) \}\}", lambda m: words.get(m[1], ""), v) for n, v in step.get("env", {}).items()
        }
        done = subprocess.run(
            [*_SHELLS[shell], "-c", step["run"]],
            cwd=checkout,
            env=plain(**runner, **variables, **passed, **given),
            capture_output=True,
            text=True,
            check=False,
        )
        said += f"== {step['name']}\n{done.stdout}{done.stderr}"
        code = code or done.returncode
    return Run(code, said, files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8"), checkout)


def _filled(text: str, words: Mapping[str, str]) -> str:
    """What the forge puts in the place of its expressions."""
    return re.sub(r"\$\{\{ (\S+) \}\}", lambda found: words.get(found[1], ""), text)


_SHELLS = {"": ["bash", "-e"], "bash": ["bash", "--noprofile", "--norc", "-eo", "pipefail"]}
"""What GitHub runs where nobody says which shell, and where somebody says bash."""


def _job(workflow: Path) -> tuple[str, list[dict[str, Any]]]:
    """The shell and the steps. As text alone: to YAML 1.1 the key ``on`` is true."""
    whole = yaml.load(workflow.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 - it makes nothing but text
    (job,) = whole["jobs"].values()
    return whole.get("defaults", {}).get("run", {}).get("shell", ""), list(job["steps"])


def _wanted(step: dict[str, Any], code: int, passed: Mapping[str, str]) -> bool:
    """Of conditions it knows the two that matter here: after a failure, and whether a step before passed something."""
    condition = step.get("if", "")
    if "run" not in step or (code and "!cancelled()" not in condition):
        return False
    return all(passed.get(name) for name in re.findall(r"env\.(\w+) != ''", condition))
