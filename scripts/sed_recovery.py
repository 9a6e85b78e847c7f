"""Whether fits find the galaxies that went in: mock sources drawn from the prior, fitted, and counted.

Usage: sed_recovery.py [--sources 200] [--out FOLDER] [--threads N]. Needs the data sets of `NEEDS` (`astrarium data fetch`).

Each source is drawn from the priors of the fit itself and seen through real bands with noise, so a right posterior covers the true
value of each number in 68 per cent of the sources. Ends with code 1 if they are not.
"""

import argparse
import sys
from pathlib import Path

import numpy as np

from astrarium import infer, sed

BANDS = ["galex_FUV", "galex_NUV", "sdss_u0", "sdss_g0", "sdss_r0", "sdss_i0", "twomass_J", "twomass_Ks", "wise_w1", "wise_w3"]
BANDS += ["herschel_pacs_100", "herschel_spire_250"]
NEEDS = ["bc03lr", *(f"band-{name}" for name in BANDS)]
# the priors, as ends; "log": even in the logarithm
PRIORS = {
    "age_yr": ("log", 5e8, 1e10),
    "sfh.psi_max_msun_yr": ("log", 1.0, 300.0),
    "sfh.tau_star_yr": ("log", 1e8, 1e10),
    "dust.f_mc": ("even", 0.1, 0.9),
    "dust.r_dust_pc": ("log", 5e2, 2e4),
}
NOISE = 0.05
REDSHIFT = 0.05


def truths(n, seed):
    """Galaxies of the prior: by parameter an array."""
    rng = np.random.default_rng(seed)
    drawn = {}
    for name, (kind, low, high) in PRIORS.items():
        part = rng.random(n)
        drawn[name] = low * (high / low) ** part if kind == "log" else low + (high - low) * part
    return drawn


def galaxy(**numbers):
    """The galaxy of these numbers."""
    sfh = {"kind": "insitu"} | {name[4:]: value for name, value in numbers.items() if name.startswith("sfh.")}
    dust = {"kind": "two-phase"} | {name[5:]: value for name, value in numbers.items() if name.startswith("dust.")}
    return sed.Galaxy(age_yr=numbers.get("age_yr"), redshift=REDSHIFT, sfh=sfh, dust=dust, igm=None)


def mocks(drawn, seed):
    """A catalogue of them, seen with noise."""
    rng = np.random.default_rng(seed + 1)
    n = len(drawn["age_yr"])
    fluxes = np.array([galaxy(**{name: float(drawn[name][i]) for name in drawn}).photometry(BANDS) for i in range(n)])
    errors = NOISE * fluxes
    seen = fluxes + errors * rng.standard_normal(fluxes.shape)
    columns = {"id": [f"mock{i}" for i in range(n)]}
    for k, band in enumerate(BANDS):
        columns |= {band: seen[:, k], f"{band}_err": errors[:, k]}
    return columns


def counted(drawn, found):
    """Of each parameter: parts of the sources whose interval of 68 per cent holds the truth; deviations."""
    rows = []
    for name, truth in drawn.items():
        low, middle, high = (found[f"{name}{end}"] for end in ("_lo", "", "_hi"))
        inside = float(np.mean((low <= truth) & (truth <= high)))
        sigma = 0.5 * (high - low)
        rows.append((name, inside, float(np.mean((middle - truth) / sigma)), float(np.std((middle - truth) / sigma))))
    return rows


def table(rows, n):
    """The table as text, and whether every interval holds the truth as often as it says."""
    expected = 0.6827
    error = np.sqrt(expected * (1 - expected) / n)
    lines = [f"{'parameter':<22} {'within 68 %':>12} {'expected':>16} {'mean off':>9} {'sd':>6}"]
    lines += [
        f"{name:<22} {inside:>12.3f} {expected:>9.3f} +- {error:.3f} {off:>9.2f} {spread:>6.2f}" for name, inside, off, spread in rows
    ]
    return "\n".join(lines), all(abs(inside - expected) < 4 * error for _, inside, _, _ in rows)


def draw(drawn, found, rows, path):
    """Found over true values, by parameter."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(1, len(drawn), figsize=(3.2 * len(drawn), 3.4), layout="constrained")
    for ax, (name, truth), (_, inside, _, _) in zip(axes, drawn.items(), rows, strict=True):
        middle, low, high = (found[f"{name}{end}"] for end in ("", "_lo", "_hi"))
        ax.errorbar(truth, middle, [middle - low, high - middle], fmt=".", ms=3, lw=0.5, color="#0072b2", alpha=0.6)
        ends = PRIORS[name][1:]
        ax.plot(ends, ends, color="#1a1a1a", lw=1)
        if PRIORS[name][0] == "log":
            ax.set_xscale("log")
            ax.set_yscale("log")
        ax.set_title(f"{name}\n{100 * inside:.0f} % within 68 %", fontsize=9)
        ax.set_xlabel("true")
    axes[0].set_ylabel("found")
    figure.savefig(path, dpi=150)


def main():
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sources", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--live", type=int, default=150)
    parser.add_argument("--out", type=Path, default=Path("recovery"))
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    drawn = truths(asked.sources, asked.seed)
    moved = {
        name: infer.log_uniform(low, high) if kind == "log" else infer.uniform(low, high) for name, (kind, low, high) in PRIORS.items()
    }
    found = sed.catalogue(
        galaxy(),
        mocks(drawn, asked.seed),
        moved,
        seed=asked.seed,
        threads=asked.threads,
        draws=20,
        checkpoint=asked.out / "checkpoint",
        live=asked.live,
        dlogz=0.1,
    )
    rows = counted(drawn, found)
    text, is_right = table(rows, len(found))
    failed = int(np.sum(~found.fitted))
    text += f"\n{len(found)} sources, {failed} failed"
    print(text)
    (asked.out / "recovery.txt").write_text(text + "\n")
    draw(drawn, found, rows, asked.out / "recovery.png")
    return 0 if is_right and failed == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
