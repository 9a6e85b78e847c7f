//! The ways to run a fold.

use super::Engine;
use crate::{
    Blocks, Durable, Error, Forest, Identity, Job, Merge, Saving, Store,
    fold::{Desk, Failure, Moment, held, share},
    ranks::{lead, reduce},
    store::Shelf,
};
use std::{
    ops::Range,
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// Writes a forest.
pub(super) type Save<'a, P> = &'a dyn Fn(&Forest<P>, Moment) -> Result<(), Error>;
/// How often a forest is written, and how.
pub(super) type Saver<'a, P> = Option<(Duration, Save<'a, P>)>;
/// A forest and the number of blocks.
pub(super) type Ran<J> = Result<(Forest<<J as Job>::Part>, u64), Failure<<J as Job>::Error>>;

impl Engine {
    /// The merged result of all blocks: the same bits on every engine, and on every rank.
    ///
    /// A job of no blocks gives the empty part.
    ///
    /// # Errors
    /// The lowest-numbered block's, with its type on the rank that ran it and as [`Error::Remote`] on the others;
    /// [`Error::Stopped`], [`Error::TimeUp`]; [`Error::Memory`] before anything runs.
    pub fn fold<J: Job<Part: Merge>>(&self, job: &J) -> Result<J::Part, J::Error> {
        let gaps = self.mine(job, &Forest::<J::Part>::default().missing(job.blocks().at_most()));
        let ran = self.grow(job, Forest::default(), gaps, None);
        self.reduce(job, ran)
    }

    /// A fold that goes on from, and is saved every `every` into, the files `name-<rank>`: those of any number of ranks.
    ///
    /// A failed or stopped fold is saved too; one that ends well on one rank is not saved at its end.
    ///
    /// # Errors
    /// Those of [`fold`](Self::fold); [`Error::OtherIdentity`] if the files belong to another run or the ranks to
    /// different ones; [`Error::Unreadable`], [`Error::File`].
    pub fn fold_saved<J: Durable<Part: Merge>>(
        &self,
        job: &J,
        store: &dyn Store,
        name: &str,
        every: Duration,
    ) -> Result<J::Part, J::Error> {
        let shelf = Shelf { store, name, identity: job.identity() };
        let mut loaded = Forest::default();
        let known: (Identity, Vec<Range<u64>>) = lead::<_, J::Error>(self.ranks(), || {
            loaded = self.resume(job, &shelf)?;
            Ok((job.identity().clone(), loaded.missing(job.blocks().at_most())))
        })?;
        let ran = self.same_run(job.identity(), &known.0).and_then(|()| {
            let save = |forest: &Forest<J::Part>, moment| self.save(&shelf, forest, moment);
            self.grow(job, loaded, self.mine(job, &known.1), Some((every, &save)))
        });
        self.reduce(job, ran)
    }

    /// The forest of some blocks, to be merged later; this rank's own business.
    ///
    /// # Errors
    /// Those of [`fold`](Self::fold); [`Error::NoSuchBlocks`] past the end of a job of known length.
    pub fn part<J: Job<Part: Merge>>(&self, job: &J, blocks: Range<u64>) -> Result<Forest<J::Part>, J::Error> {
        self.within(job, &blocks)?;
        let ran = self.grow(job, Forest::default(), vec![blocks], None);
        ran.map(|(forest, _)| forest).map_err(|(_, error)| error)
    }

