"""What the static and the dynamic sampler have in common: a run of the engine, looked at and kept as dynesty would."""

import json
import os
import pickle
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np

from astrarium._core import Run, _Nested
from astrarium.compat.dynesty import _settings
from astrarium.compat.dynesty._model import Model
from astrarium.compat.dynesty._progress import IteratorResult, Sums, show
from astrarium.compat.dynesty._results import integrals, results_class, volumes
from astrarium.compat.dynesty.utils import get_neff_from_logwt

_FORMAT = 1
# seconds between two looks at a run: for its progress, for blobs that nobody needs any more
_SHOWN_EVERY, _TIDIED_EVERY = 0.5, 5.0


class Sampler:
    """A nested run over the user's functions; `NestedSampler` and `DynamicNestedSampler` are made of it."""

    def __init__(
        self,
        model: Model,
        nlive: int,
        kernel: dict[str, Any],
        wraps: list[str],
        rstate: Any,
        threads: int | None,
    ) -> None:
        self.model, self.nlive, self.ndim = model, int(nlive), model.ndim
        self.rstate = _settings.generator_of(rstate)
        self.added_live = False
        self._kernel, self._wraps, self._threads = kernel, wraps, threads
        self._run: _Nested | None = None
        self._live_points: Any = None
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._run = None
        self._seed = int(self.rstate.integers(0, 2**63 - 1))
        self._told, self._batch_live = Sums(), self.nlive
        self._asked: dict[str, Any] = {}
        self._last: IteratorResult | None = None
        self.added_live = False

    def reset(self) -> None:
        """Forgets the run; the next one has another seed, drawn from ``rstate``."""
        self._begin_anew()

    # ---- the run ----

    def _underway(self) -> _Nested:
        if self._run is None:
            settings = {"live": self.nlive, **self._kernel}
            settings.setdefault("queue", max(1, self.nlive // 20))
            live = None if self._live_points is None else self._given_live(self._live_points)
            self._run = _Nested(json.dumps(settings), self._wraps, self._seed, self.model.along, live)
        return self._run

    def _given_live(self, live_points: Sequence[Any]) -> tuple[Any, Any, Any, int]:
        """Live points as the engine takes them: u, ln L, what comes along."""
        if len(live_points) not in (3, 4):
            raise ValueError(f"live_points has {len(live_points)} parts, expected (u, v, logl) or (u, v, logl, blobs)")
        u, v, logl = (np.asarray(part, dtype=float) for part in live_points[:3])
        blobs = live_points[3] if len(live_points) == 4 else None
        if u.shape != (len(logl), self.ndim) or v.shape != (len(logl), self.model.width):
            expected = f"({len(logl)}, {self.ndim}) and ({len(logl)}, {self.model.width})"
            raise ValueError(f"live_points of shapes {u.shape} and {v.shape} with {len(logl)} logl, expected {expected}")
        if self.model.blob:
            if blobs is None:
                raise ValueError("live_points without blobs, expected (u, v, logl, blobs) with blob=True")
            v = np.column_stack([v, self.model._keep(list(blobs))])
        return u.reshape(-1), logl, v.reshape(-1), len(logl)

    def _advance(self, until: dict[str, Any], looked: Callable[[], None], every: float | None) -> str:
        """Goes on until a limit, looking on every so many seconds."""
        if self.model.blob:
            every = min(every or _TIDIED_EVERY, _TIDIED_EVERY)
        while True:
            asked = {"max_calls": None, "max_iterations": None, "max_ln_l": None, "min_ess": None, **until}
            run = {"threads": self._threads}
            ended = self._underway().advance(self.model, self.model.vectorized, asked | {"seconds": every}, run)
            if self.model.blob:
                self.model.forget_blobs(self._underway().along_in_use()[:, -1])
            looked()
            if ended is not None:
                return ended

    def _going(
        self,
        until: dict[str, Any],
        shown: Callable[[IteratorResult, dict[str, Any]], None] | None,
        checkpoint: tuple[Any, float],
    ) -> str:
        """As `_advance`, with what is shown and kept meanwhile."""
        file, every = checkpoint
        saved = time.monotonic()

        def looked() -> None:
            nonlocal saved
            now = self._underway().progress()
            if shown is not None and (result := self._latest(now)) is not None:
                shown(result, now)
            if file is not None and time.monotonic() - saved >= every:
                self.save(file)
                saved = time.monotonic()

        pauses = [pause for pause in (_SHOWN_EVERY if shown else None, every if file else None) if pause is not None]
        ended = self._advance(until, looked, min(pauses) if pauses else None)
        if file is not None:
            self.save(file)
        if shown is not None and self._prints:
            sys.stderr.write("\n")
        return ended

    def _latest(self, now: dict[str, Any]) -> IteratorResult | None:
        """The last sample that died, and how the run stands."""
        for result in self._deaths(now):
            self._last = result
        return self._last

    def _deaths(self, now: dict[str, Any]) -> Iterator[IteratorResult]:
        """The samples that died since somebody looked."""
        run, width = self._underway(), self.model.width
        if self._told.deaths == 0:
            points = run.points()
            self._told, self._batch_live = Sums(points["ln_start"]), int(points["batch_live"][-1])
        told, live = self._told, self._batch_live
        new = run.died(told.deaths)
        blobs = self.model.blobs_of(new["along"][:, -1]) if self.model.blob else [None] * len(new["ln_l"])
        for k, logl in enumerate(new["ln_l"].tolist()):
            logwt = told.death(logl, live)
            yield IteratorResult(
                worst=0,
                ustar=new["u"][k],
                vstar=new["along"][k, :width],
                loglstar=logl,
                logvol=told.logvol,
                logwt=logwt,
                logz=told.logz,
                logzvar=told.logzvar,
                h=told.h,
                nc=int(new["calls"][k]),
                worst_it=told.deaths,
                boundidx=0,
                bounditer=0,
                eff=100.0 * told.deaths / max(1, now["calls"]),
                delta_logz=now["remainder"],
                blob=blobs[k],
                proposal_stats=None,
            )

    def _one_by_one(self, until: dict[str, Any]) -> Iterator[IteratorResult]:
        """Goes on sample by sample."""
        # samples of an earlier call were told, or not asked for
        self._latest({"calls": 1, "remainder": np.nan})
        last, most = until["max_iterations"], until["max_calls"]
        while True:
            aim = self._underway().progress()["iteration"] + 1
            aim = aim if last is None else min(aim, last)
            ended = self._advance(until | {"max_iterations": aim}, lambda: None, None)
            now = self._underway().progress()
            yield from self._deaths(now)
            is_spent = (last is not None and now["iteration"] >= last) or (most is not None and now["calls"] >= most)
            if ended != "limit" or is_spent:
                return

    def _printer(
        self, print_progress: bool, print_func: Callable[..., None] | None, **more: Any
    ) -> Callable[[IteratorResult, dict[str, Any]], None] | None:
        printed = print_func or (show if print_progress else None)
        self._prints = printed is show
        if printed is None:
            return None
        return lambda result, now: printed(result, now["iteration"], now["all_calls"], **more)

    # ---- what came out ----

    def _entries(self, has_live: bool) -> dict[str, Any]:
        """The samples by rising ln L, and what follows from them."""
        run = self._underway()
        points = run.points()
        n = len(points["ln_l"]) if has_live else points["dead"]
        if n == 0:
            raise RuntimeError("no samples yet; run_nested() makes them")
        logl, live = points["ln_l"][:n], points["live"][:n]
        logvol = points["ln_start"] + volumes(live)
        along, width = points["along"][:n], self.model.width
        ncall = points["calls"][:n].copy()
        # evaluations that led nowhere belong to the run as a whole
        ncall[-1] += max(0, run.progress()["all_calls"] - int(ncall.sum()))
        entries = {
            "ncall": ncall,
            "eff": 100.0 * n / max(1, int(ncall.sum())),
            "samples": along[:, :width].copy(),
            "samples_id": points["strand"][:n],
            "samples_it": np.searchsorted(points["ln_l"], points["birth"][:n], side="right"),
            "samples_u": points["u"][:n],
            "samples_n": live,
            "logl": logl,
            "logvol": logvol,
            "blob": self.model.blobs_of(along[:, -1]),
            **integrals(logl, logvol, start=points["ln_start"]),
        }
        return entries | {"points": points}

    @property
    def results(self) -> Any:
        """The run as dynesty's Results, or as a record of ours with the same names where dynesty is not installed."""
        raise NotImplementedError

    @property
    def n_effective(self) -> float:
        """Kish's effective number of samples."""
        return get_neff_from_logwt(self.results.logwt)

    def run(self, names: Sequence[str] | None = None) -> Run:
        """The run as one of `astrarium.infer`: its evidence with four errors, its verdict, its figures.

        Parameters
        ----------
        names : sequence of str, optional
            What the parameters are called; ``x1``, ``x2``, ... without.

        Returns
        -------
        astrarium.infer.Run

        Examples
        --------
        >>> import numpy as np
        >>> from astrarium.compat import dynesty
        >>> sampler = dynesty.NestedSampler(lambda x: -0.5 * x @ x, lambda u: 8 * u - 4, 2, nlive=100, rstate=1)
        >>> sampler.run_nested(print_progress=False)
        >>> run = sampler.run(["a", "b"])
        >>> run.names, sorted(run.evidence["errors"])
        (['a', 'b'], ['accumulated', 'skilling', 'start', 'strands', 'volumes'])
        """
        width = self.model.width
        given = [f"x{k + 1}" for k in range(width)] if names is None else [str(name) for name in names]
        return self._underway().result(given, ["blob"] if self.model.blob else [])

    @property
    def ncall(self) -> int:
        """Evaluations so far."""
        return 0 if self._run is None else int(self._run.progress()["all_calls"])

    @property
    def it(self) -> int:
        """The number of the next iteration; 1 at the start."""
        return 1 if self._run is None else int(self._run.progress()["iteration"]) + 1

    @property
    def eff(self) -> float:
        """Iterations per evaluation, in percent."""
        return 100.0 * (self.it - 1) / max(1, self.ncall)

    @property
    def citations(self) -> str:
        """Papers behind what was run."""
        return (
            "Nested sampling: Skilling 2006, Bayesian Analysis 1, 833\n"
            "As dynesty does it: Speagle 2020, MNRAS 493, 3132\n"
            "Dynamic: Higson et al. 2019, Statistics and Computing 29, 891\n"
            "Ellipsoids: Feroz, Hobson & Bridges 2009, MNRAS 398, 1601\n"
            "Slices: Neal 2003, Annals of Statistics 31, 705; Handley, Hobson & Lasenby 2015, MNRAS 453, 4384"
        )

    # ---- keeping ----

    def __getstate__(self) -> dict[str, Any]:
        state = {key: value for key, value in self.__dict__.items() if key not in ("_run", "_last", "pool", "mapper")}
        state["_state"] = None if self._run is None else (self._run.state(), self.model.along)
        state["_format"] = _FORMAT
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        state = dict(state)
        found = state.pop("_format", None)
        if found != _FORMAT:
            raise ValueError(f"the kept sampler has format {found}, expected {_FORMAT}; run it anew with this version")
        kept = state.pop("_state")
        self.__dict__.update(state)
        self._last = None
        self._run = None if kept is None else _Nested.restored(kept[0], self._wraps, kept[1])

    def save(self, fname: str | os.PathLike[str]) -> None:
        """Writes all of the run to a file, of which there is always a whole one.

        Parameters
        ----------
        fname : path-like
            Where to; `restore` reads it.
        """
        path = Path(fname)
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        with part.open("wb") as file:
            pickle.dump(self, file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)

    @classmethod
    def restore(
        cls,
        fname: str | os.PathLike[str],
        pool: Any = None,
        *,
        loglikelihood: Callable[..., Any] | None = None,
        prior_transform: Callable[..., Any] | None = None,
        logl_args: Sequence[Any] | None = None,
        logl_kwargs: Mapping[str, Any] | None = None,
        ptform_args: Sequence[Any] | None = None,
        ptform_kwargs: Mapping[str, Any] | None = None,
    ) -> Self:
        """A sampler from the file that `save` or ``checkpoint_file`` wrote; it goes on with ``run_nested(resume=True)``.

        Parameters
        ----------
        fname : path-like
            The file. It is a pickle: read none that you would not run.
        pool : object, optional
            Not needed.
        loglikelihood, prior_transform : callable, optional
            The functions, where they could not be kept: functions made inside others, or on the command line.
        logl_args, logl_kwargs, ptform_args, ptform_kwargs : optional
            What goes with them.

        Returns
        -------
        Sampler
        """
        _settings.warn_unneeded(pool=pool)
        with Path(fname).open("rb") as file:
            sampler = pickle.load(file)
        if not isinstance(sampler, cls):
            raise TypeError(f"{fname} holds a {type(sampler).__name__}, expected a {cls.__name__}")
        model = sampler.model
        if loglikelihood is not None and prior_transform is not None:
            model.functions = (loglikelihood, prior_transform)
            model.logl_more = (tuple(logl_args or ()), dict(logl_kwargs or {}))
            model.ptform_more = (tuple(ptform_args or ()), dict(ptform_kwargs or {}))
        return sampler

    def _warn_of_limit(self, ended: str) -> None:
        if ended == "limit":
            warnings.warn("stopped by maxiter or maxcall before dlogz was reached; run_nested() goes on", stacklevel=3)


def static_results(entries: dict[str, Any], nlive: int) -> Any:
    """The record of a run whose number of live points is constant."""
    points = entries.pop("points")
    n = len(entries["logl"])
    entries["niter"] = n - nlive if n > points["dead"] else n
    return results_class()({"nlive": nlive, **entries})


def dynamic_results(entries: dict[str, Any]) -> Any:
    """The record of a run with batches."""
    points = entries.pop("points")
    n = len(entries["logl"])
    entries["samples_batch"] = points["batch"][:n]
    entries["batch_logl_bounds"] = np.array(points["bounds"])
    entries["batch_nlive"] = np.array(points["batch_live"])
    entries["niter"] = n
    return results_class()(entries)
