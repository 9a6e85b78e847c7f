"""How a run stands, sample by sample and on the terminal."""

import math
import sys
from typing import Any, NamedTuple


class IteratorResult(NamedTuple):
    """A sample that died, and how the run stands then; dynesty's names."""

    worst: int
    ustar: Any
    vstar: Any
    loglstar: float
    logvol: float
    logwt: float
    logz: float
    logzvar: float
    h: float
    nc: int
    worst_it: int
    boundidx: int
    bounditer: int
    eff: float
    delta_logz: float
    blob: Any
    proposal_stats: Any


def _add(a: float, b: float) -> float:
    """`ln(exp a + exp b)`."""
    low, high = min(a, b), max(a, b)
    return high if low == -math.inf else high + math.log1p(math.exp(low - high))


class Sums:
    """ln Z, its variance and H, one death after the other."""

    def __init__(self, start: float = 0.0) -> None:
        self.deaths = 0
        self.logvol, self.logz, self.logzvar, self.h = start, -math.inf, 0.0, 0.0
        self.logl = -math.inf

    def death(self, logl: float, live: int) -> float:
        """One of so many live points dies; gives ln of its weight."""
        shell = self.logvol - math.log(live + 1.0)
        logwt = shell + _add(self.logl, logl) - math.log(2.0)
        logz = _add(self.logz, logwt)
        if logz > -math.inf:
            inner = 0.5 * math.exp(shell + logl - logz) * logl if logl > -math.inf else 0.0
            outer = 0.5 * math.exp(shell + self.logl - logz) * self.logl if self.logl > -math.inf else 0.0
            before = math.exp(self.logz - logz) * (self.h + self.logz) if self.logz > -math.inf else 0.0
            h = inner + outer + before - logz
            step = math.log1p(1.0 / live)
            self.logzvar = abs(self.logzvar + (h - self.h) * step)
            self.h = h
        self.logvol -= math.log1p(1.0 / live)
        self.logz, self.logl = logz, logl
        self.deaths += 1
        return logwt


def show(
    results: IteratorResult,
    niter: int,
    ncall: int,
    *,
    dlogz: float | None = None,
    nbatch: int | None = None,
    stop_val: float | None = None,
    **_: Any,
) -> None:
    """One line on stderr, over the last one."""
    error = math.sqrt(results.logzvar) if 0 <= results.logzvar < 1e6 else math.nan
    parts = [f"iter: {niter}", f"ncall: {ncall}", f"eff(%): {results.eff:.3f}", f"loglstar: {results.loglstar:.3f}"]
    parts.append(f"logz: {results.logz:.3f} +/- {error:.3f}")
    if nbatch is not None:
        parts.insert(1, f"batch: {nbatch}")
    if dlogz is not None:
        parts.append(f"dlogz: {results.delta_logz:.3f} > {dlogz:.3f}")
    if stop_val is not None:
        parts.append(f"stop: {stop_val:.3f}")
    sys.stderr.write("\r" + " | ".join(parts) + "   ")
    sys.stderr.flush()
