"""Events and light curves that tests share."""

import numpy as np

from astrarium import EventList, LightCurve


def events(n=8000, span_s=64.0, seed=5):
    """Photons of a source with a 5 Hz oscillation, with energies, channels and detectors."""
    rng = np.random.default_rng(seed)
    time = np.sort(rng.uniform(0, span_s, 2 * n))
    time = time[rng.random(2 * n) < 0.5 + 0.3 * np.sin(2 * np.pi * 5.0 * time)]
    energy = rng.uniform(0.3, 12.0, len(time))
    return EventList(
        time,
        energy_kev=energy,
        pi=(energy * 100).astype(int),
        detector=rng.integers(0, 4, len(time)),
        gti=[[0.0, span_s]],
        mjdref=(56658, 0.000777592592592593),
    )


def curve(n=64, seed=3):
    """Counts in bins of 1 s."""
    return LightCurve(np.arange(n) + 0.5, np.random.default_rng(seed).poisson(20, n), bin_s=1.0, mjdref=56658)


def library(path, wave_aa, age_yr, metallicity, light):
    """Write spectra [wavelength, age], the same for two metallicities, as GalaPy does."""
    arrays = [wave_aa, age_yr, metallicity, np.stack([light, light])]
    path.write_bytes(b"".join(np.uint64(array.size).tobytes() + array.astype("<f8").tobytes() for array in arrays))
    return path


def stars(folder):
    """Keywords of a galaxy whose stars are made up: they fade and redden with age; three bands of their own."""
    wave_aa = np.geomspace(300.0, 3e7, 200)
    age_yr = np.concatenate([[0.0], np.geomspace(1e6, 2e10, 14)])
    metallicity = np.array([1e-3, 0.05])
    hot = 3e4 * (1 + age_yr / 1e6) ** -0.2
    x = 1.4388e8 / (wave_aa[:, None] * hot)
    light = (1 + age_yr / 1e6) ** -0.8 * (wave_aa[:, None] / 5e3) ** -5 / np.expm1(np.minimum(x, 600.0)) * 1e-2
    path = library(folder / "made.dat", wave_aa, age_yr, metallicity, light)
    ends = {"u": (3200, 3900), "r": (5600, 6900), "k": (20000, 23000)}
    bands = {name: ([low, low + 10, high - 10, high], [0, 1, 1, 0]) for name, (low, high) in ends.items()}
    return {"library": path, "own_bands": bands}


def lines(folder):
    """A library of two ages with narrow absorption lines at random places: its file, wavelengths (vacuum) and the spectra by age."""
    rng = np.random.default_rng(7)
    wave_aa = np.arange(4300.0, 6300.0, 0.5)
    age_yr, metallicity = np.array([1e9, 1e10]), np.array([0.01, 0.02])
    spectra = np.ones((2, len(wave_aa)))
    for spectrum, n in zip(spectra, (60, 90), strict=True):
        for middle, depth, width in zip(rng.uniform(4300, 6300, n), rng.uniform(0.1, 0.6, n), rng.uniform(0.8, 2.5, n), strict=True):
            spectrum *= 1 - depth * np.exp(-0.5 * ((wave_aa - middle) / width) ** 2)
    spectra *= 1e-4 * np.array([[2.0], [1.0]]) * (wave_aa / 5000) ** np.array([[-1.0], [0.5]])
    return library(folder / "lines.dat", wave_aa, age_yr, metallicity, spectra.T), wave_aa, spectra
