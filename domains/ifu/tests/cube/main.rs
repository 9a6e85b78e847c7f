//! Cubes against closed forms, paths against each other, gradients against differences.
mod closed_forms;
mod curves;
mod galaxy;
mod gradients;
mod handedness;
mod lines;
mod maps;
mod observed;
mod paths;
mod scene;
