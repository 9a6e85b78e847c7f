"""A run to which batches of live points are added where they count."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from astrarium.compat.dynesty import _settings
from astrarium.compat.dynesty._common import Sampler, dynamic_results
from astrarium.compat.dynesty._model import Model
from astrarium.compat.dynesty._progress import IteratorResult, Sums


class DynamicNestedSampler(Sampler):
    """Nested sampling that adds live points where the posterior or the evidence needs them, called as dynesty's.

    Parameters
    ----------
    loglikelihood, prior_transform, ndim, nlive, bound, sample, periodic, reflective, update_interval, first_update, rstate,
    queue_size, pool, use_pool, logl_args, logl_kwargs, ptform_args, ptform_kwargs, enlarge, bootstrap, walks, facc, slices,
    ncdim, blob, vectorized, width, threads
        As `NestedSampler` has them.

    Examples
    --------
    >>> import numpy as np
    >>> from astrarium.compat import dynesty
    >>> sampler = dynesty.DynamicNestedSampler(
    ...     lambda x: -0.5 * np.sum(x**2, axis=1), lambda u: 8 * u - 4, 2, vectorized=True, rstate=np.random.default_rng(1)
    ... )
    >>> sampler.run_nested(nlive_init=100, nlive_batch=100, n_effective=2000, print_progress=False)
    >>> sampler.results.isdynamic(), bool(sampler.n_effective >= 2000)
    (True, True)
    """

    def __init__(
        self,
        loglikelihood: Callable[..., Any],
        prior_transform: Callable[..., Any],
        ndim: int,
        nlive: int = 500,
        bound: str = "multi",
        sample: Any = "auto",
        periodic: Sequence[int] | None = None,
        reflective: Sequence[int] | None = None,
        update_interval: float | None = None,
        first_update: Mapping[str, float] | None = None,
        rstate: np.random.Generator | int | None = None,
        queue_size: int | None = None,
        pool: Any = None,
        use_pool: Mapping[str, bool] | None = None,
        logl_args: Sequence[Any] | None = None,
        logl_kwargs: Mapping[str, Any] | None = None,
        ptform_args: Sequence[Any] | None = None,
        ptform_kwargs: Mapping[str, Any] | None = None,
        enlarge: float | None = None,
        bootstrap: int | None = None,
        walks: int | None = None,
        facc: float = 0.5,
        slices: int | None = None,
        ncdim: int | None = None,
        blob: bool = False,
        history_filename: str | None = None,
        save_evaluation_history: bool = False,
        vectorized: bool = False,
        width: int | None = None,
        threads: int | None = None,
    ) -> None:
        _settings.warn_unneeded(pool=pool, queue_size=queue_size, use_pool=use_pool)
        _settings.refuse_history(save_evaluation_history, history_filename)
        functions, logl_more = (loglikelihood, prior_transform), (logl_args, logl_kwargs)
        model = Model(functions, ndim, logl_more, (ptform_args, ptform_kwargs), blob, vectorized)
        kernel = _settings.kernel_settings(sample, bound, (ndim, nlive), (walks, slices), (enlarge, bootstrap))
        kernel |= _settings.first_update_of(first_update, nlive) | _settings.update_interval_of(update_interval, nlive)
        kernel |= {} if width is None else {"queue": int(width)}
        super().__init__(model, nlive, kernel, _settings.wraps_of(ndim, periodic, reflective), rstate, threads)

    def _begin_anew(self) -> None:
        super()._begin_anew()
        # "new", "base", "idle" between batches, "batch"
        self._stage, self._before = "new", 0

    @property
    def it(self) -> int:
        """The number of the next sample; 1 at the start."""
        return super().it + self._before

    @property
    def batch(self) -> int:
        """How many batches there are, the one under way included."""
        return 0 if self._run is None else int(self._run.progress()["batch"])

    @property
    def results(self) -> Any:
        """The run as dynesty's Results, or as a record of ours with the same names where dynesty is not installed."""
        return dynamic_results(self._entries(has_live=True))

    def run_nested(
        self,
        nlive_init: int | None = None,
        maxiter_init: int | None = None,
        maxcall_init: int | None = None,
        dlogz_init: float = 0.01,
        logl_max_init: float = np.inf,
        nlive_batch: int | None = None,
        wt_function: Callable[..., Any] | None = None,
        wt_kwargs: Mapping[str, Any] | None = None,
        maxiter_batch: int | None = None,
        maxcall_batch: int | None = None,
        maxiter: int | None = None,
        maxcall: int | None = None,
        maxbatch: int | None = None,
        n_effective: float | None = None,
        stop_function: Callable[..., Any] | None = None,
        stop_kwargs: Mapping[str, Any] | None = None,
        use_stop: bool = True,
        save_bounds: bool = True,
        print_progress: bool = True,
        print_func: Callable[..., None] | None = None,
        live_points: Sequence[Any] | None = None,
        resume: bool = False,
        checkpoint_file: str | None = None,
        checkpoint_every: float = 60.0,
    ) -> None:
        """A run with a constant number of live points, then batches until it is enough.

        Parameters
        ----------
        nlive_init, nlive_batch : int, optional
            Live points of the first run and of the batches; ``nlive`` without.
        maxiter_init, maxcall_init, dlogz_init, logl_max_init : optional
            When the first run ends.
        wt_function : callable, optional
            ``f(results, wt_kwargs)`` gives the contours of the next batch; `weight_function` without.
        wt_kwargs : dict, optional
            ``{"pfrac": 0.8}`` is the posterior's weight against the evidence's; also ``maxfrac`` and ``pad``.
        maxiter_batch, maxcall_batch : int, optional
            Limits of each batch.
        maxiter, maxcall : int, optional
            Limits of the whole.
        maxbatch : int, optional
            Batches at most; 0 is the first run alone.
        n_effective : float, optional
            Effective samples to aim at; the larger of 10000 and the square of ``ndim``.
        stop_function : callable, optional
            ``f(results, stop_kwargs, rstate=..., mapper=..., return_vals=True)`` gives whether it is enough, and values of
            which the third is shown.
        stop_kwargs : dict, optional
            What goes with it (`stopping_function`).
        use_stop : bool
            Whether to ask it at all.
        live_points : tuple, optional
            Live points of the first run, drawn from the prior before.
        print_progress, print_func, save_bounds, resume, checkpoint_file, checkpoint_every
            As `NestedSampler.run_nested` has them.
        """
        checkpoint = (checkpoint_file, checkpoint_every)
        if self._stage in ("new", "base"):
            self._begin_base(nlive_init, live_points)
            until = _until(dlogz_init, _least(maxiter_init, maxiter), _least(maxcall_init, maxcall), logl_max_init)
            shown = self._printer(print_progress, print_func, dlogz=dlogz_init, nbatch=0)
            self._going(until, shown, checkpoint)
            self._stage = "idle"
        stop_kwargs = dict(stop_kwargs or {})
        if n_effective is not None or "target_n_effective" not in stop_kwargs:
            stop_kwargs["target_n_effective"] = max(10000, self.ndim**2) if n_effective is None else n_effective
        while self._stage == "batch" or self.batch < (np.inf if maxbatch is None else maxbatch):
            stop_val = None
            if self._stage != "batch":
                if self._is_spent(maxiter, maxcall):
                    break
                is_enough, stop_val = self._asks(stop_function, stop_kwargs) if use_stop else (False, None)
                if is_enough:
                    break
            self.add_batch(
                nlive=nlive_batch or self.nlive,
                wt_function=wt_function,
                wt_kwargs=wt_kwargs,
                maxiter=_least(maxiter_batch, None if maxiter is None else max(1, maxiter - self.it + 1)),
                maxcall=_least(maxcall_batch, None if maxcall is None else max(1, maxcall - self.ncall)),
                print_progress=print_progress,
                print_func=print_func,
                stop_val=stop_val,
                resume=self._stage == "batch",
                checkpoint_file=checkpoint_file,
                checkpoint_every=checkpoint_every,
            )
        if checkpoint_file is not None:
            self.save(checkpoint_file)

    def _is_spent(self, maxiter: int | None, maxcall: int | None) -> bool:
        return (maxiter is not None and self.it - 1 >= maxiter) or (maxcall is not None and self.ncall >= maxcall)

    def _asks(self, function: Callable[..., Any] | None, kwargs: dict[str, Any]) -> tuple[bool, float | None]:
        """Whether it is enough, and how far from it."""
        from astrarium.compat.dynesty.dynamicsampler import stopping_function

        # of the batch, so that a run that was resumed asks with the same numbers
        rstate = np.random.default_rng([self._seed, self.batch])
        stop, values = (function or stopping_function)(self.results, kwargs, rstate=rstate, mapper=map, return_vals=True)
        return bool(stop), float(values[2])

    def _begin_base(self, nlive: int | None, live_points: Sequence[Any] | None) -> None:
        if self._stage == "base":
            return
        if live_points is not None:
            self._live_points, nlive = live_points, len(live_points[0])
        self._base_live = int(nlive or self.nlive)
        self._kernel = {**self._kernel, "live": self._base_live}
        self._kernel.setdefault("queue", max(1, self._base_live // 20))
        self._stage = "base"

    def add_batch(
        self,
        nlive: int = 500,
        dlogz: float = 0.01,
        mode: str = "weight",
        wt_function: Callable[..., Any] | None = None,
        wt_kwargs: Mapping[str, Any] | None = None,
        maxiter: int | None = None,
        maxcall: int | None = None,
        logl_bounds: tuple[float, float] | None = None,
        save_bounds: bool = True,
        print_progress: bool = True,
        print_func: Callable[..., None] | None = None,
        stop_val: float | None = None,
        resume: bool = False,
        checkpoint_file: str | None = None,
        checkpoint_every: float | None = None,
    ) -> None:
        """Adds live points between two contours.

        Parameters
        ----------
        nlive : int
            How many.
        dlogz : float
            The batch ends when what is left would change its own ln Z by less.
        mode : {"weight", "full", "manual"}
            Where: by ``wt_function``, over the whole prior, or between ``logl_bounds``.
        wt_function, wt_kwargs, print_progress, print_func, save_bounds, resume, checkpoint_file, checkpoint_every
            As `run_nested` has them.
        maxiter, maxcall : int, optional
            Limits of the batch.
        logl_bounds : tuple of (float, float), optional
            The contours.
        stop_val : float, optional
            Shown with the progress.
        """
        if not (resume and self._stage == "batch"):
            self._begin_batch(nlive, self._bounds(mode, wt_function, wt_kwargs, logl_bounds))
            self._asked = {"until": _until(dlogz, maxiter, maxcall, np.inf)}
        shown = self._printer(print_progress, print_func, nbatch=self.batch, stop_val=stop_val)
        every = 60.0 if checkpoint_every is None else checkpoint_every
        self._going(self._asked["until"], shown, (checkpoint_file, every))
        self._stage = "idle"

    def _bounds(
        self,
        mode: str,
        wt_function: Callable[..., Any] | None,
        wt_kwargs: Mapping[str, Any] | None,
        logl_bounds: tuple[float, float] | None,
    ) -> tuple[float, float]:
        """Between which contours the next batch lies."""
        from astrarium.compat.dynesty.dynamicsampler import fractions_of

        if mode == "full":
            return (-np.inf, np.inf)
        if mode == "manual":
            if logl_bounds is None:
                raise ValueError("mode='manual' without logl_bounds, expected two contours in ln L")
            return (float(logl_bounds[0]), float(logl_bounds[1]))
        if mode not in ("weight", "auto"):
            raise ValueError(f"mode is {mode!r}, expected 'weight', 'full' or 'manual'")
        if self._stage == "new":
            raise RuntimeError("no samples to weigh yet; run_nested() or sample_initial() comes first")
        if wt_function is not None:
            low, high = wt_function(self.results, wt_kwargs)
            return (float(low), float(high))
        return self._underway().range(*fractions_of(wt_kwargs))

    def _begin_batch(self, nlive: int, bounds: tuple[float, float]) -> None:
        if self._stage == "new":
            raise RuntimeError("no samples to add to yet; run_nested() or sample_initial() comes first")
        before = len(self._underway().points()["ln_l"])
        self._underway().begin_batch(int(nlive), *bounds)
        self._before, self._told, self._last, self._stage = before, Sums(), None, "batch"

    # ---- as generators ----

    def sample_initial(
        self,
        nlive: int | None = None,
        update_interval: float | None = None,
        first_update: Mapping[str, float] | None = None,
        maxiter: int | None = None,
        maxcall: int | None = None,
        logl_max: float = np.inf,
        dlogz: float = 0.01,
        live_points: Sequence[Any] | None = None,
        resume: bool = False,
    ) -> Iterator[IteratorResult]:
        """The first run as a generator: each iteration gives the sample that died.

        Parameters
        ----------
        nlive, maxiter, maxcall, logl_max, dlogz, live_points
            As `run_nested` has them for the first run.
        update_interval, first_update
            As the sampler was made with.
        resume : bool
            Not needed: it goes on by itself.

        Yields
        ------
        IteratorResult
        """
        if self._stage not in ("new", "base"):
            raise RuntimeError("the first run is over; reset() begins another")
        self._begin_base(nlive, live_points)
        yield from self._one_by_one(_until(dlogz, maxiter, maxcall, logl_max))
        self._stage = "idle"

    def sample_batch(
        self,
        dlogz: float = 0.01,
        nlive_new: int | None = None,
        update_interval: float | None = None,
        logl_bounds: tuple[float, float] | None = None,
        maxiter: int | None = None,
        maxcall: int | None = None,
        save_bounds: bool = True,
        resume: bool = False,
    ) -> Iterator[IteratorResult]:
        """A batch as a generator; its samples belong to the run at once, `combine_runs` need not be called.

        Parameters
        ----------
        dlogz, nlive_new, logl_bounds, maxiter, maxcall
            As `add_batch` has them; the whole prior without contours.
        update_interval, save_bounds, resume
            Not needed.

        Yields
        ------
        IteratorResult
        """
        self._begin_batch(nlive_new or self.nlive, (-np.inf, np.inf) if logl_bounds is None else logl_bounds)
        yield from self._one_by_one(_until(dlogz, maxiter, maxcall, np.inf))
        self._stage = "idle"

    def combine_runs(self) -> None:
        """Not needed: the samples of a batch belong to the run at once."""


def _until(dlogz: float, maxiter: int | None, maxcall: int | None, logl_max: float) -> dict[str, Any]:
    return {
        "dlogz": float(dlogz),
        "max_iterations": None if maxiter is None else int(maxiter),
        "max_calls": None if maxcall is None else int(maxcall),
        "max_ln_l": None if np.isinf(logl_max) else float(logl_max),
    }


def _least(one: int | None, other: int | None) -> int | None:
    """The smaller limit of two."""
    given = [limit for limit in (one, other) if limit is not None]
    return min(given) if given else None
