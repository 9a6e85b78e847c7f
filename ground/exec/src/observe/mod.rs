//! What a run tells about itself: how far it is, where its time goes. Read by the faces; nothing here prints.

mod observer;
mod profile;
mod progress;
mod trace;

pub use observer::{Observer, Span};
pub use profile::{Profile, Stage};
pub use progress::{Progress, Snapshot};
