//! astrarium under one roof.
pub use astrarium_exec as exec;
pub use astrarium_io as io;
pub use astrarium_num as num;
pub use astrarium_timing as timing;
