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
# what is computed, CPU seconds that are aimed at, and the largest cost of cube and gradient over that of the cube
CASES = (
    ("25 x 25, nearest spaxel", [], 1.0, 3.0),
    ("25 x 25, nearest spaxel, Gaussian PSF", ["--psf", "0.6"], 1.0, 3.0),
    ("25 x 25, tolerance 1e-4", ["--tolerance", "1e-4"], None, 3.0),
    ("25 x 25, clouds, Gaussian PSF", ["--clouds", "--psf", "0.6"], None, 5.0),
    ("100 x 100, nearest spaxel, Gaussian PSF", ["--fov", "20", "--psf", "0.6"], 5.0, 3.0),
)
# memory beyond inputs and outputs
MOST_MIB = 1000.0


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
    for name, words, aim_s, aim_gradient in CASES:
        runs = [said(arguments.ours, "--stars", arguments.stars, *words, arguments.library) for _ in range(2)]
        ours = min(runs, key=lambda one: one["cpu_s"])
        # a ratio of two times is told by the least of each
        pull_s = min(one["pull_s"] for one in runs)
        floor = ours["floor_s"]
        report.row(f"cube of {arguments.stars} particles, {name}", 1e-6 * peer * arguments.stars, ours["cpu_s"], 1000, floor)
        report.row("  CPU a particle", 1e3 * peer, ours["ns_per_star"], 1000, None, "ns")
        report.row("  with its gradient", 1e-6 * RUBIX_GRADIENT_US * arguments.stars, ours["cpu_s"] + pull_s, 1000, None)
        report.share("  gradient and cube over cube", 1.0, 1.0 + pull_s / ours["cpu_s"], aim_gradient)
        if aim_s is not None:
            report.share("  of the CPU time aimed at", aim_s, ours["cpu_s"], 1.0)
        report.note("  of these: stars to their spaxels", ours["place_s"], "s")
        report.note("  of these: spectra and blurs", ours["forward_s"], "s")
        report.note("  tables, once for a galaxy and a telescope", ours["set_up_s"], "s")
        report.note("  centring and turning", ours["orient_s"], "s")
        report.note("  rank", ours["rank"], "")
        beyond = max(0.0, ours["peak_mib"] - ours["input_mib"] - ours["output_mib"])
        report.share("  memory beyond input and output, MiB, of", MOST_MIB, beyond, 1.0)
    report.save(stars=arguments.stars)


if __name__ == "__main__":
    main()
