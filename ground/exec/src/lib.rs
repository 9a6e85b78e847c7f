//! The machine: jobs over blocks, on threads, ranks and parts.
