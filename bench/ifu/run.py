"""Cubes and their gradients: floor, RUBIX and ours in CPU time, from one run.

`run.py --ours target/release/ifu-cube --library BC03MILES.fits --rubix VENV/bin/python`. RUBIX (bench/ifu/requirements.txt) has an
environment of its own; without it the cost that was measured once stands in. Ours takes BC03-MILES (4900 points in the optical where
RUBIX' BC03lr has 240), with the exact means over channels.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from report import Report  # noqa: E402

# CPU of a particle as RUBIX 0.0.5 was measured once (jax 0.10.2, cubic interpolation), forwards, and forwards and back
RUBIX_US, RUBIX_GRADIENT_US = 240.0, 880.0
STARS = 6_000_000


def said(*command):
    return json.loads(subprocess.run([str(word) for word in command], check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()[-1])


def rubix_us(python):
    """Microseconds of a particle: the difference of two sizes, so that compiling and blurring are left out."""
    few, many = (said(python, HERE / "peer.py", n) for n in (2000, 12_000))
    return 1e6 * (many["cpu_s"] - few["cpu_s"]) / (many["particles"] - few["particles"])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ours", default="target/release/ifu-cube")
    parser.add_argument("--library", required=True, help="the data set bc03miles")
    parser.add_argument("--rubix", help="Python with astro-rubix 0.0.5")
    parser.add_argument("--stars", type=int, default=STARS)
    arguments = parser.parse_args()
    report = Report("ifu")
    print("CPU time (user + system) on one core, reading left out; the floor is reading 24 bytes a particle and writing the cube at 10 GB/s\n")
    peer = rubix_us(arguments.rubix) if arguments.rubix else RUBIX_US
    for name, words in (
        ("25 x 25, nearest spaxel", []),
        ("25 x 25, tolerance 1e-4", ["--tolerance", "1e-4"]),
        ("25 x 25, clouds and a point-spread function", ["--clouds"]),
    ):
        ours = min((said(arguments.ours, "--stars", arguments.stars, *words, arguments.library) for _ in range(2)), key=lambda one: one["cpu_s"])
        floor = ours["floor_s"]
        report.row(f"cube of {arguments.stars} particles, {name}", 1e-6 * peer * arguments.stars, ours["cpu_s"], 300, floor)
        report.row("  CPU a particle", 1e3 * peer, ours["ns_per_star"], 300, None, "ns")
        report.row("  with its gradient", 1e-6 * RUBIX_GRADIENT_US * arguments.stars, ours["cpu_s"] + ours["pull_s"], 300, None)
        report.share("  gradient and cube over cube (aim: below 3)", 1.0, 1.0 + ours["gradient_over_forward"], 3.0)
        report.note("  tables, once for a galaxy and a telescope", ours["set_up_s"], "s")
        report.note("  centring and turning", ours["orient_s"], "s")
        report.note("  rank", ours["rank"], "")
    report.save(stars=arguments.stars)


if __name__ == "__main__":
    main()
