//! Batches that hold rows of several askers.

use astrarium_exec::Evaluations;
use std::ops::Range;

/// The values, blobs and failures of some rows.
pub(crate) fn some(got: &Evaluations, rows: Range<usize>) -> Evaluations {
    let width = got.blob_len();
    let failed = got.failed.iter().filter(|(row, _)| rows.contains(row));
    Evaluations {
        values: got.values[rows.clone()].to_vec(),
        blobs: got.blobs[rows.start * width..rows.end * width].to_vec(),
        failed: failed.map(|(row, why)| (row - rows.start, why.clone())).collect(),
    }
}
