"""Prints properties of bands as sedpy has them: name, pivot, effective wavelength (of Fukugita et al. 1996) and rectangular
width in angstrom, AB magnitudes of Vega (CALSPEC 011) and of 1e-17 (wave/5000)^-1 erg/s/cm2/A."""
import numpy as np
from astropy.io import fits
from importlib.resources import files
from sedpy import observate

NAMES = """galex_FUV galex_NUV sdss_u0 sdss_g0 sdss_r0 sdss_i0 sdss_z0 bessell_V twomass_J twomass_Ks wise_w1 wise_w4
acs_wfc_f814w wfc3_ir_f160w jwst_f200w spitzer_irac_ch1 gaia_g""".split()
vega = fits.getdata(str(files("sedpy").joinpath("data/alpha_lyr_stis_011.fits")))
star = vega["WAVELENGTH"].astype(float), vega["FLUX"].astype(float)
wave = np.exp(np.linspace(np.log(1000), np.log(4e5), 400001))
print("name,pivot_aa,effective_aa,rectangular_width_aa,vega_ab_mag,power_law_ab_mag")
for name in NAMES:
    band = observate.Filter(name)
    mags = band.ab_mag(*star), band.ab_mag(wave, 1e-17 * 5000 / wave)
    numbers = band.wave_pivot, band.wave_effective, band.rectangular_width, *map(float, mags)
    print(",".join([name, *(f"{number:.10g}" for number in numbers)]))
