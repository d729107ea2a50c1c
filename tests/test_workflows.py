"""The workflows: commands that exist, and nothing that is skipped unseen."""

import os
import re
import subprocess

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


def test_the_audit_passes_over_nothing_without_a_reason():
    text = (ROOT / "tools" / "audit_exceptions.txt").read_text("utf-8")
    for line in filter(None, text.splitlines()):
        reason = r"(?:PYSEC|GHSA|CVE)-[\w-]+ # .{20,}"
        assert line.startswith("#") or re.fullmatch(reason, line), line
    (steps,) = [job["steps"] for name, job in JOBS.items() if name.endswith(": audit")]
    ours, colabs = [step for step in steps if "pip-audit" in step.get("run", "")]
    assert "tools/audit_exceptions.txt" in ours["run"]
    assert not ours.get("continue-on-error"), "it has to fail"
    assert "constraints-colab.txt" in colabs["run"]


@pytest.mark.skipif(os.name == "nt", reason="a shell's line")
def test_exceptions_reach_the_audit(tmp_path):
    """The workflow's line, with a program that prints what it is given."""
    (step,) = [
        step["run"]
        for job in JOBS.values()
        for step in job["steps"]
        if "audit_exceptions" in step.get("run", "")
    ]
    (tmp_path / "tools").mkdir()
    exceptions = tmp_path / "tools" / "audit_exceptions.txt"
    said = []
    for text in ("# none\n", "# two\nPYSEC-2020-1 # why\nGHSA-a1-b2 # why\n"):
        exceptions.write_text(text, "utf-8")
        line = step.replace("pipx run pip-audit", "echo")
        done = subprocess.run(
            ["sh", "-ec", line],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )
        said.append(done.stdout.split())
    assert said[0] == ["-r", "constraints.txt", "--no-deps", "--disable-pip"]
    assert said[1] == [
        *said[0], "--ignore-vuln=PYSEC-2020-1", "--ignore-vuln=GHSA-a1-b2"
    ]  # fmt: skip
