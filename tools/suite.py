"""How pytest runs the notebooks: order, time, memory, dead kernels, results.

A plugin that the root `conftest.py` loads. nbval runs the cells; this adds what
it lacks: it sees within seconds that a kernel has died, ends a notebook that
hangs, compares the rows of results with the stored ones, tells when a notebook
starts and ends, and starts none that would not end in the time that
`--minutes` gives.
"""

import contextlib
import os
import signal
import time
from pathlib import Path
from queue import Empty

import pytest
from nbval.kernel import RunningKernel
from nbval.plugin import IPyNbCell, IPyNbFile, NbCellError

from tools import ledger, machine, notebooks, rows

LIMIT = pytest.StashKey[float]()  # seconds of a cell, as the command line gives it
OUTPUT_TIMEOUT = 60  # seconds to wait for a cell's last output; nbval says 5
POLL = 2.0  # seconds between two looks whether the kernel lives
GRACE = 300  # seconds after --minutes in which a running notebook may still end
ROOM = 1.15  # of the ledger's seconds: a notebook has to fit with some to spare
DEADLINE = "AUTOENCODER_BOOK_DEADLINE"  # from the controller to its workers
SPEED = "AUTOENCODER_BOOK_SPEED"


class KernelDied(Exception):
    """The kernel's process has ended while it ran a cell."""


def await_reply(self: RunningKernel, msg_id: str, timeout: float | None = None) -> None:
    """nbval's wait for a cell's end, which also looks whether the kernel lives.

    Raises Empty after `timeout` seconds, KernelDied as soon as that is seen.
    """
    end = time.monotonic() + (timeout or float("inf"))
    while True:
        left = end - time.monotonic()
        if left <= 0:
            raise Empty
        try:
            message = self.get_message("shell", timeout=min(POLL, left))
        except Empty:
            if not self.is_alive():
                raise KernelDied(how_it_ended(self)) from None
            continue
        if message["parent_header"].get("msg_id") == msg_id:
            if message["content"]["status"] == "aborted":
                raise RuntimeError("the kernel refused to run the cell")
            return


def how_it_ended(kernel: RunningKernel) -> str:
    process = getattr(kernel.km.provisioner, "process", None)
    code = process.poll() if process else None
    if code is None:
        return "the kernel died"
    if code < 0:
        name = signal.Signals(-code).name
        cause = ": mostly because memory ran out" if name == "SIGKILL" else ""
        return f"the kernel died, ended by {name}{cause}"
    return f"the kernel died, with exit status {code}"


def peak_memory(kernel: RunningKernel) -> float:
    """The kernel's peak so far in MiB; 0 where it is gone."""
    pid = getattr(kernel.km.provisioner, "pid", None) if kernel else None
    return machine.process_peak(pid)


RunningKernel.await_reply = await_reply


class Notebook:
    """One notebook's run, as the process that runs it knows it."""

    def __init__(self, file: IPyNbFile) -> None:
        self.path = Path(str(file.fspath))
        self.started: float | None = None
        self.memory = 0.0
        self.ended: str | None = None  # why the rest is not run
        self.data: set[str] = set()

    def summary(self) -> dict:
        taken = time.monotonic() - self.started if self.started else 0.0
        return {
            "seconds": taken,
            "memory": self.memory,
            "data": sorted(self.data),
            "ended": self.ended,
        }


def state(file: IPyNbFile) -> Notebook:
    if not hasattr(file, "book_state"):
        file.book_state = Notebook(file)
    return file.book_state


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("book", "Autoencoders, Measured")
    group.addoption(
        "--minutes",
        type=float,
        help="start no notebook that would not end in so many minutes; those that "
        "the ledger does not vouch for come first, and have to be among what is run",
    )
    group.addoption(
        "--write-ledger",
        action="store_true",
        help="write what passed on the real data into chapters/ledger.json",
    )


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    return machine.jobs()


def is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if is_worker(config):
        return
    config.pluginmanager.register(Reporter(config), "book-reporter")
    minutes = config.getoption("--minutes")
    if minutes is not None:
        os.environ[DEADLINE] = str(time.time() + 60 * minutes)
    wanted = minutes is not None or config.getoption("--write-ledger")
    if wanted and SPEED not in os.environ:
        workers = max(1, getattr(config.option, "numprocesses", None) or 1)
        try:
            speed = machine.operations_per_second(workers)
        except RuntimeError as error:
            raise pytest.UsageError(str(error)) from None
        os.environ[SPEED] = f"{speed:.3e}"


