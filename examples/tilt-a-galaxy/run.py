"""Inclination and metallicity gradient of a galaxy, from its cube alone, by gradient descent."""

import sys

import numpy as np

from astrarium import ifu

TRUE = {"inclination_deg": 58.0, "central": -1.75, "per_kpc": -0.06}
START = {"inclination_deg": 30.0, "central": -2.1, "per_kpc": 0.0}
# how far a step may go in each of them to begin with, and how many there are
RATES = np.array([3.0, 0.04, 0.008])
STEPS = 60
PER_CHANNEL = 30.0

# 14 spaxels of an arcsecond, and the part of the spectrum with the lines of hydrogen, magnesium and iron
telescope = {
    "name": "narrow", "source": "this example", "fov_arcsec": 14.0, "spaxel_arcsec": 1.0, "aperture": "square",
    "wave_range_aa": [4900.0, 5700.0], "wave_step_aa": 2.0, "medium": "air", "lsf": {"fwhm_aa": 4.0},
    "psf": {"fwhm_arcsec": 1.5},
}  # fmt: skip
galaxy = ifu.Galaxy.generate(n_stars=20000, n_gas=0, redshift=0.03, seed=1)
# a galaxy that has stopped to form stars: single young particles would outshine their spaxels
old = galaxy.stars | {"age_gyr": np.maximum(galaxy.stars["age_gyr"], 1.0)}
galaxy = ifu.Galaxy(old, redshift=0.03)
scene = ifu.Scene(galaxy, telescope, assignment="cloud", library=sys.argv[1] if len(sys.argv) > 1 else "bc03miles")
radius_kpc = np.hypot(*scene.inputs["position_kpc"][:, :2].T)


def inputs(inclination_deg, central, per_kpc):
    """What the cube is a function of: here three numbers say it all."""
    return {"angles_deg": [inclination_deg, 0.0, 0.0], "metallicity": 10 ** (central + per_kpc * radius_kpc)}


def gradient(point, derivatives):
    """The chain rule, from the stars' metallicities to the two numbers that give them."""
    given = inputs(*point)
    slopes = scene.pull(given, derivatives)
    by_log = slopes["metallicity"] * given["metallicity"] * np.log(10)
    return np.array([slopes["angles_deg"][0], by_log.sum(), (by_log * radius_kpc).sum()])


# what was measured: the true cube with noise that is the same in all channels and spaxels
true = scene.cube(inputs(*TRUE.values()))
noise = np.median(true.max(axis=2)) / PER_CHANNEL
measured = true + noise * np.random.default_rng(2).standard_normal(true.shape)

# Adam: steps along the mean gradient, in units of its scatter
point, mean, square, path = np.array(list(START.values())), np.zeros(3), np.zeros(3), []
for step in range(1, STEPS + 1):
    rest = (scene.cube(inputs(*point)) - measured) / noise
    path.append([*point, np.mean(rest**2)])
    slope = gradient(point, 2 * rest / noise / rest.size)
    mean, square = 0.8 * mean + 0.2 * slope, 0.95 * square + 0.05 * slope**2
    move = (mean / (1 - 0.8**step)) / np.sqrt(square / (1 - 0.95**step))
    point = point - RATES * move * min(1.0, 2 * (1 - step / STEPS))
found = scene.cube(inputs(*point))
path.append([*point, np.mean(((found - measured) / noise) ** 2)])

for name, value in zip(TRUE, point, strict=True):
    print(f"{name} = {value:.4f}")
print(f"chi2 = {path[-1][3]:.4f}")
if len(sys.argv) > 2:
    np.savez(sys.argv[2], path=path, true=list(TRUE.values()), measured=measured, found=found, noise=noise,
             start=scene.cube(inputs(*START.values())), wave_aa=scene.wave_aa)  # fmt: skip
