//! What a task says of itself.
use super::Flag;

/// What a task says of itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Card {
    /// Domain and verb, as `timing.power`.
    pub(crate) kind: &'static str,
    /// One line for the help.
    pub(crate) about: &'static str,
    /// What the inputs are, for the help.
    pub(crate) inputs: &'static str,
    /// A call that works, without the program's name.
    pub(crate) example: &'static str,
    /// Flags that stand for keys of the specification.
    pub(crate) flags: &'static [Flag],
    /// The key that the inputs of the command line stand for.
    pub(crate) input_key: &'static str,
    /// Keys that hold names of files.
    pub(crate) paths: &'static [&'static str],
}

impl Card {
    /// The verb alone.
    pub(crate) fn verb(&self) -> &'static str {
        self.kind.split_once('.').map_or(self.kind, |(_, verb)| verb)
    }
    /// The domain alone.
    pub(crate) fn domain(&self) -> &'static str {
        self.kind.split_once('.').map_or("", |(domain, _)| domain)
    }
}
