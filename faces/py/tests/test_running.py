"""Beside the interpreter: the lock, Ctrl-C, progress, ranks."""

import queue
import threading
import time

import made
import pytest

from astrarium import PowerJob, PowerSpectrum

@pytest.fixture(scope="module")
def events():
    return made.events(n=2000, span_s=4000.0)


def test_other_threads_go_on(events):
    ticks, over = [], threading.Event()

    def tick():
        while not over.wait(0.005):
            ticks.append(time.monotonic())

    thread = threading.Thread(target=tick)
    thread.start()
    begin = time.monotonic()
    PowerSpectrum.from_events(events, segment_s=16.0, bin_s=5e-4, threads=1)
    end = time.monotonic()
    over.set()
    thread.join()
    if end - begin > 0.1:
        assert sum(begin < tick < end for tick in ticks) >= 3


def test_ctrl_c_stops_and_the_next_call_works(python):
    script = """
import os, signal, threading, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job starts with it ignored
import numpy as np
from astrarium import EventList, PowerSpectrum
events = EventList(np.linspace(0, 20000, 4000), gti=[[0, 20000]])
threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
begin = time.monotonic()
try:
    PowerSpectrum.from_events(events, segment_s=16.0, bin_s=1e-6, threads=2)
except KeyboardInterrupt as stop:
    print("stopped", len(stop.args))
assert PowerSpectrum.from_events(events, segment_s=100.0, bin_s=1.0).n_segments == 200
print("works")
"""
    assert python(script, timeout=300).stdout.split("\n")[:2] == ["stopped 0", "works"]


def test_progress_is_told(events):
    told = []
    PowerSpectrum.from_events(events, progress=lambda *now: told.append(now), segment_s=16.0, bin_s=1e-3)
    done, total, unit = told[-1]
    assert done == total > 0
    assert isinstance(unit, str) and unit
    assert [now[0] for now in told] == sorted(now[0] for now in told)


def test_what_the_callable_raises_is_raised(events):
    class Enough(Exception):
        pass

    def stop(*_):
        raise Enough

    with pytest.raises(Enough):
        PowerSpectrum.from_events(events, progress=stop, segment_s=16.0, bin_s=1e-3)


def test_the_bar(events, capfd):
    PowerSpectrum.from_events(events, progress=True, segment_s=16.0, bin_s=1e-3)
    assert "100%" in capfd.readouterr().err
    PowerSpectrum.from_events(events, progress=False, segment_s=16.0, bin_s=1e-2)
    assert capfd.readouterr().err == ""
    with pytest.raises(TypeError, match="progress is a int, expected True, False or a callable"):
        PowerSpectrum.from_events(events, progress=3, segment_s=16.0, bin_s=1e-2)


class Ranks:
    """Four calls of an mpi4py communicator, between threads of this process."""

    def __init__(self, rank, lines):
        self.rank, self.lines = rank, lines

    def Get_rank(self):
        return self.rank

    def Get_size(self):
        return len(self.lines)

    def Send(self, message, dest, tag):
        self.lines[self.rank][dest].put((tag, bytes(message)))

    def Recv(self, room, source, tag):
        sent, message = self.lines[source][self.rank].get(timeout=60)
        assert sent == tag
        assert len(message) == len(room)
        room[:] = message


def on_ranks(size, run):
    """What `run(comm)` returns or raises on each of so many ranks."""
    lines = [[queue.Queue() for _ in range(size)] for _ in range(size)]
    found = [None] * size

    def work(rank):
        try:
            found[rank] = run(Ranks(rank, lines))
        except BaseException as error:
            found[rank] = error

    threads = [threading.Thread(target=work, args=(rank,)) for rank in range(size)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.mark.parametrize("size", [2, 3, 5])
def test_every_rank_has_the_same_bits(events, size):
    spec = {"segment_s": 16.0, "bin_s": 1e-2, "threads": 1}
    once = PowerSpectrum.from_events(events, **spec)
    for spectrum in on_ranks(size, lambda comm: PowerSpectrum.from_events(events, comm=comm, **spec)):
        assert spectrum.power.tobytes() == once.power.tobytes()


def test_no_communicator_is_refused(events):
    with pytest.raises(TypeError, match="comm is a int without Get_rank"):
        PowerSpectrum.from_events(events, comm=3, segment_s=16.0)


def test_what_a_communicator_raises_is_raised(events):
    class Broken(Ranks):
        def Send(self, *_, **__):
            raise ConnectionError("no carrier")

        Recv = Send

    with pytest.raises(ConnectionError, match="no carrier"):
        PowerSpectrum.from_events(events, comm=Broken(0, [[], []]), segment_s=16.0, bin_s=1.0)


def test_mpi4py(python, tmp_path):
    pytest.importorskip("mpi4py", reason="mpi4py is not here: pip install mpi4py, and an MPI library")
    import shutil
    import subprocess
    import sys

    if shutil.which("mpirun") is None:
        pytest.skip("mpirun is not here: install Open MPI")
    script = tmp_path / "ranks.py"
    script.write_text(
        """
from pathlib import Path
from mpi4py import MPI
import numpy as np
from astrarium import EventList, PowerSpectrum
events = EventList(np.linspace(0, 640, 64000) ** 1.0001, gti=[[0, 640]])
spec = dict(segment_s=4.0, bin_s=0.01, threads=1)
ours = PowerSpectrum.from_events(events, comm=MPI.COMM_WORLD, **spec)
assert ours.power.tobytes() == PowerSpectrum.from_events(events, **spec).power.tobytes()
# what ranks print may come interleaved
Path(__file__).with_name(f"rank {MPI.COMM_WORLD.Get_rank()}").touch()
"""
    )
    command = ["mpirun", "--allow-run-as-root", "--oversubscribe", "-n", "3", sys.executable, str(script)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stderr
    assert sorted(path.name for path in tmp_path.glob("rank *")) == ["rank 0", "rank 1", "rank 2"]


def test_threads_in_a_worker_of_a_pool(events):
    """A worker's neighbours use the other cores."""
    import concurrent.futures
    import multiprocessing

    job = PowerJob.from_events(events, segment_s=16.0, bin_s=1e-2)
    with concurrent.futures.ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as executor:
        part = executor.submit(job.run_blocks, 0, 3).result()
    assert part == job.run_blocks(0, 3)