    /// The same, going on from and saved into a file.
    ///
    /// # Errors
    /// Those of [`part`](Self::part) and of [`fold_saved`](Self::fold_saved).
    pub fn part_saved<J: Durable<Part: Merge>>(
        &self,
        job: &J,
        blocks: Range<u64>,
        saving: Saving,
    ) -> Result<Forest<J::Part>, J::Error> {
        self.within(job, &blocks)?;
        let shelf = Shelf { store: saving.store, name: saving.name, identity: job.identity() };
        let loaded = self.resume(job, &shelf)?;
        let missing = loaded.missing(blocks.end).into_iter();
        let gaps = missing.map(|gap| gap.start.max(blocks.start)..gap.end).filter(|gap| !gap.is_empty()).collect();
        let save = |forest: &Forest<J::Part>, _| shelf.write(0, forest);
        let ran = self.grow(job, loaded, gaps, Some((saving.every, &save)));
        ran.map(|(forest, _)| forest).map_err(|(_, error)| error)
    }

    /// Grows a forest by the blocks of `gaps`.
    fn grow<J: Job<Part: Merge>>(
        &self,
        job: &J,
        loaded: Forest<J::Part>,
        gaps: Vec<Range<u64>>,
        saver: Saver<J::Part>,
    ) -> Ran<J> {
        self.check_memory(job, loaded.len()).map_err(|error| (None, error.into()))?;
        let desk = Desk::new(self, job, gaps, loaded.len());
        let forest = Mutex::new(loaded);
        let save = |moment| saver.map_or(Ok(()), |(_, save)| save(&held(&forest), moment));
        let pause = saver.map(|(every, _)| (every, &save as &dyn Fn(Moment) -> Result<(), Error>));
        let end = desk.run(&forest, pause)?;
        Ok((forest.into_inner().unwrap_or_else(PoisonError::into_inner), end))
    }

    pub(super) fn reduce<J: Job<Part: Merge>>(&self, job: &J, ran: Ran<J>) -> Result<J::Part, J::Error> {
        let _span = self.observer().span("ranks", 0, None);
        reduce(self.ranks(), ran, || job.part())
    }

    /// All that files of this run hold, written as one before another rank writes. Rank 0's task.
    pub(super) fn resume<J: Job<Part: Merge>>(&self, job: &J, shelf: &Shelf) -> Result<Forest<J::Part>, Error> {
        let (mut loaded, like) = (Forest::default(), job.part());
        shelf.read(|name, found: Forest<J::Part>| {
            let unreadable = |reason| Error::Unreadable { name: name.to_owned(), reason };
            loaded.absorb_known(found.checked(&like).map_err(unreadable)?)
        })?;
        shelf.lead(self.n_ranks(), (!loaded.is_empty()).then_some(&loaded))?;
        Ok(loaded)
    }

    /// Writes this rank's forest. A run that has ended well on its only rank has its result, and needs no file.
    pub(super) fn save<P: Merge>(&self, shelf: &Shelf, forest: &Forest<P>, moment: Moment) -> Result<(), Error> {
        if moment == Moment::End && self.n_ranks() == 1 { Ok(()) } else { shelf.write(self.rank(), forest) }
    }

    /// Refuses to run on a rank whose job is another than rank 0's: other input files, another spec, another processor.
    pub(super) fn same_run<E: From<Error>>(&self, mine: &Identity, first: &Identity) -> Result<(), Failure<E>> {
        first.expect(&format!("the job of rank {}", self.rank()), mine).map_err(|error| (None, error.into()))
    }

    fn within<J: Job>(&self, job: &J, blocks: &Range<u64>) -> Result<(), Error> {
        match job.blocks() {
            Blocks::Known(have) if blocks.end > have || blocks.start > blocks.end => {
                Err(Error::NoSuchBlocks { asked: blocks.clone(), have })
            }
            _ => Ok(()),
        }
    }

    /// This rank's contiguous share of what is missing; a stream is read by rank 0.
    pub(super) fn mine<J: Job>(&self, job: &J, gaps: &[Range<u64>]) -> Vec<Range<u64>> {
        match job.blocks() {
            Blocks::Stream if self.rank() > 0 => Vec::new(),
            Blocks::Stream => gaps.to_vec(),
            Blocks::Known(_) => share(gaps, u64::from(self.rank()), u64::from(self.n_ranks())),
        }
    }
}
