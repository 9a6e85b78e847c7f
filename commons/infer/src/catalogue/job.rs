//! Fits of a block of sources, fused.

use crate::{Result, error::positive};
use astrarium_exec::{
    Ask, AskTell, Blocks, Cut, Cx, Durable, Error as ExecError, Evaluate, Evaluations, Fault, Fit, Identity, Input,
    Job, Kind, fuse, spec_hash,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// Raised when the way of running changes numbers.
const VERSION: u32 = 1;

/// Settings of a catalogue of fits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CatalogueSettings {
    /// Sources of a block: so many fits of a worker are in memory, and a batch holds rows of so many.
    pub block: usize,
    /// Rows of a batch at most.
    pub batch: usize,
    /// Asks of a fit at most; one that wants more is a row with an error.
    pub max_asks: u64,
    /// The seed of all sources' seeds.
    pub seed: u64,
}

impl Default for CatalogueSettings {
    fn default() -> Self {
        Self { block: 64, batch: 256, max_asks: u64::MAX, seed: 0 }
    }
}

/// How a source is fitted: a sampler or an optimiser, where it begins, and what is kept of where it ends.
pub trait FitOf: Sync {
    /// Who asks.
    type Sampler: AskTell;
    /// What is kept of a source.
    type Row: Send + Clone + Serialize + DeserializeOwned;

    /// A hash of the settings and the model ([`spec_hash`]): catalogues of another one are not gone on with.
    fn spec(&self) -> u64;

    /// The fit of a source (its place in the catalogue) before its first ask; `seed` is the source's own.
    ///
    /// # Errors
    /// A source that cannot be fitted becomes a row with this error.
    fn begin(&self, source: u64, seed: u64) -> Result<(Self::Sampler, <Self::Sampler as AskTell>::State)>;

    /// What is kept of a fit that is done.
    ///
    /// # Errors
    /// A fit of which nothing can be kept becomes a row with this error.
    fn end(&self, source: u64, sampler: &Self::Sampler, state: &<Self::Sampler as AskTell>::State)
    -> Result<Self::Row>;
}

/// A source's row in the table of all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SourceRow<R> {
    /// Its place in the catalogue.
    pub source: u64,
    /// What was found, or why not.
    pub found: std::result::Result<R, String>,
}

/// Fits of all sources of a catalogue.
///
/// `of` evaluates rows that are marked (`entity`) with their source's place. A failed source is a row with an error and
/// stops no other. The job's identity holds ids, settings and `inputs`.
pub struct CatalogueJob<'a, F> {
    fits: &'a F,
    of: &'a dyn Evaluate,
    ids: &'a [String],
    settings: CatalogueSettings,
    identity: Identity,
}

/// The seed of a source: of the catalogue's seed and the source's id, so that adding or sorting sources changes no fit.
pub fn source_seed(seed: u64, id: &str) -> u64 {
    spec_hash(&(seed, id))
}

/// No two sources have one id.
pub(super) fn check_ids(ids: &[String]) -> Result<()> {
    let mut sorted: Vec<&String> = ids.iter().collect();
    sorted.sort();
    match sorted.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(crate::Error::SameId { id: pair[0].clone() }),
        None => Ok(()),
    }
}

impl<'a, F: FitOf> CatalogueJob<'a, F> {
    /// One fit for each id.
    ///
    /// # Errors
    /// [`Error::Setting`](crate::Error::Setting) for a block or batch of nought; [`Error::SameId`](crate::Error::SameId)
    /// for two sources of one id.
    pub fn new(
        fits: &'a F,
        of: &'a dyn Evaluate,
        ids: &'a [String],
        settings: CatalogueSettings,
        inputs: &[Input],
    ) -> Result<Self> {
        positive("block", settings.block as f64)?;
        positive("batch", settings.batch as f64)?;
        check_ids(ids)?;
        let identity = Identity {
            kind: "infer.catalogue".to_owned(),
            results_version: VERSION,
            spec: spec_hash(&(&settings, ids, fits.spec())),
            inputs: inputs.to_vec(),
            seed: settings.seed,
            block_size: settings.block as u64,
            simd: String::new(),
        };
        Ok(Self { fits, of, ids, settings, identity })
    }

    /// The same without an identity: for jobs that have their own.
    pub(super) fn anonymous(fits: &'a F, of: &'a dyn Evaluate, ids: &'a [String], settings: CatalogueSettings) -> Self {
        Self { fits, of, ids, settings, identity: Identity::default() }
    }

