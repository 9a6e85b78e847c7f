"""Photometric likelihoods of a galaxy in 27 bands: floor, peer and ours in CPU microseconds a call, from one run.

Each figure is the least of a few runs on one core. usage: run.py --vectors FOLDER --library FILE --home FOLDER --program FILE, with
the library of the vectors' README (made if it is not there), a home for GalaPy's database, and `sed-time` of the crate
`astrarium-bench`. The interpreter must have galapy-fit 0.6.2.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

import problems  # noqa: E402
from report import Report, least_said  # noqa: E402


def ours(options, components):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        fit = problems.ours(options.vectors, options.library, components)
        json.dump(dict(fit=fit, rows=problems.rows(options.vectors).tolist()), file)
        file.flush()
        done = subprocess.run([options.program, file.name], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser()
    for name in ("vectors", "library", "home", "program"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    options = parser.parse_args()
    if not options.library.exists():
        problems.library(options.vectors, options.library)
    report = Report("sed")
    print("CPU microseconds a likelihood, least of a few runs, one core; the peer is galapy-fit 0.6.2\n")
    for components, aim in (("base", None), ("all", 50)):
        peer = least_said(2, HERE / "peer_galapy.py", options.vectors, options.home, components)["us"]
        mine = ours(options, components)
        report.row(f"27 bands, {components} components", peer, mine["likelihood_us"], aim, mine["sums_us"], unit="us")
        ratio = mine["with_gradient_us"] / mine["likelihood_us"]
        report.note(f"27 bands, {components} components: value and slopes over value", ratio, "")
    report.save()


if __name__ == "__main__":
    main()
