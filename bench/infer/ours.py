"""One run of ours on one thread, timed in CPU seconds after its imports; prints one JSON object.

usage: ours.py JOB ARGUMENTS, with JOB one of ensemble, nested, mixture, nuts
"""

import json
import sys
import time

import numpy as np
from problems import Problem, smooth

from astrarium import infer


def asked(name, mode):
    """The likelihood and what goes with it: ours in Rust, or Python's for a point or a batch."""
    if mode == "native":
        return dict(likelihood=name)
    problem = Problem(name)
    parameters = {f"x{k}": (float(low), float(high)) for k, (low, high) in enumerate(zip(problem.low, problem.high))}
    likelihood = problem.batch if mode == "batch" else problem.point
    return dict(likelihood=likelihood, parameters=parameters, vectorized=mode == "batch")


def timed(call):
    began = time.process_time()
    run = call()
    return run, time.process_time() - began


def ensemble(name, walkers, steps, mode, thin="1", ensembles="1"):
    settings = dict(walkers=int(walkers), ensembles=int(ensembles), max_steps=int(steps), thin=int(thin), monitor=dict(stops=False))
    run, cpu_s = timed(lambda: infer.ensemble(**asked(name, mode), seed=1, threads=1, **settings))
    return dict(cpu_s=cpu_s, calls=run.calls, ess=min(run.diagnostics["effective_size"]))


def nested(name, kernel, steps, live, dlogz, seed, mode="native", adapt="", width=""):
    settings = dict(kernel=kernel, live=int(live), dlogz=float(dlogz), adapt_steps=bool(adapt))
    if int(steps):
        settings["steps"] = int(steps)
    if width:
        settings["width"] = int(width)
    run, cpu_s = timed(lambda: infer.nested(**asked(name, mode), seed=int(seed), threads=1, **settings))
    weights = run.weights
    return dict(cpu_s=cpu_s, calls=run.calls, ess=float(1 / np.sum(weights**2)), ln_z=run.ln_z)


def mixture(name, target_size, seed):
    settings = dict(first_draws=10_000, stage_draws=4000, target_size=float(target_size))
    run, cpu_s = timed(lambda: infer.sample(name, sampler="adaptive_mixture", seed=int(seed), threads=1, **settings))
    return dict(cpu_s=cpu_s, calls=run.calls, ess=float(1 / np.sum(run.weights**2)), ln_z=run.ln_z)


def nuts(name, draws, tune, seeds):
    dim, density = smooth(name)
    began, gradients, least = time.process_time(), [], []
    for seed in range(int(seeds)):
        run = infer.nuts(
            lambda theta: density(theta)[0], dim, gradient=density, seed=seed, threads=1,
            chains=1, draws=int(draws), tune=int(tune),
        )  # fmt: skip
        gradients.append(run.calls - run.diagnostics["gradients_of_tuning"])
        least.append(float(min(run.diagnostics["effective_size_bulk"])))
    per_ess = [g / e for g, e in zip(gradients, least)]
    return dict(cpu_s=time.process_time() - began, gradients=gradients, ess=least, per_ess=float(np.mean(per_ess)))


if __name__ == "__main__":
    jobs = dict(ensemble=ensemble, nested=nested, mixture=mixture, nuts=nuts)
    print(json.dumps(jobs[sys.argv[1]](*sys.argv[2:])))