    fn cut(&self) -> Cut {
        Cut { items: self.ids.len(), size: self.settings.block }
    }

    fn begin(&self, source: usize) -> Result<Fit<Limited<F::Sampler>>> {
        let (sampler, state) = self.fits.begin(source as u64, source_seed(self.settings.seed, &self.ids[source]))?;
        let limited = Limited { sampler, most: self.settings.max_asks };
        Ok(Fit { sampler: limited, entity: source as u64, state: (state, 0) })
    }

    fn row(&self, fit: &Fit<Limited<F::Sampler>>) -> SourceRow<F::Row> {
        let (state, asks) = &fit.state;
        let found = if *asks >= fit.sampler.most {
            Err(format!("not done after {asks} asks; raise max_asks"))
        } else {
            self.fits.end(fit.entity, &fit.sampler.sampler, state).map_err(|error| error.to_string())
        };
        SourceRow { source: fit.entity, found }
    }

    /// One source by itself: an error of its own is its row.
    fn alone(&self, source: usize, cx: &Cx) -> std::result::Result<SourceRow<F::Row>, ExecError> {
        let failed = |why: String| SourceRow { source: source as u64, found: Err(why) };
        let mut fit = match self.begin(source) {
            Ok(fit) => [fit],
            Err(error) => return Ok(failed(error.to_string())),
        };
        match fuse(&mut fit, self.of, self.settings.batch, cx) {
            Ok(()) => Ok(self.row(&fit[0])),
            Err(error) if error.kind() == Kind::Stopped => Err(error),
            Err(error) => Ok(failed(error.to_string())),
        }
    }
}

/// A sampler that is asked so often at most; the state counts.
struct Limited<S> {
    sampler: S,
    most: u64,
}

impl<S: AskTell> AskTell for Limited<S> {
    type State = (S::State, u64);
    type Info = ();

    fn ask(&self, (state, asks): &Self::State, rows: &mut Vec<f64>) -> Ask {
        if *asks >= self.most { Ask::Done } else { self.sampler.ask(state, rows) }
    }
    fn tell(
        &self,
        (state, asks): &mut Self::State,
        rows: &[f64],
        got: &Evaluations,
    ) -> std::result::Result<(), ExecError> {
        self.sampler.tell(state, rows, got)?;
        *asks += 1;
        Ok(())
    }
}

impl<F: FitOf> Job for CatalogueJob<'_, F> {
    type Part = Vec<SourceRow<F::Row>>;
    type Scratch = ();
    type Error = ExecError;

    fn blocks(&self) -> Blocks {
        self.cut().blocks()
    }
    fn part(&self) -> Self::Part {
        Vec::new()
    }
    fn scratch(&self) {}

    fn block(&self, index: u64, part: &mut Self::Part, (): &mut (), cx: &Cx) -> std::result::Result<(), ExecError> {
        self.rows(self.cut().range(index), part, cx)
    }
}

impl<F: FitOf> CatalogueJob<'_, F> {
    /// Adds the rows of some sources, fitted together.
    pub(super) fn rows(
        &self,
        sources: std::ops::Range<usize>,
        all: &mut Vec<SourceRow<F::Row>>,
        cx: &Cx,
    ) -> std::result::Result<(), ExecError> {
        let (mut fits, mut rows) = (Vec::new(), Vec::new());
        for source in sources.clone() {
            match self.begin(source) {
                Ok(fit) => fits.push(fit),
                Err(error) => rows.push(SourceRow { source: source as u64, found: Err(error.to_string()) }),
            }
        }
        match fuse(&mut fits, self.of, self.settings.batch, cx) {
            Ok(()) => rows.extend(fits.iter().map(|fit| self.row(fit))),
            Err(error) if error.kind() == Kind::Stopped => return Err(error),
            // one of them failed: each by itself has the same bits, and its own error
            Err(_) => {
                rows.clear();
                for source in sources {
                    rows.push(self.alone(source, cx)?);
                }
            }
        }
        rows.sort_by_key(|row| row.source);
        all.extend(rows);
        Ok(())
    }
}

impl<F: FitOf> Durable for CatalogueJob<'_, F> {
    fn identity(&self) -> &Identity {
        &self.identity
    }
}
