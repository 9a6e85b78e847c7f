//! `LightCurve`: how it is made, what it holds, what can be done with it.
mod class;
mod columns;
mod methods;
mod segments;

pub(crate) use class::LightCurve;
