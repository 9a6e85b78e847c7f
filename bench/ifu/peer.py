"""RUBIX 0.0.5 on the CPU: `peer.py PARTICLES`. Prints one JSON object; CPU seconds of a run after the one that compiles.

The same disc as ours (other random numbers), MUSE's 25 by 25 spaxels at redshift 0.045, the library BC03lr that RUBIX ships, blurs as in
its documentation, no noise. RUBIX compiles at each call; what is told is the run's whole cost and that of fewer particles, so that
their difference is the cost of particles.
"""

import json
import resource
import sys
import tempfile
from pathlib import Path

import h5py
import numpy as np


def disc(n):
    draw = np.random.default_rng(1)
    radius = -1.2 * np.log(draw.uniform(size=n) * draw.uniform(size=n))
    angle = 2 * np.pi * draw.uniform(size=n)
    coords = np.column_stack([radius * np.cos(angle), radius * np.sin(angle), 0.3 * (draw.uniform(size=n) - 0.5)])
    speed = 200 * np.tanh(radius)
    velocity = np.column_stack([-speed * np.sin(angle), speed * np.cos(angle), np.zeros(n)]) + draw.normal(0, 40, (n, 3))
    return dict(coords=(coords, "kpc"), velocity=(velocity, "km/s"), mass=(np.full(n, 2e4), "Msun"),
                metallicity=(draw.uniform(0.004, 0.034, n), ""), age=(draw.uniform(5.2, 10.2, n), "Gyr"))


def write(path, n):
    with h5py.File(path, "w") as file:
        file.create_group("meta").attrs["name"] = "disc"
        galaxy = file.create_group("galaxy")
        for name, value, unit in (("redshift", 0.0, ""), ("center", np.zeros(3), "kpc"), ("halfmassrad_stars", 2.0, "kpc")):
            galaxy.create_dataset(name, data=value).attrs["unit"] = unit
        stars = file.create_group("particles/stars")
        for name, (values, unit) in disc(n).items():
            stars.create_dataset(name, data=values).attrs["unit"] = unit


def config(folder):
    return dict(
        pipeline=dict(name="calc_ifu"),
        logger=dict(log_level="ERROR", log_file_path=None, format="%(message)s"),
        data=dict(name="IllustrisAPI", args=dict(api_key="", particle_type=["stars"], simulation="TNG50-1", snapshot=99, save_data_path=str(folder)),
                  load_galaxy_args=dict(id=0, reuse=True), subset=dict(use_subset=False, subset_size=0)),
        simulation=dict(name="IllustrisTNG", args=dict(path=str(folder / "galaxy-id-0.hdf5"))),
        output_path=str(folder),
        telescope=dict(name="MUSE", psf=dict(name="gaussian", size=5, sigma=0.6), lsf=dict(sigma=0.5),
                       noise=dict(signal_to_noise=1e9, noise_distribution="normal")),
        cosmology=dict(name="PLANCK15"),
        galaxy=dict(dist_z=0.045, rotation=dict(type="edge-on")),
        ssp=dict(template=dict(name="BruzualCharlot2003"), method="cubic",
                 dust=dict(extinction_model="Cardelli89", dust_to_gas_ratio=0.01, dust_to_metals_ratio=0.4, dust_grain_density=3.5, Rv=3.1)),
    )


def cpu_s():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main():
    n = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        write(folder / "rubix_galaxy.h5", n)
        from rubix.core.pipeline import RubixPipeline

        pipeline = RubixPipeline(config(folder))
        data = pipeline.prepare_data()
        pipeline.run_sharded(data).block_until_ready()
        start = cpu_s()
        cube = pipeline.run_sharded(data).block_until_ready()
        used = cpu_s() - start
    print(json.dumps(dict(particles=n, cpu_s=used, total=float(cube.sum()))))


if __name__ == "__main__":
    main()
