//! Whole files: schema, columns, and the header that astropy keeps beside them.
//!
//! Units, descriptions and meta stand under the key `table_meta_yaml`, as in astropy's own files; programs that do not
//! know it see plain columns.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::columns;
use crate::table::ecsv::{Described, Header, yaml_lines};
use crate::table::{Column, Table, Values};
use crate::{Error, Result};

const KEY: &str = "table_meta_yaml";

type Found<T> = std::result::Result<T, ParquetError>;

pub(crate) fn write(table: &Table, out: &mut dyn Write, path: &Path) -> Result<()> {
    let columns: Vec<Column> = table.plain_columns().iter().flat_map(real_columns).collect();
    let header = yaml_lines(&columns, &table.meta).join("\n");
    let bytes = stored(&columns, header).map_err(|source| wrong(path, &source))?;
    out.write_all(&bytes).map_err(|source| Error::writing(path, source))
}

/// Complex numbers as two columns of floats, `name_re` and `name_im`.
fn real_columns(column: &Column) -> Vec<Column> {
    let Values::Complex(values) = &column.values else { return vec![column.clone()] };
    let part = |end: &str, i: usize| Column {
        name: format!("{}_{end}", column.name),
        values: Values::F64(values.iter().map(|value| value[i]).collect()),
        ..column.clone()
    };
    vec![part("re", 0), part("im", 1)]
}

fn stored(columns: &[Column], header: String) -> Found<Vec<u8>> {
    let fields = columns.iter().map(|column| Ok(Arc::new(columns::schema(column)?))).collect::<Found<Vec<_>>>()?;
    let schema = Arc::new(Type::group_type_builder("table").with_fields(fields).build()?);
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_key_value_metadata(Some(vec![KeyValue::new(KEY.to_owned(), header)]))
        .build();
    let mut file = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties))?;
    let mut rows = file.next_row_group()?;
    for column in columns {
        let Some(mut chunk) = rows.next_column()? else { break };
        columns::write(column, &mut chunk)?;
        chunk.close()?;
    }
    rows.close()?;
    file.into_inner()
}

pub(crate) fn read(path: &Path, bytes: &[u8]) -> Result<Table> {
    let named = |source: ParquetError| wrong(path, &source);
    let file = SerializedFileReader::new(::bytes::Bytes::copy_from_slice(bytes)).map_err(named)?;
    let metadata = file.metadata().file_metadata();
    let pairs = metadata.key_value_metadata().map(Vec::as_slice).unwrap_or_default();
    let yaml = pairs.iter().find(|pair| pair.key == KEY).and_then(|pair| pair.value.as_deref());
    let header = yaml.map(|yaml| Header::from_yaml(path, yaml)).transpose()?;
    let (described, meta) = header.map_or_else(Default::default, |header| (header.columns, header.meta));
    let mut table = Table { columns: Vec::new(), meta };
    let mut columns = Vec::new();
    for i in 0..metadata.schema_descr().num_columns() {
        columns.push(with_words(columns::read(&file, i).map_err(named)?, &described));
    }
    whole_columns(columns).into_iter().try_for_each(|column| table.push(column))?;
    Ok(table)
}

/// Neighbours `name_re` and `name_im` as one column of complex numbers.
fn whole_columns(columns: Vec<Column>) -> Vec<Column> {
    let mut whole: Vec<Column> = Vec::new();
    for column in columns {
        match whole.last_mut().and_then(|re| Some((joined(re, &column)?, re))) {
            Some((complex, re)) => *re = complex,
            None => whole.push(column),
        }
    }
    whole
}

/// The column that [`real_columns`] took apart, if these are its halves.
fn joined(re: &Column, im: &Column) -> Option<Column> {
    let name = re.name.strip_suffix("_re").filter(|name| im.name.strip_suffix("_im") == Some(name))?;
    let (Values::F64(a), Values::F64(b)) = (&re.values, &im.values) else { return None };
    let values = Values::Complex(a.iter().zip(b).map(|(re, im)| [*re, *im]).collect());
    Some(Column { name: name.to_owned(), values, ..re.clone() })
}

fn with_words(column: Column, described: &[Described]) -> Column {
    match described.iter().find(|described| described.name == column.name) {
        Some(words) => Column { unit: words.unit.clone(), description: words.description.clone(), ..column },
        None => column,
    }
}

fn wrong(path: &Path, source: &ParquetError) -> Error {
    Error::Parquet { path: path.to_path_buf(), found: source.to_string() }
}
