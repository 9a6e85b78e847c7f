"""Samplers on problems with known truth: floor, peers and ours in CPU time and in calls, from one run.

Every figure is of a process of its own, on one thread. `make bench` calls this; words choose the parts:
ensemble, chains, runs, importance, nuts, python.
"""

import argparse
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from report import Report, least_said, said  # noqa: E402

# ns a call of a plain prototype without any service: a loop in one file, native likelihood included
PROTOTYPE_NS = dict(stretch=dict(P01_d2=59, P01_d10=62, P01_d25=67), rslice=dict(P01_d10=122, P01_d25=244), rwalk=dict(P01_d10=417))
WALKERS = dict(P01_d2=32, P01_d10=40, P01_d25=100)
SEEDS = 3


def peer(*words, repeats=1):
    return least_said(repeats, HERE / "peers.py", *words)


def ours(*words, repeats=3):
    return least_said(repeats, HERE / "ours.py", *words)


def ns(one):
    return 1e9 * one["cpu_s"] / one["calls"]


def mean(runs, key):
    return sum(run[key] for run in runs) / len(runs)


def ensemble(report):
    """Stretch moves of walkers: CPU a call, the likelihood included."""
    for name, walkers in WALKERS.items():
        each = [peer("emcee", name, walkers, 2000, mode, repeats=3) for mode in ("point", "batch")]
        floor = PROTOTYPE_NS["stretch"][name]
        chain = ours("ensemble", name, walkers, 20000, "native")
        bare = ours("ensemble", name, walkers, 20000, "native", 100)
        for one, what, aim in zip(each, ("emcee", "emcee, vectorized"), (100, 40)):
            report.row(f"stretch {name} against {what}", ns(one), ns(bare), aim, floor, "ns/call")
            report.row("  with the chain kept, ESS, R-hat and verdict", ns(one), ns(chain), None, floor, "ns/call")


def chains(report):
    """Nested sampling by chains at equal steps and live points, without adaptation."""
    cases = [("rslice", "P01_d10", 13, 250, 0, 80), ("rslice", "P01_d25", 28, 250, 400_000, 50), ("rwalk", "P01_d10", 30, 500, 0, 50)]
    for kernel, name, steps, live, most, aim in cases:
        theirs = peer("dynesty", name, kernel, steps, live, 0.5, 1, most)
        mine = ours("nested", name, kernel, steps, live, 0.5, 1)
        floor = PROTOTYPE_NS[kernel][name]
        report.row(f"{kernel} {name}, {steps} steps", ns(theirs), ns(mine), aim, floor, "ns/call")
        if most == 0:
            report.share("  its likelihood calls", theirs["calls"], mine["calls"], 1.05)
        adapted = ours("nested", name, kernel, steps, live, 0.5, 1, "native", "adapt", repeats=1)
        report.share("  its likelihood calls, steps adapted", theirs["calls"], adapted["calls"], None)


def runs(report):
    """Whole runs with uniform draws from ellipsoids; calls are means over seeds."""
    for name in ("P01_d2", "P04", "P06_d2", "P03_d2"):
        theirs = [peer("dynesty", name, "unif", 0, 500, 0.5, seed, 0) for seed in range(SEEDS)]
        mine = [ours("nested", name, "unif", 0, 500, 0.5, seed, repeats=1) for seed in range(SEEDS)]
        aim = None if name == "P03_d2" else 100
        report.row(f"unif {name}, whole run", mean(theirs, "cpu_s"), mean(mine, "cpu_s"), aim)
        report.share("  its likelihood calls", mean(theirs, "calls"), mean(mine, "calls"), 1.05)


def importance(report):
    """The adaptive mixture against nautilus at 2000 live points, both to 10000 effective ones."""
    for name in ("P01_d2", "P03_d2", "P11", "P12"):
        theirs = [peer("nautilus", name, 2000, 10_000, seed) for seed in range(1, SEEDS + 1)]
        mine = [ours("mixture", name, 10_000, seed, repeats=1) for seed in range(1, SEEDS + 1)]
        report.row(f"adaptive mixture {name} against nautilus", mean(theirs, "cpu_s"), mean(mine, "cpu_s"), 15)
        report.share("  its likelihood calls", mean(theirs, "calls"), mean(mine, "calls"), 1.3)
        report.note("  effective points of the peer", mean(theirs, "ess"), "")
        report.note("  effective points of ours", mean(mine, "ess"), "")
        report.note("  ln Z of the peer less ours", mean(theirs, "ln_z") - mean(mine, "ln_z"), "")


def nuts(report):
    """Gradients per effective draw of the worst parameter, tuning left out, mean of eight seeds."""
    for name, tune in (("normal_d10", 800), ("normal_d100", 800), ("P02", 800), ("rotated_d100", 800)):
        theirs, mine = said(HERE / "peers.py", "nutpie", name, 2000, tune, 8), said(HERE / "ours.py", "nuts", name, 2000, tune, 8)
        report.share(f"NUTS {name}: gradients an effective draw", theirs["per_ess"], mine["per_ess"], 1.1)


def python(report):
    """The user's likelihood in Python, at equal steps."""
    alone = ns(peer("alone", "P01_d10", 200_000, repeats=3))
    for mode, ensembles in (("point", 1), ("batch", 1), ("batch", 4)):
        theirs = peer("emcee", "P01_d10", 40, 4000, mode, repeats=3)
        mine = ours("ensemble", "P01_d10", 40, 4000 // ensembles, mode, 1, ensembles)
        of = f"stretch P01_d10, likelihood in Python by {mode}" + (f", {ensembles} ensembles" if ensembles > 1 else "")
        report.row(of, ns(theirs), ns(mine), 10, alone if mode == "point" else None, "ns/call")
        report.row("  CPU for 1000 effective draws", 1e3 * theirs["cpu_s"] / theirs["ess"], 1e3 * mine["cpu_s"] / mine["ess"], None)
    theirs = peer("dynesty", "P01_d10", "rwalk", 30, 500, 0.5, 1, 0)
    for mode in ("point", "batch"):
        mine = ours("nested", "P01_d10", "rwalk", 30, 500, 0.5, 1, mode)
        report.row(f"rwalk P01_d10, likelihood in Python by {mode}", ns(theirs), ns(mine), 10, None, "ns/call")
        report.row("  CPU for 1000 effective draws", 1e3 * theirs["cpu_s"] / theirs["ess"], 1e3 * mine["cpu_s"] / mine["ess"], None)


PARTS = dict(ensemble=ensemble, chains=chains, runs=runs, importance=importance, nuts=nuts, python=python)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="all without words")
    parts = parser.parse_args().parts or list(PARTS)
    report = Report("infer")
    print("CPU time (user + system) on one thread, imports excluded; peers are emcee 3.1.6, dynesty 3.1.0, nautilus 1.0.6,")
    print("nuts-rs through nutpie with its low-rank matrix; 'floor' is a plain prototype without any service\n")
    for part in parts:
        PARTS[part](report)
    report.save(parts=parts)


if __name__ == "__main__":
    main()
