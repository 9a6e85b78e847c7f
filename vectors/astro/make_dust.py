"""Prints A(lambda)/A(V) of dust laws as other programs have them: law, parameter, its value, wavelength in um, ratio, program."""
import extinction
import numpy as np
from dust_extinction.averages import G03_SMCBar
from dust_extinction.parameter_averages import CCM89, O94
import astropy.units as u
from sedpy import attenuation

# sedpy's default bump is of another width than that of Noll et al. (0.2175 and 0.035 um)
DRUDE = {"x0": 1 / 0.2175, "gamma": 0.035 / 0.2175**2}
waves = np.array([0.1005, 0.121, 0.1405, 0.18, 0.2175, 0.26, 0.31, 0.365, 0.44, 0.55, 0.64, 0.79, 0.95, 1.25, 1.63, 2.19])


def put(law, name, value, ratios, program, waves=waves):
    for wave, ratio in zip(waves, np.ravel(ratios)):
        print(f"{law},{name},{value},{wave},{ratio:.12g},{program}")


print("law,parameter,value,wave_um,ratio,program")
aa = waves * 1e4
for r_v in [2.5, 3.1, 5.0]:
    put("cardelli1989", "r_v", r_v, extinction.ccm89(aa, 1.0, r_v), "extinction")
    put("odonnell1994", "r_v", r_v, extinction.odonnell94(aa, 1.0, r_v), "extinction")
    inside = waves[waves > 0.1]
    put("cardelli1989", "r_v", r_v, CCM89(Rv=r_v)(inside * u.micron), "dust_extinction", inside)
    put("odonnell1994", "r_v", r_v, O94(Rv=r_v)(inside * u.micron), "dust_extinction", inside)
inside = waves[(waves > 0.12) & (waves < 2.2)]
put("calzetti2000", "", "", extinction.calzetti00(inside * 1e4, 1.0, 4.05), "extinction", inside)
inside = waves[waves > 0.1]
put("gordon2003-smc", "", "", G03_SMCBar()(inside * u.micron), "dust_extinction", inside)
put("powerlaw", "index", 1.3, attenuation.powerlaw(aa, alpha=1.3), "sedpy")
inside = waves[(waves > 0.12) & (waves < 2.2)]
for slope in [-0.6, -0.2, 0.3]:
    put("noll2009", "slope", slope, attenuation.noll(inside * 1e4, delta=slope, Ebump=0.0), "sedpy", inside)
    bump = 0.85 - 1.9 * slope
    put("kriek-conroy2013", "slope", slope, attenuation.noll(inside * 1e4, delta=slope, Ebump=bump, **DRUDE), "sedpy", inside)
