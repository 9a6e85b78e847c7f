"""Diagnostics of small chains and weights, by ArviZ and emcee.

Run with ``python vectors/infer/make_diagnostics.py > vectors/infer/diagnostics.json``. PROVENANCE.md says which versions
wrote it.
"""

import json

import arviz as az
import emcee
import numpy as np

rng = np.random.default_rng(20)


def autoregressive(chains, draws, rho, offsets=0.0):
    x = np.empty((chains, draws))
    x[:, 0] = rng.normal(size=chains)
    for t in range(1, draws):
        x[:, t] = rho * x[:, t - 1] + np.sqrt(1 - rho**2) * rng.normal(size=chains)
    return np.round(x + np.reshape(offsets, (-1, 1)), 6)


def of_chains(name, x):
    ess = {m: float(az.ess(x, method=m)) for m in ("bulk", "tail", "mean", "sd", "median")}
    ess["q10"] = float(az.ess(x, method="quantile", prob=0.1))
    mcse = {m: float(az.mcse(x, method=m)) for m in ("mean", "sd")}
    mcse["q10"] = float(az.mcse(x, method="quantile", prob=0.1))
    # emcee's order is (draws, walkers, parameters)
    tau = float(emcee.autocorr.integrated_time(x.T[:, :, None], quiet=True)[0])
    return {"name": name, "x": x.tolist(), "rhat": float(az.rhat(x)), "ess": ess, "mcse": mcse,
            "bfmi": az.bfmi(x).tolist(), "tau": tau}


def of_weights(name, ln_weights):
    _, k = az.psislw(np.array(ln_weights))
    return {"name": name, "ln_weights": np.round(ln_weights, 6).tolist(), "k_hat": float(k)}


heavy = np.round(np.exp(autoregressive(4, 151, 0.4)), 6)
json.dump({
    "chains": [
        of_chains("mixed", autoregressive(4, 200, 0.6)),
        of_chains("shifted", autoregressive(4, 120, 0.3, [0.0, 0.0, 0.0, 0.8])),
        of_chains("slow", autoregressive(3, 160, 0.97)),
        of_chains("antithetic", autoregressive(2, 100, -0.5)),
        of_chains("heavy, odd length", heavy),
    ],
    "weights": [
        of_weights("light", np.round(rng.normal(size=400) * 0.5, 6)),
        of_weights("heavy", np.round(rng.standard_t(2, size=300) * 1.5, 6)),
    ],
}, __import__("sys").stdout)
