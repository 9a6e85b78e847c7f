"""What the benchmarks share: jobs in processes of their own, and the table that they print and keep."""

import json
import os
import platform
import resource
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent


def child_cpu_s(command, repeats=3):
    """Least CPU seconds (user and system) of a whole process over some runs."""
    least = float("inf")
    for _ in range(repeats):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        least = min(least, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
    return least


def said(script, *words):
    """The JSON object that a job prints in a process of its own."""
    command = [sys.executable, str(script), *map(str, words)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()[-1])


def least_said(repeats, script, *words):
    """What the job of the least CPU time said, of a few runs of it."""
    return min((said(script, *words) for _ in range(repeats)), key=lambda one: one["cpu_s"])


class Report:
    """Rows of the table, printed as they come and kept as JSON."""

    def __init__(self, name):
        self.name, self.rows = name, []

    def row(self, what, peer, ours, aim, floor=None, unit="s"):
        """A cost at the peer's and at ours; the aim is the least ratio of the two."""
        ratio = peer / ours
        shown = "" if floor is None else f"floor {floor:9.3f}  ours/floor {ours / floor:5.2f}  "
        verdict = "" if aim is None else f"  (aim {aim}: {'reached' if ratio >= aim else 'NOT reached'})"
        print(f"{what:58s} {shown}peer {peer:9.3f}  ours {ours:9.3f} {unit}  ratio {ratio:6.1f}{verdict}", flush=True)
        self.rows.append(dict(what=what, unit=unit, floor=floor, peer=peer, ours=ours, ratio=ratio, aim=aim))

    def share(self, what, peer, ours, most):
        """A number of calls at the peer's and at ours; the aim is the largest share."""
        share = ours / peer
        verdict = "" if most is None else f"  (aim {most}: {'reached' if share <= most else 'NOT reached'})"
        print(f"{what:58s} peer {peer:11.1f}  ours {ours:11.1f}  share {share:6.2f}{verdict}", flush=True)
        self.rows.append(dict(what=what, peer=peer, ours=ours, share=share, most=most))

    def note(self, what, value, unit):
        print(f"{what:58s} {value:.3f} {unit}", flush=True)
        self.rows.append(dict(what=what, value=value, unit=unit))

    def save(self, **settings):
        """Keep the table in the folder of results, under the day's name."""
        results = HERE / "results"
        results.mkdir(exist_ok=True)
        file = results / f"{self.name}-{time.strftime('%Y-%m-%d')}.json"
        machine = dict(cores=os.cpu_count(), system=platform.system(), architecture=platform.machine())
        file.write_text(json.dumps(dict(machine=machine, **settings, rows=self.rows), indent=1) + "\n")
        print(f"\nkept in {file}")
