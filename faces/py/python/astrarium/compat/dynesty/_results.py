"""What a run gives: dynesty's own Results where that is installed, else a record with the same names."""

import copy
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from astrarium._core import _trapezoids
from astrarium.compat.dynesty._genuine import genuine

_REQUIRED = ("samples_u", "samples_id", "logl", "samples")


class Results:
    """A record of a run with the attributes of dynesty's Results; it stands in where dynesty is not installed.

    Parameters
    ----------
    key_values : dict or iterable of (str, value)
        The attributes. ``samples_u``, ``samples_id``, ``logl``, ``samples`` and one of ``nlive`` and ``samples_n`` must be
        there; with ``nlive`` it is a static run.

    Examples
    --------
    >>> import numpy as np
    >>> from astrarium.compat.dynesty._results import Results
    >>> points = np.zeros((1, 2))
    >>> run = Results({"samples": points, "samples_u": points, "samples_id": [0], "logl": np.zeros(1), "nlive": 1})
    >>> run.isdynamic(), run["nlive"], "logz" in run
    (False, 1, False)
    """

    def __init__(self, key_values: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> None:
        items = {key: copy.copy(value) for key, value in dict(key_values).items()}
        items.setdefault("proposal_stats", None)
        missing = [key for key in _REQUIRED if key not in items]
        if missing:
            raise ValueError(f"results without {', '.join(missing)}, expected at least {', '.join(_REQUIRED)}")
        if "nlive" not in items and "samples_n" not in items:
            raise ValueError("results without live points, expected nlive or samples_n")
        object.__setattr__(self, "_items", items)

    def __getattr__(self, name: str) -> Any:
        items = self.__dict__.get("_items", {})
        if name in items:
            return items[name]
        raise AttributeError(f"no attribute {name!r}; there are: {', '.join(items)}")

    def __setattr__(self, name: str, value: Any) -> None:
        raise RuntimeError("results cannot be changed; make new ones from asdict()")

    def __getitem__(self, name: str) -> Any:
        return self._items[name]

    def __contains__(self, name: object) -> bool:
        return name in self._items

    def __copy__(self) -> "Results":
        return Results(self.asdict())

    def __getstate__(self) -> dict[str, Any]:
        return dict(self._items)

    def __setstate__(self, state: dict[str, Any]) -> None:
        object.__setattr__(self, "_items", state)

    def __repr__(self) -> str:
        return "\n".join(f"{key:>18}: {value!r}" for key, value in self._items.items())

    def copy(self) -> "Results":
        """A copy, arrays included."""
        return self.__copy__()

    def keys(self) -> list[str]:
        """The names of what is there."""
        return list(self._items)

    def items(self) -> Iterator[tuple[str, Any]]:
        """The names with what stands there."""
        return iter(self._items.items())

    def asdict(self) -> dict[str, Any]:
        """All of it as a dictionary of copies."""
        return {key: copy.copy(value) for key, value in self._items.items()}

    def isdynamic(self) -> bool:
        """Whether the number of live points changes."""
        return "nlive" not in self._items

    def importance_weights(self) -> Any:
        """Weights of the samples that sum to 1."""
        weights = np.exp(self.logwt - self.logz[-1])
        return weights / weights.sum()

    def samples_equal(self, rstate: Any = None) -> Any:
        """Samples of equal weight in random order."""
        from astrarium.compat.dynesty.utils import resample_equal

        return resample_equal(self.samples, self.importance_weights(), rstate=rstate)

    def summary(self) -> None:
        """Prints what matters."""
        live = [] if self.isdynamic() else [f"nlive: {self.nlive:d}"]
        lines = [
            *live,
            f"niter: {self.niter:d}",
            f"ncall: {int(np.sum(self.ncall)):d}",
            f"eff(%): {self.eff:6.3f}",
            f"logz: {self.logz[-1]:6.3f} +/- {self.logzerr[-1]:6.3f}",
        ]
        print("Summary\n=======\n" + "\n".join(lines))


def results_class() -> Any:
    """dynesty's Results, or ours."""
    module = genuine("results")
    return Results if module is None else module.Results


def integrals(logl: Any, logvol: Any, reweight: Any = None, start: float = 0.0) -> dict[str, Any]:
    """Weights, evidence, its error and the information, as they grow with rising ln L.

    ``start`` is the ln of the prior volume before the first death, below 0 where a part of the prior is impossible.
    """
    factor = None if reweight is None else np.ascontiguousarray(reweight, dtype=float)
    inside = np.ascontiguousarray(np.asarray(logvol, dtype=float) - start)
    logwt, logz, variance, information = _trapezoids(np.ascontiguousarray(logl, dtype=float), inside, factor)
    # H of a volume that is smaller from the start is larger by as much
    information = np.where(np.isfinite(logz), information - start, information)
    return {"logwt": logwt + start, "logz": logz + start, "logzerr": np.sqrt(variance), "information": information}


def volumes(live: Any) -> Any:
    """ln of the mean prior volume inside each point, from the live points at its death."""
    live = np.asarray(live, dtype=float)
    return np.cumsum(np.log(live / (live + 1.0)))
