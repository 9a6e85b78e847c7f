//! Inputs that a job borrows or shares.
use std::{ops::Deref, sync::Arc};

/// An input that is lent for the time of a job, or shared with it.
///
/// Made by `into()` from `&T`, `Arc<T>` or `T` itself.
#[derive(Debug)]
pub enum Held<'a, T> {
    /// borrowed
    Lent(&'a T),
    /// owned together with others
    Shared(Arc<T>),
}

impl<T> Deref for Held<'_, T> {
    type Target = T;
    fn deref(&self) -> &T {
        match self {
            Self::Lent(held) => held,
            Self::Shared(held) => held,
        }
    }
}

impl<T> Clone for Held<'_, T> {
    fn clone(&self) -> Self {
        match self {
            Self::Lent(held) => Self::Lent(held),
            Self::Shared(held) => Self::Shared(held.clone()),
        }
    }
}

impl<'a, T> From<&'a T> for Held<'a, T> {
    fn from(held: &'a T) -> Self {
        Self::Lent(held)
    }
}

impl<T> From<Arc<T>> for Held<'_, T> {
    fn from(held: Arc<T>) -> Self {
        Self::Shared(held)
    }
}

impl<T> From<T> for Held<'_, T> {
    fn from(held: T) -> Self {
        Self::Shared(Arc::new(held))
    }
}
