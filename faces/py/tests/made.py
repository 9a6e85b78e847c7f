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
