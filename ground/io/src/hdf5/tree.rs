//! The groups and datasets of a file that is being put together.

use std::collections::BTreeMap;

use hdf5_pure::{
    CompoundTypeBuilder, DatasetBuilder, FileBuilder, FinishedGroup, GroupBuilder, MaxExtent, make_f64_type,
};

use super::Attribute;

/// The elements of a dataset.
#[derive(Debug, Clone)]
pub(super) enum Elements {
    F64(Vec<f64>),
    /// Arrays of so many floats.
    Arrays(Vec<f64>, u32),
    I64(Vec<i64>),
    U8(Vec<u8>),
    Complex(Vec<[f64; 2]>),
    Text(Vec<String>),
}

/// A group, or a dataset if it has elements.
#[derive(Debug, Clone, Default)]
pub(super) struct Node {
    pub(super) children: BTreeMap<String, Node>,
    pub(super) elements: Option<(Elements, Vec<u64>)>,
    pub(super) attributes: BTreeMap<String, Attribute>,
    /// Whether the leading axis of the dataset may be lengthened by others.
    pub(super) grows: bool,
}

/// Elements of a chunk of a compressed dataset, at most (unless one row is longer).
const CHUNK: u64 = 1 << 16;

impl Elements {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::F64(values) => values.len(),
            Self::Arrays(values, width) => values.len() / (*width).max(1) as usize,
            Self::I64(values) => values.len(),
            Self::U8(values) => values.len(),
            Self::Complex(values) => values.len(),
            Self::Text(values) => values.len(),
        }
    }

    fn stage(&self, dataset: &mut DatasetBuilder) {
        match self {
            Self::F64(values) => dataset.with_f64_data(values),
            Self::Arrays(values, width) => {
                let bytes = values.iter().flat_map(|value| value.to_le_bytes()).collect();
                dataset.with_array_data(make_f64_type(), &[*width], bytes, self.len() as u64)
            }
            Self::I64(values) => dataset.with_i64_data(values),
            Self::U8(values) => dataset.with_u8_data(values),
            Self::Text(values) => dataset.with_vlen_strings(&values.iter().map(String::as_str).collect::<Vec<_>>()),
            Self::Complex(values) => {
                let pair = CompoundTypeBuilder::new().f64_field("r").f64_field("i").build();
                let bytes = values.as_flattened().iter().flat_map(|part| part.to_le_bytes()).collect();
                dataset.with_compound_data(pair.expect("two floats make a compound"), bytes, values.len() as u64)
            }
        };
    }
}

impl Node {
    /// The node at `path`, made with the groups above it; `None` if a dataset is in the way.
    pub(super) fn at(&mut self, path: &str) -> Option<&mut Self> {
        let mut node = self;
        for name in path.split('/').filter(|name| !name.is_empty()) {
            if node.elements.is_some() {
                return None;
            }
            node = node.children.entry(name.to_owned()).or_default();
        }
        Some(node)
    }

    pub(super) fn stage_root(&self, deflate: Option<u32>) -> FileBuilder {
        let mut file = FileBuilder::new();
        for (name, value) in &self.attributes {
            file.set_attr(name, value.stored());
        }
        for (name, child) in &self.children {
            if child.elements.is_some() {
                child.stage_dataset(file.create_dataset(name), deflate);
            } else {
                let group = file.create_group(name);
                file.add_group(child.stage_group(group, deflate));
            }
        }
        file
    }

    fn stage_group(&self, mut group: GroupBuilder, deflate: Option<u32>) -> FinishedGroup {
        for (name, value) in &self.attributes {
            group.set_attr(name, value.stored());
        }
        for (name, child) in &self.children {
            if child.elements.is_some() {
                child.stage_dataset(group.create_dataset(name), deflate);
            } else {
                let inner = group.create_group(name);
                group.add_group(child.stage_group(inner, deflate));
            }
        }
        group.finish()
    }

    fn stage_dataset(&self, dataset: &mut DatasetBuilder, deflate: Option<u32>) {
        let Some((elements, shape)) = &self.elements else { return };
        elements.stage(dataset);
        dataset.with_shape(shape);
        if self.grows && !shape.is_empty() {
            let ends: Vec<_> = shape.iter().map(|&axis| MaxExtent::Fixed(axis)).collect();
            dataset.with_maxshape(&[&[MaxExtent::Unlimited], &ends[1..]].concat()).with_chunks(&rows(shape, CHUNK / 8));
        }
        if let (Some(level), Some(chunk)) = (deflate, chunk(elements, shape)) {
            dataset.with_chunks(&chunk).with_shuffle().with_deflate(level);
        }
        for (name, value) in &self.attributes {
            dataset.set_attr(name, value.stored());
        }
    }
}

/// Whole rows of the leading axis; nothing for what is not worth it or cannot be compressed.
fn chunk(elements: &Elements, shape: &[u64]) -> Option<Vec<u64>> {
    if elements.len() < 1024 || matches!(elements, Elements::Text(_)) {
        return None;
    }
    let mut chunk = rows(shape, CHUNK);
    chunk[0] = chunk[0].min(*shape.first()?);
    Some(chunk)
}

/// The shape of as many whole rows of the leading axis as hold `elements`, one at least.
fn rows(shape: &[u64], elements: u64) -> Vec<u64> {
    let row: u64 = shape.iter().skip(1).product();
    let mut chunk: Vec<u64> = shape.iter().map(|&axis| axis.max(1)).collect();
    chunk.iter_mut().take(1).for_each(|n| *n = (elements / row.max(1)).max(1));
    chunk
}
