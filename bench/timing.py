"""Averaged power spectra of event files: floor, peer and ours in CPU seconds, from one run.

Each figure is the least of a few runs, in a process of its own. `make bench` calls this.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

HERE = Path(__file__).parent
SEGMENT_S, BIN_S = 16.0, 2.0**-12


def child_cpu_s(command, repeats=3):
    """Least CPU seconds (user and system) of a whole process over some runs."""
    least = float("inf")
    for _ in range(repeats):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        least = min(least, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
    return least


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
    said = []
    for _ in range(repeats):
        command = [sys.executable, HERE / "peer_stingray.py", job, path]
        said.append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
    return min(said, key=lambda one: one["cpu_s"])


def ours(job, path, repeats=5):
    """The least CPU time of a job of ours as a Python user runs it on one thread, imports excluded."""
    said = []
    for _ in range(repeats):
        command = [sys.executable, str(HERE / "ours.py"), job, path]
        said.append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
    return min(said, key=lambda one: one["cpu_s"])


class Report:
    """Rows of the table, printed as they come and kept as JSON."""

    def __init__(self, options):
        self.options, self.rows = options, []

    def program(self, path, out, threads=1):
        command = [self.options.program, "timing", "power", path, "--segment-s", str(SEGMENT_S), "--bin-s", str(BIN_S)]
        return [*command, "--norm", "leahy", "--threads", str(threads), "--quiet", "--out", out]

    def program_s(self, path, threads=1, measure=child_cpu_s):
        """The whole program with all that it writes: tables, pictures, report."""
        with tempfile.TemporaryDirectory() as folder:
            command = self.program(path, f"{folder}/run", threads)
            return measure([*command, "--overwrite"])

    def floor(self, path):
        done = subprocess.run([self.options.floor, path], check=True, capture_output=True, text=True)
        return json.loads(done.stdout)

    def row(self, what, peer_s, ours_s, target, floor_s=None):
        ratio = peer_s / ours_s
        floor = "" if floor_s is None else f"floor {floor_s:7.3f}  ours/floor {ours_s / floor_s:4.2f}  "
        verdict = "reached" if ratio >= target else "NOT reached"
        print(f"{what:58s} {floor}peer {peer_s:8.3f}  ours {ours_s:7.3f}  ratio {ratio:6.1f}  (aim {target}: {verdict})", flush=True)
        self.rows.append(dict(what=what, floor_s=floor_s, peer_s=peer_s, ours_s=ours_s, ratio=ratio, aim=target))

    def note(self, what, value, unit):
        print(f"{what:58s} {value:.3f} {unit}", flush=True)
        self.rows.append(dict(what=what, value=value, unit=unit))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--events", type=int, required=True)
    parser.add_argument("--large", type=int, required=True)
    parser.add_argument("--program", required=True)
    parser.add_argument("--floor", required=True)
    options = parser.parse_args()
    report = Report(options)
    print("CPU seconds (user + system), least of a few runs; imports excluded on both sides unless said; the peer is stingray 2.3.2\n")
    small(report, options.folder / f"nicer_like_{options.events}.evt", options.events)
    if options.large:
        large(report, options.folder / f"nicer_like_{options.large}.evt", options.large)
    save(report, options)


def small(report, path, events):
    floor = report.floor(path)
    for term in ("read", "events", "transforms"):
        report.note(f"floor, {term}", floor[f"{term}_s"], "s")
    streamed_s = ours("stream", path)["cpu_s"]
    report.row(f"{events:.0e} events: streamed", peer("stream", path)["cpu_s"], streamed_s, 10, floor["total_s"])
    ours_s = report.program_s(path)
    gz = Path(f"{path}.gz")
    report.row(f"{events:.0e} events, gzip: against reading alone", peer("read", gz, 1)["cpu_s"], report.program_s(gz), 6)
    whole = child_cpu_s([sys.executable, HERE / "peer_stingray.py", "read_spectrum", path], 2)
    report.row(f"{events:.0e} events: whole process, with files and pictures", whole, ours_s, 20)
    # short calls swing with the machine's memory: taken in turn, and the pair of the middle ratio
    pairs = [(peer("memory", path, 1), ours("memory", path, 1)) for _ in range(5)]
    theirs, mine = sorted(pairs, key=lambda pair: pair[0]["cpu_s"] / pair[1]["cpu_s"])[2]
    if theirs["bins"] != mine["bins"]:
        print(f"note: {theirs['bins']} bins a segment at the peer, {mine['bins']} at ours")
    report.row(f"{events:.0e} events in memory, second call, 1 thread", theirs["cpu_s"], mine["cpu_s"], 5)


def large(report, path, events):
    ours_s, floor = ours("stream", path)["cpu_s"], report.floor(path)
    report.row(f"{events:.0e} events: streamed", peer("stream", path, 1)["cpu_s"], ours_s, 15, floor["total_s"])
    report.note(f"{events:.0e} events: peak anonymous memory of ours", report.program_s(path, measure=peak_anonymous_mib), "MiB")
    one, two = report.program_s(path, 1, wall_s), report.program_s(path, 2, wall_s)
    report.note(f"{events:.0e} events: efficiency of 2 threads (wall)", one / two / 2, "")


def save(report, options):
    results = HERE / "results"
    results.mkdir(exist_ok=True)
    file = results / f"timing-{time.strftime('%Y-%m-%d')}.json"
    machine = dict(cores=os.cpu_count(), system=platform.system(), architecture=platform.machine())
    file.write_text(json.dumps(dict(machine=machine, events=options.events, large=options.large, rows=report.rows), indent=1) + "\n")
    print(f"\nkept in {file}")


if __name__ == "__main__":
    main()
