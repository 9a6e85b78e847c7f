//! What is done with values that are no numbers.

use crate::Space;
use astrarium_exec::{Error, Evaluations};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a density's NaN means. +∞ is always an error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NanPolicy {
    /// The run ends with an error that names the point.
    #[default]
    Error,
    /// The point is rejected, as one of ln L = −∞, and counted.
    Reject,
}

/// The reason that is counted where NaN is rejected.
const IS_NAN: &str = "ln L is NaN";

/// Takes a density's values: checks them, row by row.
pub(super) struct Checked<'a> {
    pub(super) space: &'a Space,
    pub(super) nan: NanPolicy,
    /// Numbers that come along with each value.
    pub(super) blobs: usize,
}

/// A density's word on one row.
pub(super) enum Value {
    /// ln L, finite or −∞.
    Is(f64),
    /// It failed.
    Failed(std::borrow::Cow<'static, str>),
}

impl Checked<'_> {
    /// `Ok` if there are as many values and blobs as `rows` ask for.
    pub(super) fn lengths(&self, got: &Evaluations, rows: usize) -> Result<(), Error> {
        let wrong = |what, found: usize, expected: usize| {
            Err(Error::WrongLength { block: 0, what, found: found as u64, expected: expected as u64 })
        };
        if got.values.len() != rows {
            return wrong("values of ln L", got.values.len(), rows);
        }
        if got.blobs.len() != rows * self.blobs {
            return wrong("blob values", got.blobs.len(), rows * self.blobs);
        }
        Ok(())
    }

    /// Whether there is nothing but finite values: no blobs, no failures.
    pub(super) fn is_simple(&self, got: &Evaluations) -> bool {
        self.blobs == 0 && got.failed.is_empty() && got.values.iter().fold(true, |is, value| is & value.is_finite())
    }

    /// The value of the density's row `i`, which is the caller's row `row` at `theta`; `failed` are the failures left.
    pub(super) fn value(
        &self,
        got: &Evaluations,
        i: usize,
        failed: &mut usize,
        at: (usize, &[f64]),
    ) -> Result<Value, Error> {
        if let Some((row, why)) = got.failed.get(*failed)
            && *row == i
        {
            *failed += 1;
            return Ok(Value::Failed(why.clone()));
        }
        let value = got.values[i];
        let bad = |what: &str| {
            let message = format!("ln L is {what} at {}; expected a finite number or −∞", self.space.describe(at.1));
            Err(Error::Evaluation { row: at.0, message })
        };
        if value == f64::INFINITY {
            return bad("+∞");
        }
        match self.nan {
            _ if !value.is_nan() => Ok(Value::Is(value)),
            NanPolicy::Error => bad("NaN"),
            NanPolicy::Reject => Ok(Value::Failed(IS_NAN.into())),
        }
    }
}

/// An error of the density's row, as one of the caller's.
pub(super) fn of_row(error: Error, rows: &[usize]) -> Error {
    match error {
        Error::Evaluation { row, message } => Error::Evaluation { row: rows.get(row).copied().unwrap_or(row), message },
        other => other,
    }
}
