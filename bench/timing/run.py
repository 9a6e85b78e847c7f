"""Averaged power spectra of event files: floor, peer and ours in CPU seconds, from one run.

Each figure is the least of a few runs, in a process of its own. `make bench` calls this.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from report import Report, child_cpu_s, least_said  # noqa: E402

SEGMENT_S, BIN_S = 16.0, 2.0**-12


def peak_anonymous_mib(command):
    """Peak of the memory that is not a mapped file, sampled every 10 ms (Linux only)."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    peak = 0

    def sample():
        nonlocal peak
        while process.poll() is None:
            try:
                lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
            except OSError:
                return
            for line in lines:
                if line.startswith("RssAnon:"):
                    peak = max(peak, int(line.split()[1]))
            time.sleep(0.01)

    watcher = threading.Thread(target=sample)
    watcher.start()
    process.wait()
    watcher.join()
    return peak / 1024


def wall_s(command):
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def peer(job, path, repeats=3):
    """The least CPU time that the peer says it took, imports excluded."""
    return least_said(repeats, HERE / "peer.py", job, path)


def ours(job, path, repeats=5):
    """The least CPU time of a job of ours as a Python user runs it on one thread, imports excluded."""
    return least_said(repeats, HERE / "ours.py", job, path)


class Program:
    """The program of ours, and the floor of its files."""

    def __init__(self, options):
        self.options = options

    def command(self, path, out, threads=1):
        command = [self.options.program, "timing", "power", path, "--segment-s", str(SEGMENT_S), "--bin-s", str(BIN_S)]
        return [*command, "--norm", "leahy", "--threads", str(threads), "--quiet", "--out", out]

    def measure(self, path, threads=1, measure=child_cpu_s):
        """The whole program with all that it writes: tables, pictures, report."""
        with tempfile.TemporaryDirectory() as folder:
            return measure([*self.command(path, f"{folder}/run", threads), "--overwrite"])

    def floor(self, path):
        done = subprocess.run([self.options.floor, path], check=True, capture_output=True, text=True)
        return json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--events", type=int, required=True)
    parser.add_argument("--large", type=int, required=True)
    parser.add_argument("--program", required=True)
    parser.add_argument("--floor", required=True)
    options = parser.parse_args()
    report, program = Report("timing"), Program(options)
    print("CPU seconds (user + system), least of a few runs; imports excluded on both sides unless said; the peer is stingray 2.3.2\n")
    small(report, program, options.folder / f"nicer_like_{options.events}.evt", options.events)
    if options.large:
        large(report, program, options.folder / f"nicer_like_{options.large}.evt", options.large)
    report.save(events=options.events, large=options.large)


def small(report, program, path, events):
    floor = program.floor(path)
    for term in ("read", "events", "transforms"):
        report.note(f"floor, {term}", floor[f"{term}_s"], "s")
    streamed_s = ours("stream", path)["cpu_s"]
    report.row(f"{events:.0e} events: streamed", peer("stream", path)["cpu_s"], streamed_s, 10, floor["total_s"])
    ours_s = program.measure(path)
    gz = Path(f"{path}.gz")
    report.row(f"{events:.0e} events, gzip: against reading alone", peer("read", gz, 1)["cpu_s"], program.measure(gz), 6)
    whole = child_cpu_s([sys.executable, HERE / "peer.py", "read_spectrum", path], 2)
    report.row(f"{events:.0e} events: whole process, with files and pictures", whole, ours_s, 20)
    # short calls swing with the machine's memory: taken in turn, and the pair of the middle ratio
    pairs = [(peer("memory", path, 1), ours("memory", path, 1)) for _ in range(5)]
    theirs, mine = sorted(pairs, key=lambda pair: pair[0]["cpu_s"] / pair[1]["cpu_s"])[2]
    if theirs["bins"] != mine["bins"]:
        print(f"note: {theirs['bins']} bins a segment at the peer, {mine['bins']} at ours")
    report.row(f"{events:.0e} events in memory, second call, 1 thread", theirs["cpu_s"], mine["cpu_s"], 5)


def large(report, program, path, events):
    ours_s, floor = ours("stream", path)["cpu_s"], program.floor(path)
    report.row(f"{events:.0e} events: streamed", peer("stream", path, 1)["cpu_s"], ours_s, 15, floor["total_s"])
    report.note(f"{events:.0e} events: peak anonymous memory of ours", program.measure(path, measure=peak_anonymous_mib), "MiB")
    one, two = program.measure(path, 1, wall_s), program.measure(path, 2, wall_s)
    report.note(f"{events:.0e} events: efficiency of 2 threads (wall)", one / two / 2, "")


if __name__ == "__main__":
    main()
