//! `EventList`: how it is made, what it holds, what can be done with it.
mod choose;
mod class;
mod columns;

pub(crate) use class::EventList;
