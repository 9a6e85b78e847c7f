"""The peak of the spectrum, and the rms around it, from Python."""

import sys

import astrarium

spectrum = astrarium.PowerSpectrum.from_file(sys.argv[1], segment_s=8.0, bin_s=0.03125, norm="frac")
peak = max(zip(spectrum.power[24:56], spectrum.freq_hz[24:56]))
rms, rms_err = spectrum.compute_rms(3.5, 6.0)
print("peak_hz =", peak[1])
print("rms =", rms)
