//! Astronomy that several domains share.
