//! Mathematics without astronomy.
