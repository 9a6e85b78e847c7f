//! From a specification as given to one that is understood and planned.
use super::Request;
use crate::cli::{
    Error, Session,
    spec::{self, Document, Header, Node, SpecError},
    task::{Planned, Setup, Task},
};
use astrarium_exec::{Engine, Simd};
use sha2::{Digest, Sha256};
use std::{
    fs::File,
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};
use toml::Table;

/// A specification that has been understood.
pub(super) struct Ready {
    /// The work and its settings.
    pub(super) planned: Planned,
    /// The complete specification, as text.
    pub(super) text: String,
    /// The files to read.
    pub(super) inputs: Vec<PathBuf>,
    /// The sha256 of each, if that is asked for.
    pub(super) sums: Vec<String>,
    /// Seed of all random numbers.
    pub(super) seed: u64,
}

/// Reads a specification file.
pub(crate) fn read_document(path: &Path) -> Result<Document, Error> {
    let text = std::fs::read_to_string(path).map_err(|source| match source.kind() {
        ErrorKind::NotFound => {
            Error::input(format!("there is no file {}", path.display()), "`astrarium spec KIND` writes a specification")
        }
        ErrorKind::InvalidData => {
            Error::input(format!("{} is not text", path.display()), "a specification is a TOML file")
        }
        _ => Error::File { action: "reading", path: path.to_owned(), source },
    })?;
    Ok(Document::from_text(path, text)?)
}

/// The complete specification, commented.
pub(crate) fn complete_text(task: &dyn Task, header: &Header, settings: &Table) -> String {
    let top = spec::write(Node::new(&spec::schema_of::<Header>()), &spec::table_of(header));
    let text = top + &spec::write(Node::new(&task.schema()), settings);
    text.trim_end().to_owned() + "\n"
}

/// The same of a document, with its own values.
pub(crate) fn complete(task: &dyn Task, document: &Document) -> Result<String, Error> {
    let header = header(document)?;
    let (_, keys) = Header::split(document.values().clone());
    Ok(complete_text(task, &header, &task.complete(document, keys)?))
}

/// The keys that every specification has.
pub(super) fn header(document: &Document) -> Result<Header, Error> {
    let (keys, _) = Header::split(document.values().clone());
    let header: Header = spec::read(document, keys, Node::new(&spec::schema_of::<Header>()), "")?;
    if header.has_level() {
        return Ok(header);
    }
    let names: Vec<_> = Simd::ALL.iter().map(|level| level.name()).collect();
    let label = format!("expected auto, {}", names.join(", "));
    Err(SpecError::new(format!("`simd` is the text \"{}\"", header.simd), label, document.value_place("simd")).into())
}

impl Ready {
    /// Reads the settings, finds what is wrong with them, and plans the work.
    pub(super) fn new(
        request: &mut Request,
        header: &Header,
        (engine, session): (&Engine, &Session<'_>),
    ) -> Result<Self, Error> {
        let host = session.host;
        let (task, document) = (request.task, &mut request.document);
        for key in task.card().paths {
            document.absolute(key, host.folder());
        }
        let (_, keys) = Header::split(document.values().clone());
        let setup = Setup {
            engine: engine.clone(),
            seed: header.seed,
            models: host.python_models(),
            shelf: host.shelf(),
            console: session.console,
        };
        let planned = task.plan(document, keys, &setup)?;
        let text = complete_text(task, header, &planned.settings);
        let inputs: Vec<_> = document.texts(task.card().input_key).into_iter().map(PathBuf::from).collect();
        let sums = match request.flags.checksum {
            true => inputs.iter().map(|path| checksum(path)).collect::<Result<_, _>>()?,
            false => Vec::new(),
        };
        Ok(Self { planned, text, inputs, sums, seed: header.seed })
    }
}

/// The sha256 of a file, in hexadecimal digits.
fn checksum(path: &Path) -> Result<String, Error> {
    let mut hash = Sha256::new();
    let read = File::open(path).and_then(|mut file| io::copy(&mut file, &mut hash));
    read.map_err(Error::file("reading", path))?;
    Ok(format!("{:x}", hash.finalize()))
}
