"""The workflows: commands that exist, and nothing that is skipped unseen."""

import re

import pytest
import yaml

from tools.notebooks import REQUIRED, ROOT

FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
JOBS = {
    f"{path.stem}: {name}": job
    for path in FILES
    for name, job in yaml.safe_load(path.read_text("utf-8"))["jobs"].items()
}
NEEDS = {
    "check": {"browser", "pins"},
    "test": {"data", "pins"},
    "test-colab": {"data", "pins"},
    "data": {"data"},
}


def commands(job: dict) -> list[str]:
    text = "\n".join(step.get("run", "") for step in job["steps"])
    return re.findall(r"\bmake ([a-z-]+)", text)


def test_commands_are_those_of_the_makefile():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.M))
    used = {command for job in JOBS.values() for command in commands(job)}
    assert used <= targets
    assert {"lint", "check", "test", "test-colab", "pdf", "links"} <= used


@pytest.mark.parametrize("job", JOBS.values(), ids=JOBS)
def test_what_is_missing_fails(job):
    required = set(job.get("env", {}).get("REQUIRE", "").split())
    assert required <= REQUIRED
    for command in commands(job):
        assert NEEDS.get(command, set()) <= required, command
    assert job["timeout-minutes"] <= 60 if "timeout-minutes" in job else True


def test_all_notebooks_have_a_job():
    """The list that the matrix is made of, as the shell makes it."""
    for path in FILES:
        assert "ls [0-9A-Z]*_*.ipynb" in path.read_text("utf-8")
    names = {p.stem.partition("_")[0] for p in (ROOT / "chapters").glob("*.ipynb")}
    matched = {
        p.stem.partition("_")[0] for p in (ROOT / "chapters").glob("[0-9A-Z]*_*.ipynb")
    }
    assert names == matched


def test_actions_are_of_their_newest_line():
    """Those on Node.js 20 stop to work; Dependabot raises the others."""
    least = {"checkout": 7, "setup-python": 7, "upload-pages-artifact": 5}
    for path in FILES:
        for name, major in re.findall(
            r"uses: actions/([\w-]+)(?:/\w+)?@v(\d+)", path.read_text("utf-8")
        ):
            assert int(major) >= least.get(name, 5), f"{path.name}: {name}@v{major}"