def ordered(items: list[pytest.Item], limited: bool) -> list[pytest.Item]:
    """The cheap tests, then the notebooks: longest first.

    With a limit those that the ledger does not vouch for come before all others.
    """
    book = ledger.Book()
    first = [item for item in items if not isinstance(item, IPyNbCell)]
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        if isinstance(item, IPyNbCell):
            files.setdefault(Path(str(item.fspath)), []).append(item)

    def place(path: Path) -> tuple[bool, float]:
        seconds = book.seconds(path, ledger.REFERENCE)
        unknown = float("inf") if seconds is None else seconds
        return (limited and book.fits(path), -unknown)

    for path in sorted(files, key=place):
        cells = files[path]
        cells[0].book_first = cells[-1].book_last = True
        first += cells
    return first


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if any(isinstance(item, IPyNbCell) for item in items):
        items[:] = ordered(items, DEADLINE in os.environ)
    for item in items:
        if isinstance(item, IPyNbCell):
            item.output_timeout = OUTPUT_TIMEOUT  # hard-coded in nbval


def does_not_end(path: Path) -> tuple[str, bool] | None:
    """Why a notebook is not started now, and whether it had to be; or None.

    One that has to run is started as long as there is any time: what the ledger
    says of another machine is no reason to fail.
    """
    if DEADLINE not in os.environ:
        return None
    left = float(os.environ[DEADLINE]) - time.time()
    book = ledger.Book()
    if not book.fits(path):
        if left > 0:
            return None
        return "not run: no time is left, and no run in the ledger vouches for it", True
    needed = book.seconds(path, float(os.environ[SPEED]))
    if ROOM * needed <= left:
        return None
    why = f"takes some {needed / 60:.0f} minutes here, {max(left, 0) / 60:.0f} are left"
    return f"not run: {why}; a run in the ledger vouches for it", False


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before the kernel starts: is there time, and is there still a kernel?"""
    if not isinstance(item, IPyNbCell):
        return
    run = state(item.parent)
    if run.started is None and run.ended is None:
        reason = does_not_end(run.path)
        if reason is None:
            run.started = time.monotonic()
        else:
            run.ended = reason[0]
            if reason[1]:
                tell(item, run)
                pytest.fail(f"{run.path.name}: {run.ended}", pytrace=False)
    if run.ended:
        tell(item, run)
        pytest.skip(run.ended)
    if DEADLINE in os.environ:
        left = float(os.environ[DEADLINE]) + GRACE - time.time()
        limit = item.config.stash.setdefault(
            LIMIT, item.config.option.nbval_cell_timeout
        )
        item.config.option.nbval_cell_timeout = max(1, min(limit, left))


def out_of_time() -> bool:
    """Whether the minutes that `--minutes` gave are over."""
    return time.time() > float(os.environ.get(DEADLINE, "inf"))


def tell(item: IPyNbCell, run: Notebook) -> None:
    """Give the controller what is known, with the last cell's report."""
    if getattr(item, "book_last", False):
        item.user_properties.append(("notebook", run.summary()))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_call(item: pytest.Item):
    outcome = yield
    if not isinstance(item, IPyNbCell):
        return
    run = state(item.parent)
    kernel = item.parent.kernel
    with contextlib.suppress(AttributeError):  # nbval has stopped it
        run.memory = max(run.memory, peak_memory(kernel))
    error = outcome.excinfo[1] if outcome.excinfo else None
    if isinstance(error, KernelDied):
        taken = time.monotonic() - run.started
        run.ended = f"{error}, in cell {item.cell_num} of {run.path.name}"
        peak = f"; its peak before this cell was {run.memory:,.0f} MiB"
        message = f"{run.ended}, {taken:.0f} s after its start{peak}"
        outcome.force_exception(NbCellError(item.cell_num, message, item.cell.source))
    elif item.parent.timed_out:
        run.ended = f"cell {item.cell_num} of {run.path.name} did not end in its time"
        if out_of_time() and ledger.Book().fits(run.path):
            run.ended += ", slower than the ledger says, which vouches for it"
            outcome.force_exception(pytest.skip.Exception(run.ended))
    elif error is None:
        problem = compare(item, run)
        if problem:
            outcome.force_exception(
                NbCellError(item.cell_num, problem, item.cell.source)
            )
    tell(item, run)


