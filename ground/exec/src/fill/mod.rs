//! Where the parts of a fill go: memory, a file by offset, or logs of ragged rows.

mod chunks;
mod kept;
mod logs;
mod records;
mod sink;
mod slots;

pub use chunks::{Chunks, Plain};
pub use kept::Kept;
pub use logs::Logs;
pub use sink::Sink;
pub use slots::Slots;

use sink::{gaps, imported, is_in};
