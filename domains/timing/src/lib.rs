//! X-ray spectral timing.
