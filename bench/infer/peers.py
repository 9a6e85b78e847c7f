"""One run of a peer, timed in CPU seconds after its imports; prints one JSON object.

usage: peers.py JOB ARGUMENTS, with JOB one of emcee, dynesty, nautilus, nutpie, alone
"""

import json
import logging
import sys
import time
import warnings

import numpy as np
from problems import Problem, smooth

warnings.simplefilter("ignore")
logging.disable(logging.WARNING)


class Counted:
    """A function that counts its evaluations."""

    def __init__(self, function):
        self.function, self.calls = function, 0

    def __call__(self, theta):
        self.calls += 1 if theta.ndim == 1 else len(theta)
        return self.function(theta)


def emcee(name, walkers, steps, mode):
    import emcee

    problem = Problem(name)
    batch = mode == "batch"
    start = np.random.default_rng(1).normal(size=(int(walkers), problem.dim))
    log_prob = problem.log_prob_batch if batch else problem.log_prob
    sampler = emcee.EnsembleSampler(int(walkers), problem.dim, log_prob, vectorize=batch)
    began = time.process_time()
    sampler.run_mcmc(start, int(steps))
    cpu_s = time.process_time() - began
    tau = sampler.get_autocorr_time(discard=int(steps) // 5, quiet=True).max()
    draws = int(walkers) * (int(steps) - int(steps) // 5)
    return dict(cpu_s=cpu_s, calls=int(walkers) * (int(steps) + 1), ess=draws / tau)


def dynesty(name, sample, steps, live, dlogz, seed, max_calls):
    import dynesty

    problem = Problem(name)
    likelihood = Counted(problem.point)
    settings = {"rwalk": dict(walks=int(steps)), "rslice": dict(slices=int(steps))}.get(sample, {})
    rng = np.random.default_rng(int(seed))
    began = time.process_time()
    sampler = dynesty.NestedSampler(
        likelihood, problem.transform, problem.dim, nlive=int(live), sample=sample, bound="multi", rstate=rng, **settings
    )
    sampler.run_nested(dlogz=float(dlogz), print_progress=False, maxcall=int(max_calls) or None)
    cpu_s = time.process_time() - began
    found = sampler.results
    weights = found.importance_weights()
    return dict(cpu_s=cpu_s, calls=likelihood.calls, ess=1 / np.sum(weights**2), ln_z=found.logz[-1])


def alone(name, points):
    """The function itself: what nobody can undercut who calls it point by point."""
    problem = Problem(name)
    theta = np.random.default_rng(1).normal(size=(int(points), problem.dim))
    began = time.process_time()
    for row in theta:
        problem.point(row)
    return dict(cpu_s=time.process_time() - began, calls=len(theta))


def nautilus(name, live, n_eff, seed):
    from nautilus import Sampler

    problem = Problem(name)
    likelihood = Counted(problem.batch)
    began = time.process_time()
    sampler = Sampler(problem.transform, likelihood, n_dim=problem.dim, n_live=int(live), vectorized=True, seed=int(seed), pass_dict=False)
    sampler.run(n_eff=int(n_eff), verbose=False)
    cpu_s = time.process_time() - began
    return dict(cpu_s=cpu_s, calls=likelihood.calls, ess=float(sampler.n_eff), ln_z=float(sampler.log_z))


def nutpie(name, draws, tune, seeds):
    import arviz
    import nutpie as peer
    from nutpie.compiled_pyfunc import from_pyfunc

    dim, density = smooth(name)

    def expand(*_):
        return lambda x, **_: {"x": x}

    model = from_pyfunc(dim, lambda *_: (lambda x, **_: density(x)), expand, [np.dtype("float64")], [(dim,)], ["x"])
    began, gradients, least = time.process_time(), [], []
    for seed in range(int(seeds)):
        run = peer.sample(
            model, draws=int(draws), tune=int(tune), chains=1, cores=1, seed=seed, progress_bar=False,
            low_rank_modified_mass_matrix=True, save_warmup=False,
        )  # fmt: skip
        gradients.append(float(run.sample_stats.n_steps.sum()))
        least.append(float(arviz.ess(run.posterior).x.min()))
    per_ess = [g / e for g, e in zip(gradients, least)]
    return dict(cpu_s=time.process_time() - began, gradients=gradients, ess=least, per_ess=float(np.mean(per_ess)))


if __name__ == "__main__":
    jobs = dict(emcee=emcee, dynesty=dynesty, nautilus=nautilus, nutpie=nutpie, alone=alone)
    print(json.dumps(jobs[sys.argv[1]](*sys.argv[2:])))