def compare(item: IPyNbCell, run: Notebook) -> str | None:
    """What this cell's rows and the stored ones differ in, if it has rows.

    Only results of the real data, on versions that the ledger knows, with the
    seed that stands in the notebook.
    """
    live = [r for out in item.test_outputs or [] for r in rows_of(out)]
    stored = [r for out in item.cell.outputs for r in rows_of(out)]
    run.data |= {row["source"] for row in live}
    if problem := lacks_real_data(live):
        return problem
    if not stored or not live or os.environ.get("AUTOENCODER_BOOK_SEED"):
        return None
    if {row["source"] for row in [*live, *stored]} != {"real"}:
        return None
    if not ledger.Book().knows_versions():
        return None
    found = rows.differences(live, stored, rows.spreads(run.path.stem))
    return "\n".join(["results differ from those stored:", *found]) if found else None


def lacks_real_data(live: list[dict]) -> str | None:
    """A sentence where rows are of the stand-in and `REQUIRE` names the data."""
    if "data" in notebooks.required() and any(r["source"] != "real" for r in live):
        return "results of the stand-in data, and REQUIRE names data"
    return None


def rows_of(output: dict) -> list[dict]:
    return output.get("data", {}).get(notebooks.RESULTS_MIME, [])


class Reporter:
    """In the process that the reader sees: a line for each notebook, a last table."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.begun: dict[str, float] = {}
        self.failed: dict[str, list[str]] = {}
        self.done: dict[str, dict] = {}
        self.start = time.time()

    def write(self, line: str) -> None:
        terminal = self.config.pluginmanager.get_plugin("terminalreporter")
        if terminal:
            terminal.ensure_newline()
            terminal.write_line(f"[{clock(time.time() - self.start)}] {line}")

    @pytest.hookimpl
    def pytest_runtest_logstart(self, nodeid: str) -> None:
        name = notebook_of(nodeid)
        if name and name not in self.begun:
            self.begun[name] = time.time()
            self.write(f"{name} starts")

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        name = notebook_of(report.nodeid)
        if not name:
            return
        if report.failed:
            cell = report.nodeid.rpartition("::")[2]
            self.failed.setdefault(name, []).append(cell)
        if report.when == "teardown":
            for key, value in report.user_properties:
                if key == "notebook":
                    self.done[name] = value
                    self.write(f"{name} {self.outcome(name)}")
                    self.keep(name)

    def outcome(self, name: str) -> str:
        found = self.done.get(name)
        if found is None:
            return "did not end"
        word = "passed"
        if name in self.failed:
            word = f"FAILED in {', '.join(self.failed[name])}"
        elif found["ended"]:
            return found["ended"]
        return f"{word}, {found['seconds']:.0f} s, {found['memory']:,.0f} MiB"

    def keep(self, name: str) -> None:
        found = self.done[name]
        good = found["data"] == ["real"] and not found["ended"]
        good = good and name not in self.failed
        if not (self.config.getoption("--write-ledger") and good):
            return
        path = next(p for p in notebooks.chapters() if p.name == name)
        ledger.record(
            ledger.new_run(
                path.stem,
                **ledger.Book(runs=[]).vouched(path, "real"),
                data="real",
                seed=int(os.environ.get("AUTOENCODER_BOOK_SEED") or 0),
                seconds=found["seconds"],
                memory=found["memory"],
                operations=float(os.environ[SPEED]),
                held=True,
                by="test",
            )
        )

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(self, terminalreporter) -> None:
        if not self.begun:
            return
        terminalreporter.section("notebooks")
        if SPEED in os.environ:
            terminalreporter.write_line(
                f"{float(os.environ[SPEED]):.1e} operations a second for each of "
                "those that run at the same time"
            )
        for name in sorted(self.begun):
            terminalreporter.write_line(f"{name:<38} {self.outcome(name)}")


def notebook_of(nodeid: str) -> str | None:
    file = nodeid.partition("::")[0]
    return file.rpartition("/")[2] if file.endswith(".ipynb") else None


def clock(seconds: float) -> str:
    return f"{int(seconds) // 60:d}:{int(seconds) % 60:02d}"
