"""A run with a constant number of live points."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from astrarium.compat.dynesty import _settings
from astrarium.compat.dynesty._common import Sampler, static_results
from astrarium.compat.dynesty._model import Model
from astrarium.compat.dynesty._progress import IteratorResult


class NestedSampler(Sampler):
    """Nested sampling with a constant number of live points, called as dynesty's.

    Parameters
    ----------
    loglikelihood : callable
        ln L of theta; with ``blob`` a tuple of that and any object.
    prior_transform : callable
        theta of a point ``u`` of the unit cube.
    ndim : int
        Parameters.
    nlive : int
        Live points.
    bound : {"multi", "single", "none"}
        Where better points are looked for. "balls" and "cubes" become "multi", with a warning.
    sample : {"auto", "unif", "rwalk", "slice", "rslice"}
        How they are found. "auto" counts what uniform draws cost before it leaves them.
    periodic, reflective : sequence of int, optional
        Parameters whose ends are one point, or mirrors; every kernel honours them.
    update_interval : int or float, optional
        Evaluations between two bounds; a float is in units of ``nlive``.
    first_update : dict, optional
        ``min_ncall`` and ``min_eff`` (percent) before the first bound.
    rstate : numpy.random.Generator or int, optional
        Gives the seed: the same generator gives the same bits, for any number of threads.
    queue_size, pool, use_pool : optional
        Not needed, and ignored with a warning.
    live_points : tuple of (u, v, logl) or (u, v, logl, blobs), optional
        Live points that were drawn from the prior before.
    logl_args, logl_kwargs, ptform_args, ptform_kwargs : optional
        More arguments of the functions.
    enlarge : float, optional
        Factor on the volumes of the bound.
    bootstrap : int, optional
        Resamplings that a bound must survive.
    walks, slices : int, optional
        Steps of "rwalk"; slices of "rslice", sweeps of "slice". Without, their number follows how well the chains mix.
    facc : float
        Not needed: walks aim at half of the proposals.
    ncdim : int, optional
        Not needed: bounds are made in all parameters.
    blob : bool
        Whether an object comes along with ln L.
    vectorized : bool
        Whether both functions take many points at once, of shape (n, ndim), and the likelihood gives n values.
    width : int, optional
        Proposals made together; a twentieth of the live points. It is part of the result.
    threads : int, optional
        Threads of the engine; they change no bit.

    Notes
    -----
    The default of ``dlogz`` is 0.01 for every number of live points (dynesty's grows with it, which leaves half of the
    evidence in the last live points and doubles the quoted error).

    Examples
    --------
    >>> import numpy as np
    >>> from astrarium.compat import dynesty
    >>> def loglike(x):
    ...     return -0.5 * np.sum(x**2, axis=1) - np.log(2 * np.pi)
    >>> sampler = dynesty.NestedSampler(
    ...     loglike, lambda u: 20 * u - 10, 2, nlive=200, vectorized=True, rstate=np.random.default_rng(3)
    ... )
    >>> sampler.run_nested(print_progress=False)
    >>> results = sampler.results
    >>> bool(abs(results.logz[-1] + np.log(400)) < 4 * results.logzerr[-1])
    True
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
        live_points: Sequence[Any] | None = None,
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
        save_evaluation_history: bool = False,
        history_filename: str | None = None,
        vectorized: bool = False,
        width: int | None = None,
        threads: int | None = None,
    ) -> None:
        _settings.warn_unneeded(pool=pool, queue_size=queue_size, use_pool=use_pool)
        _settings.refuse_history(save_evaluation_history, history_filename)
        functions, logl_more = (loglikelihood, prior_transform), (logl_args, logl_kwargs)
        model = Model(functions, ndim, logl_more, (ptform_args, ptform_kwargs), blob, vectorized)
        if live_points is not None:
            nlive = len(live_points[0])
        kernel = _settings.kernel_settings(sample, bound, (ndim, nlive), (walks, slices), (enlarge, bootstrap))
        kernel |= _settings.first_update_of(first_update, nlive) | _settings.update_interval_of(update_interval, nlive)
        kernel |= {} if width is None else {"queue": int(width)}
        super().__init__(model, nlive, kernel, _settings.wraps_of(ndim, periodic, reflective), rstate, threads)
        self._live_points = live_points

    def run_nested(
        self,
        maxiter: int | None = None,
        maxcall: int | None = None,
        dlogz: float | None = None,
        logl_max: float = np.inf,
        add_live: bool = True,
        print_progress: bool = True,
        print_func: Callable[..., None] | None = None,
        save_bounds: bool = True,
        checkpoint_file: str | None = None,
        checkpoint_every: float = 60.0,
        resume: bool = False,
        n_effective: float | None = None,
    ) -> None:
        """Samples until what is left would change ln Z by less than ``dlogz``.

        Called again, it goes on from where it is, with the bits of a run that was never stopped.

        Parameters
        ----------
        maxiter, maxcall : int, optional
            Iterations and evaluations of this call at most.
        dlogz : float, optional
            0.01 without.
        logl_max : float
            Ends when the contour has reached it.
        add_live : bool
            Whether `results` holds the last live points, too.
        print_progress : bool
            Whether a line on stderr tells how it stands.
        print_func : callable, optional
            Called with an `IteratorResult` instead, twice a second.
        save_bounds : bool
            Not needed: bounds are not in the results.
        checkpoint_file : path-like, optional
            Where all of the run is kept meanwhile; `restore` goes on from there.
        checkpoint_every : float
            Seconds between two times.
        resume : bool
            Whether this goes on with an interrupted call: its limits count from where that one began.
        n_effective : float, optional
            Ends when there are so many effective samples.
        """
        if not (resume and self._asked):
            self._asked = {"it": self.it - 1, "ncall": self.ncall}
        dlogz = 0.01 if dlogz is None else float(dlogz)
        until = self._limits(dlogz, maxiter, maxcall, logl_max) | {"min_ess": n_effective}
        # before anything is kept: what a restored sampler shows must be what this call was asked for
        self.added_live = add_live
        more = {"dlogz": dlogz, "logl_max": logl_max}
        shown = self._printer(print_progress, print_func, **more)
        ended = self._going(until, shown, (checkpoint_file, checkpoint_every))
        self._warn_of_limit(ended)

    def _limits(self, dlogz: float, maxiter: int | None, maxcall: int | None, logl_max: float) -> dict[str, Any]:
        asked = self._asked
        return {
            "dlogz": dlogz,
            "max_iterations": None if maxiter is None else asked["it"] + int(maxiter),
            "max_calls": None if maxcall is None else asked["ncall"] + int(maxcall),
            "max_ln_l": None if np.isinf(logl_max) else float(logl_max),
        }

    def sample(
        self,
        maxiter: int | None = None,
        maxcall: int | None = None,
        dlogz: float = 0.01,
        logl_max: float = np.inf,
        add_live: bool = True,
        save_bounds: bool = True,
        resume: bool = False,
    ) -> Iterator[IteratorResult]:
        """The run as a generator: each iteration gives the sample that died.

        Parameters
        ----------
        maxiter, maxcall, dlogz, logl_max, resume
            As `run_nested` has them.
        add_live, save_bounds : bool
            Not needed.

        Yields
        ------
        IteratorResult

        Examples
        --------
        >>> import numpy as np
        >>> from astrarium.compat import dynesty
        >>> sampler = dynesty.NestedSampler(lambda x: -0.5 * x @ x, lambda u: 8 * u - 4, 2, nlive=50, rstate=1)
        >>> for it, result in enumerate(sampler.sample(maxiter=100)):
        ...     pass
        >>> it, len(list(sampler.add_live_points())), len(sampler.results.logl)
        (99, 50, 150)
        """
        self._remove_live_points()
        if not (resume and self._asked):
            self._asked = {"it": self.it - 1, "ncall": self.ncall}
        until = self._limits(dlogz, maxiter, maxcall, logl_max)
        yield from self._one_by_one(until)

    def add_live_points(self) -> Iterator[IteratorResult]:
        """The last live points as a generator; afterwards `results` holds them."""
        if self.added_live:
            raise ValueError("the live points are in the results already")
        self.added_live = True
        entries = self._entries(has_live=True)
        dead, points = entries["points"]["dead"], entries
        for k in range(dead, len(points["logl"])):
            yield IteratorResult(
                worst=int(points["samples_id"][k]),
                ustar=points["samples_u"][k],
                vstar=points["samples"][k],
                loglstar=float(points["logl"][k]),
                logvol=float(points["logvol"][k]),
                logwt=float(points["logwt"][k]),
                logz=float(points["logz"][k]),
                logzvar=float(points["logzerr"][k]) ** 2,
                h=float(points["information"][k]),
                nc=int(points["ncall"][k]),
                worst_it=int(points["samples_it"][k]),
                boundidx=0,
                bounditer=0,
                eff=points["eff"],
                delta_logz=float(np.logaddexp(0.0, points["logl"][-1] + points["logvol"][k] - points["logz"][k])),
                blob=points["blob"][k],
                proposal_stats=None,
            )

    def _remove_live_points(self) -> None:
        self.added_live = False

    def add_final_live(self, print_progress: bool = True, print_func: Callable[..., None] | None = None) -> None:
        """Puts the last live points into `results`.

        Parameters
        ----------
        print_progress, print_func
            Not needed: it takes no time.
        """
        if self.added_live:
            raise ValueError("the live points are in the results already")
        self.added_live = True

    @property
    def results(self) -> Any:
        """The run as dynesty's Results, or as a record of ours with the same names where dynesty is not installed."""
        return static_results(self._entries(self.added_live), self.nlive)
