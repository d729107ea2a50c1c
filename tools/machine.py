"""What this machine has: cores, memory, and how fast it trains."""

import os
import subprocess
import sys
from pathlib import Path

import psutil

from tools.notebooks import ROOT

NEEDED = 3 * 2**30  # bytes of memory that a notebook may take


def cores() -> int:
    """The cores that this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def free_memory() -> int:
    """Bytes that are free, under the limit of a container where there is one."""
    free = psutil.virtual_memory().available
    for limit, used in (
        ("memory.max", "memory.current"),
        ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes"),
    ):
        try:
            base = Path("/sys/fs/cgroup")
            left = int((base / limit).read_text()) - int((base / used).read_text())
        except (OSError, ValueError):  # none, or "max"
            continue
        free = min(free, max(left, 0))
    return free


def jobs() -> int:
    """How many notebooks to run at a time: one a core, each with its memory."""
    return max(1, min(cores(), free_memory() // NEEDED))


def process_peak(pid: int | None) -> float:
    """The most memory that a process has held so far, in MiB; 0 where it is gone."""
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    except OSError:  # not Linux, or gone
        pass
    try:
        memory = psutil.Process(pid).memory_info() if pid else None
    except psutil.Error:
        return 0.0
    return getattr(memory, "peak_wset", memory.rss) / 2**20 if memory else 0.0


def thread_settings(workers: int) -> dict[str, str]:
    """Environment variables that give each of several workers its part of the cores.

    Two trainings at once, each with a thread per core, stand in each other's way.
    """
    if workers < 2:
        return {}
    threads = str(max(1, cores() // workers))
    return dict.fromkeys(("TF_NUM_INTRAOP_THREADS", "OMP_NUM_THREADS"), threads)


def operations_per_second(workers: int = 1) -> float:
    """Operations a second of one of `workers` that train at the same time.

    The slowest of them, in the book's own count (`helpers.speed`).

    Raises:
        RuntimeError: if it cannot be measured; the message says why.
    """
    environment = os.environ | thread_settings(workers)
    command = [sys.executable, "-m", "helpers.speed"]
    runs = [
        subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(workers)
    ]
    speeds = []
    for run in runs:
        said, complaint = run.communicate()
        if run.returncode != 0:
            last = (complaint.strip().splitlines() or ["no message"])[-1]
            raise RuntimeError(f"the speed of this machine was not measured: {last}")
        speeds.append(float(said.strip().splitlines()[-1]))
    return min(speeds)
