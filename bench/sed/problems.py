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


def rows(vectors, n=64):
    """Points of the prior, in the order of the parameters, none of them logarithms."""
    fit = manifest(vectors)
    low, high = np.array(fit["prior"]).T
    draws = low + (high - low) * np.random.default_rng(1).random((n, len(low)))
    return np.where(fit["log10"], 10**draws, draws)


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
    """The fit as our specification says it; `components`: stars and dust alone, or `all` that can shine."""
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
    limits = [bool(limit) for limit in fit["uplims"]]
    photometry = dict(bands=fit["bands_sorted"], fluxes=fit["fluxes_mJy"], errors=fit["errors_mJy"], upper_limits=limits)
    spec = dict(galaxy=galaxy, library=dict(file=str(library_file)), bands=dict(folder=str(data / "filters"), plain=True))
    return dict(spec, photometry=photometry | dict(unit="mJy"), parameters=parameters, **(settings or {}))


def kind(log):
    return "log_uniform" if log else "uniform"


def ends(prior, log):
    low, high = (10.0**end for end in prior) if log else prior
    return dict(low=low, high=high)
