"""Known answers: a sampler on problems whose evidence is known, judged by the rules that the engine's own tests use.

``python -m astrarium.infer.battery MODULE`` judges any module (a name, or a path that ends in .py) with a dictionary
``problems``: to each name ``dim``, ``transform(u)`` and ``ln_likelihood(theta)`` of one point, and ``truth`` with ``lnZ``, ``H``,
``mean``, ``sd`` and, where the truth was sampled, ``lnZ_err``. It may say ``tolerance`` (``R``, ``S`` seeds, ``n`` live points)
and ``vectors``: rows of ``u``, ``theta`` and ``lnL`` that the functions must reproduce before anything is sampled.

The rules, over S runs with D = ln Z - truth and sigma = sqrt(H/n): A1 \\|mean D\\| < 4 rms(D)/sqrt(S) + 0.1 sigma; A2 0.7 <
rms(D)/sigma < R; A3 rms of D over the quoted error within 1.4, none above 5; A4 pooled moments; A5 insertion ranks.
"""

import argparse
import importlib
import importlib.util
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from .._core import Run, _judge
from ._sample import sample

__all__ = ["judge", "main", "vectors_differ"]


def judge(
    name: str,
    problem: Mapping[str, Any],
    *,
    sampler: str = "nested",
    seeds: int | None = None,
    threads: int | None = None,
    **settings: Any,
) -> tuple[str, list[str]]:
    """Run a sampler on a problem from several seeds, and apply the rules.

    Parameters
    ----------
    name : str
        The problem's name.
    problem : mapping
        ``dim``, ``transform``, ``ln_likelihood`` and ``truth``; perhaps ``tolerance``.
    sampler : {"nested", "dynamic_nested", "adaptive_mixture"}
        A sampler that finds evidences.
    seeds : int, optional
        How many runs; the problem's own S, else 64.
    threads : int, optional
        As `sample` has it.
    **settings
        The sampler's own; ``live`` is the problem's own n, else 500.

    Returns
    -------
    line : str
        What was found, for a table.
    broken : list of str
        The rules that were broken.

    Examples
    --------
    >>> from math import erf, log, sqrt
    >>> from astrarium.infer import battery
    >>> bowl = {
    ...     "dim": 1,
    ...     "transform": lambda u: 20 * u - 10,
    ...     "ln_likelihood": lambda theta: -0.5 * float(theta[0]) ** 2,
    ...     "truth": {"lnZ": log(2.5066282746 / 20), "H": 1.577, "mean": [0.0], "sd": [1.0]},
    ... }
    >>> line, broken = battery.judge("bowl", bowl, seeds=4, live=200)
    >>> broken
    []
    """
    tolerance = dict(problem.get("tolerance", {}))
    if sampler != "adaptive_mixture":
        settings = {"live": int(tolerance.get("n", 500))} | settings
    seeds = int(tolerance.get("S", 64)) if seeds is None else seeds
    if seeds < 1:
        raise ValueError(f"seeds is {seeds}, expected at least 1")
    truth = dict(problem["truth"])
    moments = [list(map(float, truth.get(key) or [])) for key in ("mean", "sd")]
    told = {"ln_z": truth["lnZ"], "ln_z_err": truth.get("lnZ_err", 0.0), "information": truth.get("H", 0.0)}
    told |= {"mean": moments[0], "sd": moments[1]}
    dim, call = int(problem["dim"]), _over_cube(problem)
    cube: dict[str, tuple[float, float]] = {f"u{k}": (0.0, 1.0) for k in range(dim)}
    blobs = [f"theta{k}" for k in range(dim)]
    seen = []
    for seed in range(seeds):
        run = sample(call, cube, sampler=sampler, blobs=blobs, seed=seed, threads=threads, **settings)
        seen.append(_seen(run))
    is_tied = str(tolerance.get("note", "")).startswith("A5 is skipped")
    live = settings.get("live", 0)
    rules = {"live": live, "widest": tolerance.get("R", 1.35), "ranks": not is_tied, "moments": bool(moments[0])}
    return _judge(name, json.dumps(told), json.dumps(seen), json.dumps(rules))


def _over_cube(problem: Mapping[str, Any]) -> Callable[[Any], tuple[float, Any]]:
    transform, ln_likelihood = problem["transform"], problem["ln_likelihood"]

    def call(u: Any) -> tuple[float, Any]:
        theta = np.asarray(transform(u), dtype=float)
        return float(ln_likelihood(theta)), theta

    return call


def _seen(run: Run) -> dict[str, Any]:
    if run.ln_z is None or run.ln_z_err is None or run.blobs is None:
        raise ValueError(f"{run.sampler} finds no evidence; choose nested, dynamic_nested or adaptive_mixture")
    weights, theta = run.weights, run.blobs
    inside = weights > 0
    mean = weights[inside] @ theta[inside]
    square = weights[inside] @ (theta[inside] - mean) ** 2
    return {
        "ln_z": [run.ln_z, run.ln_z_err],
        "effective_size": float(1 / np.sum(weights**2)),
        "mean": mean.tolist(),
        "sd": np.sqrt(square).tolist(),
        "insertion_z": run.diagnostics.get("insertion_z"),
        "least_jump": run.diagnostics.get("least_jump"),
        "calls": run.calls,
    }


