//! The methods that all jobs share.

/// Adds them to a class with fields `job` and `made`; `$example` is Python that makes a job of 16 blocks.
macro_rules! job_methods {
    ($job:ident, $spectrum:ident, $example:literal) => {
        impl $job {
            /// Runs all of it.
            ///
            /// # Errors
            /// Those of the computation; `KeyboardInterrupt`.
            pub(crate) fn compute(&self, py: Python<'_>, options: &$crate::options::Options) -> PyResult<$spectrum> {
                let job = &self.job;
                let found = $crate::desk::run(py, options, |engine| job.run(engine)?.rebinned_as(job.spec()))?;
                $spectrum::with(py, found)
            }
        }

        #[pymethods]
        impl $job {
            /// int: how many blocks there are.
            #[getter]
            fn n_blocks(&self) -> PyResult<u64> {
                $crate::timing::jobs::run::n_blocks(&self.job)
            }

            /// Compute the blocks from `a` up to, not including, `b`.
            ///
            /// Parameters
            /// ----------
            /// a, b : int
            ///     First block, and the one after the last.
            /// threads : int, optional
            ///     Threads; by default the cores that this process may use, one inside a worker of a process pool.
            ///
            /// Returns
            /// -------
            /// bytes
            ///     A part, which also is a parts file of the program.
            ///
            /// Examples
            /// --------
            #[doc = concat!(">>> from astrarium import ", stringify!($job))]
            #[doc = concat!(">>> job = ", $example)]
            /// >>> type(job.run_blocks(0, 3, threads=1))
            /// <class 'bytes'>
            #[pyo3(signature = (a, b, /, *, threads = None))]
            fn run_blocks<'py>(
                &self,
                py: Python<'py>,
                a: u64,
                b: u64,
                threads: Option<Bound<'py, PyAny>>,
            ) -> PyResult<Bound<'py, pyo3::types::PyBytes>> {
                $crate::timing::jobs::run::run_blocks(py, &self.job, a..b, threads.as_ref())
            }

            /// Join two parts that have no block in common, in either order.
            ///
            /// Parameters
            /// ----------
            /// one, other : bytes
            ///     Parts of this job.
            ///
            /// Returns
            /// -------
            /// bytes
            ///     A part that holds the blocks of both.
            ///
            /// Raises
            /// ------
            /// ValueError
            ///     If they overlap or one belongs to another job.
            ///
            /// Examples
            /// --------
            #[doc = concat!(">>> from astrarium import ", stringify!($job))]
            #[doc = concat!(">>> job = ", $example)]
            /// >>> part = job.merge(job.run_blocks(5, 8), job.run_blocks(0, 2))
            #[pyo3(signature = (one, other, /))]
            fn merge<'py>(
                &self,
                py: Python<'py>,
                one: &[u8],
                other: &[u8],
            ) -> PyResult<Bound<'py, pyo3::types::PyBytes>> {
                $crate::timing::jobs::run::merge(py, &self.job, one, other)
            }

            /// Make the spectrum of a part that holds all blocks.
            ///
            /// Parameters
            /// ----------
            /// part : bytes
            ///     The union of all parts.
            ///
            /// Returns
            /// -------
            #[doc = stringify!($spectrum)]
            ///     The same bits as without parts.
            ///
            /// Raises
            /// ------
            /// ValueError
            ///     If blocks are missing; the message lists them.
            ///
            /// Examples
            /// --------
            #[doc = concat!(">>> from astrarium import ", stringify!($job))]
            #[doc = concat!(">>> job = ", $example)]
            /// >>> job.finish(job.run_blocks(0, job.n_blocks)).n_segments
            /// 64
            #[pyo3(signature = (part, /))]
            fn finish(&self, py: Python<'_>, part: &[u8]) -> PyResult<$spectrum> {
                let job = &self.job;
                let found =
                    py.detach(|| job.finish(&astrarium::exec::seam::finish(job, part)?)?.rebinned_as(job.spec()));
                $spectrum::with(py, found.map_err($crate::errors::Raise::raise)?)
            }

            fn __repr__(&self) -> String {
                let blocks =
                    self.job.n_segments().map_or_else(|| "segments to come".to_owned(), |n| format!("{n} segments"));
                $crate::timing::show::line(
                    stringify!($job),
                    &[(&blocks, format!("of {} s", $crate::timing::show::short(self.job.grid().segment_s())))],
                )
            }

            fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, pyo3::types::PyTuple>> {
                slf.get().made.reduce(slf.as_any())
            }
        }
    };
}

pub(super) use job_methods;
