//! The disk: tables, images, data sets, figures.
