//! Event files on disk: keywords of time, streams of rows, sorting, and files that are broken.

mod bad_input;
mod keywords;
mod make;
mod sorting;
mod streaming;