def vectors_differ(problem: Mapping[str, Any]) -> list[str]:
    """Which rows of ``vectors`` the functions do not reproduce: theta to 1e-12, ln L to 1e-9, both relative above 1.

    Parameters
    ----------
    problem : mapping
        With ``vectors``, a list of rows with ``u``, ``theta`` and ``lnL``; none is well.

    Returns
    -------
    list of str

    Examples
    --------
    >>> from astrarium.infer import battery
    >>> rows = [{"u": [0.5], "theta": [1.0], "lnL": -0.5}, {"u": [0.25], "theta": [0.5], "lnL": "-inf"}]
    >>> line = {"transform": lambda u: 2 * u, "ln_likelihood": lambda t: -0.5 * t[0] ** 2, "vectors": rows}
    >>> battery.vectors_differ(line)
    ['row 1: ln L = -0.125, expected -inf']
    """
    wrong = []
    for index, row in enumerate(problem.get("vectors", [])):
        expected = np.array(row["theta"], dtype=float)
        theta = np.asarray(problem["transform"](np.array(row["u"], dtype=float)), dtype=float)
        if np.any(np.abs(theta - expected) > 1e-12 * np.maximum(1, np.abs(expected))):
            wrong.append(f"row {index}: theta = {theta.tolist()}, expected {expected.tolist()}")
            continue
        found, target = float(problem["ln_likelihood"](expected)), float(row["lnL"])
        is_same = found == target or (np.isfinite(target) and abs(found - target) <= 1e-9 * max(1.0, abs(target)))
        if not is_same:
            wrong.append(f"row {index}: ln L = {found!r}, expected {target!r}")
    return wrong


def _problems(module: str) -> dict[str, Mapping[str, Any]]:
    if module.endswith(".py"):
        path = Path(module)
        spec = importlib.util.spec_from_file_location(path.stem, path)
        if not path.is_file() or spec is None or spec.loader is None:
            raise SystemExit(f"{module}: no such file")
        loaded = importlib.util.module_from_spec(spec)
        sys.modules[path.stem] = loaded
        spec.loader.exec_module(loaded)
    else:
        loaded = importlib.import_module(module)
    found = getattr(loaded, "problems", None)
    if not isinstance(found, Mapping) or not found:
        raise SystemExit(f"{module} has no dictionary `problems`, expected names with dim, transform, ln_likelihood, truth")
    for name, problem in found.items():
        missing = [key for key in ("dim", "transform", "ln_likelihood", "truth") if key not in problem]
        if missing:
            raise SystemExit(f"{module}: problem {name!r} lacks {', '.join(missing)}")
    return dict(found)


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge the problems of a module, print a table.

    Parameters
    ----------
    arguments : sequence of str, optional
        Those of the command line.

    Returns
    -------
    int
        0 if all rules hold, 1 if not.
    """
    parser = argparse.ArgumentParser(prog="python -m astrarium.infer.battery", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("module", help="a module's name, or the path of a .py file, with a dictionary `problems`")
    parser.add_argument("--sampler", default="nested", choices=["nested", "dynamic_nested", "adaptive_mixture"])
    parser.add_argument("--problems", default="", help="some of them, separated by commas")
    parser.add_argument("--seeds", type=int, default=None, help="runs of each (the problem's own S, else 64)")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="a setting of the sampler, as JSON")
    given = parser.parse_args(arguments)
    settings = dict(_setting(word) for word in given.set)
    problems = _problems(given.module)
    chosen = [name for name in given.problems.split(",") if name] or list(problems)
    unknown = [name for name in chosen if name not in problems]
    if unknown:
        raise SystemExit(f"no problem {unknown[0]!r}; there are: {', '.join(problems)}")
    return _all([(name, problems[name]) for name in chosen], given, settings)


def _all(problems: Iterable[tuple[str, Mapping[str, Any]]], given: Any, settings: dict[str, Any]) -> int:
    failed = 0
    for name, problem in problems:
        wrong = vectors_differ(problem)
        if wrong:
            print(f"{name:8} not reproduced: {'; '.join(wrong)}", flush=True)
        else:
            line, wrong = judge(name, problem, sampler=given.sampler, seeds=given.seeds, **settings)
            print(line, flush=True)
        failed += bool(wrong)
    print("all rules hold" if not failed else f"{failed} problems break a rule")
    return int(failed > 0)


def _setting(word: str) -> tuple[str, Any]:
    key, equals, value = word.partition("=")
    if not equals:
        raise SystemExit(f"--set {word}: expected KEY=VALUE")
    try:
        return key, json.loads(value)
    except ValueError:
        return key, value


if __name__ == "__main__":
    sys.exit(main())
