"""Usual calls of stingray, run through whichever module is given: ours or the original.

``python compat_cases.py`` with stingray installed writes the reference numbers.
"""

import importlib.metadata
import json
import sys
import warnings

import numpy as np

GTI = [[0.0, 100.0], [110.5, 256.0]]


def uniform(n, seed):
    """Uniform numbers of a 64-bit linear congruential generator: the same on every machine."""
    state, numbers = seed, np.empty(n)
    for k in range(n):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        numbers[k] = (state >> 11) * 2.0**-53
    return numbers


def band(n, delay, seed):
    """Times and energies of a source with a strong, slow and noisy oscillation, `delay` late."""
    time = 256.0 * uniform(n, seed)
    keep = uniform(n, seed + 1) < 0.5 + 0.3 * np.sin(2 * np.pi * 0.5 * (time - delay)) + 0.15 * np.sin(2 * np.pi * 1.3 * time)
    order = np.argsort(time[keep], kind="stable")
    return time[keep][order], (0.3 + 11.7 * uniform(n, seed + 2))[keep][order]


def cases(m):
    """All numbers, by name."""
    out = {}
    time, energy = band(12000, 0.0, 1)
    time2, energy2 = band(9000, 0.05, 101)
    one = m.EventList(time=time, energy=energy, gti=GTI, mjdref=55197.0)
    two = m.EventList(time=time2, energy=energy2, gti=GTI, mjdref=55197.0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        event_list(m, one, two, out)
        light_curve(m, one, two, out)
        power(m, one, out)
        cross(m, one, two, out)
    return out


def event_list(m, one, two, out):
    """EventList."""
    out["events.ncounts"] = one.ncounts
    hard = one.filter_energy_range([2.0, 10.0])
    out["events.filter_energy_range.time"] = hard.time[::50]
    out["events.filter_energy_range.energy"] = hard.energy[::50]
    out["events.get_energy_mask"] = np.flatnonzero(one.get_energy_mask([2.0, 10.0]))[::50]
    joined = one.join(two)
    out["events.join.time"] = joined.time[::50]
    out["events.join.gti"] = joined.gti
    shuffled = m.EventList(time=[3.0, 1.0, 2.0], energy=[30.0, 10.0, 20.0], gti=[[0.0, 4.0]], skip_checks=True)
    out["events.sort.energy"] = shuffled.sort().energy
    curve = one.to_lc(dt=4.0)
    out["events.to_lc.time"] = curve.time
    out["events.to_lc.counts"] = curve.counts
    out["events.to_lc.counts_err"] = curve.counts_err
    out["events.from_lc.time"] = m.EventList.from_lc(one.to_lc(dt=8.0)).time[::50]


def light_curve(m, one, two, out):
    """Lightcurve."""
    made = m.Lightcurve.make_lightcurve(one.time, dt=1.0, gti=np.asarray(GTI), tstart=0.0, tseg=256.0, mjdref=55197.0)
    out["lightcurve.make.counts"] = made.counts
    out["lightcurve.meanrate"] = made.meanrate
    out["lightcurve.meancounts"] = made.meancounts
    out["lightcurve.tstart"] = made.tstart
    out["lightcurve.tseg"] = made.tseg
    out["lightcurve.n"] = made.n
    out["lightcurve.countrate"] = made.countrate
    whole = m.Lightcurve.make_lightcurve(one.time, dt=1.0, gti=np.asarray([[0.0, 100.0], [111.0, 256.0]]), tstart=0.0, tseg=256.0)
    rebinned = whole.rebin(dt_new=4.0)
    out["lightcurve.rebin.time"] = rebinned.time
    out["lightcurve.rebin.counts"] = rebinned.counts
    out["lightcurve.rebin.counts_err"] = rebinned.counts_err
    short = made.truncate(start=20.0, stop=60.0, method="time")
    out["lightcurve.truncate.time"] = short.time
    other = two.to_lc(dt=1.0, tstart=0.0, tseg=256.0)
    for name, curve in {"add": made + other, "sub": made - other}.items():
        out[f"lightcurve.{name}.counts"] = curve.counts
        out[f"lightcurve.{name}.counts_err"] = curve.counts_err
    out["lightcurve.split.n"] = [piece.n for piece in made.split_by_gti()]
    out["lightcurve.slice.counts"] = made[10:20].counts
    given = m.Lightcurve(np.arange(0.5, 8.0), np.arange(8.0) + 3.0, err=np.full(8, 0.5), err_dist="gauss", gti=[[0.0, 8.0]])
    out["lightcurve.gauss.countrate_err"] = given.countrate_err


def power(m, one, out):
    """AveragedPowerspectrum."""
    for norm in ["leahy", "frac", "abs", "none"]:
        spectrum = m.AveragedPowerspectrum.from_events(one, dt=0.05, segment_size=8.0, norm=norm, silent=True)
        for name in ["power", "power_err", "unnorm_power"]:
            out[f"power.{norm}.{name}"] = getattr(spectrum, name)
    leahy = m.AveragedPowerspectrum(one, segment_size=8.0, dt=0.05, norm="leahy", silent=True)
    for name in ["freq", "power", "m", "n", "df", "nphots", "dt", "segment_size"]:
        out[f"power.{name}"] = getattr(leahy, name)
    curve = one.to_lc(dt=0.05)
    from_curve = m.AveragedPowerspectrum(curve, segment_size=8.0, norm="frac", silent=True)
    out["power.from_lightcurve.power"] = from_curve.power
    out["power.from_time_array.power"] = m.AveragedPowerspectrum.from_time_array(
        one.time, 0.05, segment_size=8.0, gti=np.asarray(GTI), norm="leahy", silent=True
    ).power
    each = m.AveragedPowerspectrum(one, segment_size=8.0, dt=0.05, norm="frac", silent=True, use_common_mean=False)
    out["power.each_mean.power"] = each.power
    rebinned(leahy, "power", out)
    out["power.to_norm.power"] = leahy.to_norm("abs").power
    frac = leahy.to_norm("frac")
    out["power.compute_rms"] = frac.compute_rms(0.3, 2.0)
    out["power.compute_rms.log"] = frac.rebin_log(0.03).compute_rms(0.3, 2.0)
    out["power.significances.p"], out["power.significances.index"] = leahy.classical_significances(threshold=0.01, trial_correction=True)
    out["power.upper_limit"] = leahy.modulation_upper_limit(fmin=2.0, fmax=9.0, c=0.95)


def cross(m, one, two, out):
    """AveragedCrossspectrum."""
    for norm in ["leahy", "frac", "abs", "none"]:
        spectrum = m.AveragedCrossspectrum.from_events(one, two, dt=0.05, segment_size=2.0, norm=norm, silent=True)
        for name in ["power", "power_err", "unnorm_power"]:
            out[f"cross.{norm}.{name}"] = getattr(spectrum, name)
    spectrum = m.AveragedCrossspectrum(one, two, segment_size=2.0, dt=0.05, norm="leahy", silent=True)
    for name in ["freq", "m", "n", "df", "nphots1", "nphots2", "countrate1", "countrate2"]:
        out[f"cross.{name}"] = getattr(spectrum, name)
    out["cross.pds1.power"] = spectrum.pds1.power
    out["cross.pds2.power"] = spectrum.pds2.power
    for name in ["phase_lag", "time_lag", "raw_coherence", "intrinsic_coherence"]:
        out[f"cross.{name}"] = getattr(spectrum, name)()
    real = m.AveragedCrossspectrum(one, two, segment_size=2.0, dt=0.05, norm="leahy", power_type="real", silent=True)
    out["cross.real.power"] = real.power
    rebinned(spectrum, "cross", out)
    out["cross.rebin_log.phase_lag"] = spectrum.rebin_log(0.1).phase_lag()
    out["cross.to_norm.power"] = spectrum.to_norm("frac").power
    curves = m.AveragedCrossspectrum(one.to_lc(dt=0.05, tstart=0.0, tseg=256.0), two.to_lc(dt=0.05, tstart=0.0, tseg=256.0), segment_size=2.0, norm="abs", silent=True)
    out["cross.from_lightcurves.power"] = curves.power


def rebinned(spectrum, name, out):
    """Both rebinnings of a spectrum."""
    coarse = {"rebin": spectrum.rebin(df=3 * spectrum.df), "rebin_f": spectrum.rebin(f=4), "rebin_log": spectrum.rebin_log(0.05)}
    for kind, result in coarse.items():
        if name == "cross":
            # the original evaluates the errors of averaged powers when a lag is asked for, not before
            result.phase_lag()
        for attribute in ["freq", "power", "power_err", "m", "k"]:
            out[f"{name}.{kind}.{attribute}"] = getattr(result, attribute)


def plain(value):
    """Arrays as lists, complex numbers as pairs, for JSON."""
    array = np.asarray(value)
    if np.iscomplexobj(array):
        return {"re": plain(array.real), "im": plain(array.imag)}
    return [None if x != x else x for x in array.astype(float).ravel().tolist()]


def main():
    """Write the reference numbers of the stingray that is installed."""
    import stingray
    from stingray import AveragedCrossspectrum, AveragedPowerspectrum, EventList, Lightcurve  # noqa: F401

    numbers = {name: plain(value) for name, value in cases(stingray).items()}
    packages = {name: importlib.metadata.version(name) for name in ["stingray", "numpy", "scipy"]}
    json.dump({"made by": "faces/py/tests/compat_cases.py", "packages": packages, "numbers": numbers}, sys.stdout, separators=(",", ":"))


if __name__ == "__main__":
    main()
