//! The ways to run a fill, alone or with a fold.

use super::{Engine, fold::Saver};
use crate::{
    Both, Durable, Forest, Identity, Job, Merge, Part, Saving, Sink,
    fold::{Desk, Failure, Poured, Twofold, held},
    ranks::{agree, lead},
    store::Shelf,
};
use std::{
    ops::Range,
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// Where a fold goes on from, and what is missing.
struct Start<J: Job> {
    loaded: Forest<J::Part>,
    gaps: Result<Vec<Range<u64>>, Failure<J::Error>>,
}

impl Engine {
    /// Every block's part put into its place; `sink.sync()` is called every `every`, while no block runs.
    ///
    /// # Errors
    /// Those of [`fold`](Self::fold), and the sink's.
    pub fn fill<J: Job>(&self, job: &J, sink: &impl Sink<J::Part>, every: Duration) -> Result<(), J::Error> {
        let gaps: Vec<Range<u64>> = lead::<_, J::Error>(self.ranks(), || {
            sink.begin(self.n_ranks())?;
            Ok(sink.missing(job.blocks().at_most()))
        })?;
        let mine = self.mine(job, &gaps);
        let desk = Desk::new(self, job, mine.clone(), 0);
        let ran = desk.run(&Poured(sink), Some((every, &|_| sink.sync())));
        self.share_rows(sink, ran.map(|_| self.held_here(job, mine)))
    }

    /// A fold and a fill in one pass: the rows of a block go to the sink when the block has succeeded, its sum into the
    /// forest.
    ///
    /// # Errors
    /// Those of [`fold`](Self::fold), and the sink's.
    pub fn fold_and_fill<J, M, R>(&self, job: &J, sink: &impl Sink<R>) -> Result<M, J::Error>
    where
        J: Job<Part = Both<M, R>>,
        M: Merge,
        R: Part,
    {
        let gaps: Vec<Range<u64>> = lead::<_, J::Error>(self.ranks(), || {
            sink.begin(self.n_ranks())?;
            Ok(every(job))
        })?;
        self.both(job, sink, Start { loaded: Forest::default(), gaps: Ok(gaps) }, None)
    }

    /// The same, resumable: at every pause the sink is synced first, then the forest is written. So the forest never
    /// claims a block whose rows are not on the disk, and a block of which either is missing is computed again.
    ///
    /// # Errors
    /// Those of [`fold_saved`](Self::fold_saved), and the sink's.
    pub fn fold_and_fill_saved<J, M, R>(&self, job: &J, sink: &impl Sink<R>, saving: Saving) -> Result<M, J::Error>
    where
        J: Durable<Part = Both<M, R>>,
        M: Merge,
        R: Part,
    {
        let shelf = Shelf { store: saving.store, name: saving.name, identity: job.identity() };
        let mut loaded = Forest::default();
        let known: (Identity, Vec<Range<u64>>) = lead::<_, J::Error>(self.ranks(), || {
            loaded = self.resume(job, &shelf)?;
            sink.begin(self.n_ranks())?;
            let n = job.blocks().at_most();
            Ok((job.identity().clone(), union(loaded.missing(n), sink.missing(n))))
        })?;
        let gaps = self.same_run(job.identity(), &known.0).map(|()| known.1);
        let save = |forest: &Forest<J::Part>, moment| self.save(&shelf, forest, moment);
        self.both(job, sink, Start { loaded, gaps }, Some((saving.every, &save)))
    }

    fn both<J, M, R>(&self, job: &J, sink: &impl Sink<R>, start: Start<J>, saver: Saver<J::Part>) -> Result<M, J::Error>
    where
        J: Job<Part = Both<M, R>>,
        M: Merge,
        R: Part,
    {
        let forest = Mutex::new(start.loaded);
        let mut mine = Vec::new();
        let ran = start.gaps.and_then(|gaps| {
            mine = self.mine(job, &gaps);
            let alive = held(&forest).len();
            self.check_memory(job, alive).map_err(|error| (None, error.into()))?;
            let save = |moment| {
                sink.sync()?;
                saver.map_or(Ok(()), |(_, save)| save(&held(&forest), moment))
            };
            let every = saver.map_or(Duration::MAX, |(every, _)| every);
            Desk::new(self, job, mine.clone(), alive).run(&Twofold { forest: &forest, sink }, Some((every, &save)))
        });
        let forest = forest.into_inner().unwrap_or_else(PoisonError::into_inner);
        let sum = self.reduce(job, ran.map(|end| (forest, end)))?.sum;
        self.share_rows(sink, Ok::<_, Failure<J::Error>>(self.held_here(job, mine)))?;
        Ok(sum)
    }

    /// The blocks whose rows this rank's sink holds: rank 0's also those of earlier runs.
    fn held_here<J: Job>(&self, job: &J, mine: Vec<Range<u64>>) -> Vec<Range<u64>> {
        if self.rank() == 0 { every(job) } else { mine }
    }

    /// Outputs in memory, shared out over ranks; a failure of one is all ranks' failure.
    fn share_rows<R: Part, E: crate::Fault>(
        &self,
        sink: &impl Sink<R>,
        ran: Result<Vec<Range<u64>>, Failure<E>>,
    ) -> Result<(), E> {
        let _span = self.observer().span("ranks", 0, None);
        let rows = ran.map(|blocks| if self.n_ranks() > 1 { sink.export(&blocks) } else { Vec::new() });
        let all = agree(self.ranks(), rows)?;
        let mut others = all.iter().enumerate().filter(|(rank, _)| *rank != self.rank() as usize);
        others.try_for_each(|(_, bytes)| sink.import(bytes)).map_err(E::from)
    }
}

/// All blocks of a job.
fn every<J: Job>(job: &J) -> Vec<Range<u64>> {
    std::iter::once(0..job.blocks().at_most()).collect()
}

/// Blocks that stand in either list of gaps.
fn union(mut a: Vec<Range<u64>>, b: Vec<Range<u64>>) -> Vec<Range<u64>> {
    a.extend(b);
    a.sort_by_key(|gap| gap.start);
    let mut all: Vec<Range<u64>> = Vec::new();
    for gap in a {
        match all.last_mut() {
            Some(last) if gap.start <= last.end => last.end = last.end.max(gap.end),
            _ => all.push(gap),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::union;

    #[test]
    fn gaps_of_either() {
        assert_eq!(union(vec![0..3, 8..9], vec![2..5, 7..8]), [0..5, 7..9]);
        assert_eq!(union(vec![], vec![2..5, 6..7]), [2..5, 6..7]);
    }
}
