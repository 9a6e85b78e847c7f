//! Single columns.

use parquet::basic::{LogicalType, Repetition, Type as Physical};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, FileReader, SerializedFileReader};
use parquet::file::writer::SerializedColumnWriter;
use parquet::schema::types::Type;

use crate::table::{Column, Values};

type Found<T> = Result<T, ParquetError>;

pub(super) fn schema(column: &Column) -> Found<Type> {
    let (physical, logical) = match column.values {
        Values::F64(_) | Values::Complex(_) => (Physical::DOUBLE, None),
        Values::I64(_) => (Physical::INT64, None),
        Values::Bool(_) => (Physical::BOOLEAN, None),
        Values::Text(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
    };
    let repetition = if column.mask.is_empty() { Repetition::REQUIRED } else { Repetition::OPTIONAL };
    Type::primitive_type_builder(&column.name, physical).with_repetition(repetition).with_logical_type(logical).build()
}

pub(super) fn write(column: &Column, out: &mut SerializedColumnWriter<'_>) -> Found<()> {
    match &column.values {
        Values::F64(values) => put::<DoubleType>(column, values, out),
        Values::I64(values) => put::<Int64Type>(column, values, out),
        Values::Bool(values) => put::<BoolType>(column, values, out),
        Values::Text(texts) => {
            let values: Vec<ByteArray> = texts.iter().map(|text| ByteArray::from(text.as_str())).collect();
            put::<ByteArrayType>(column, &values, out)
        }
        Values::Complex(_) => Err(ParquetError::General("complex numbers are stored as two columns".to_owned())),
    }
}

fn put<T: DataType>(column: &Column, values: &[T::T], out: &mut SerializedColumnWriter<'_>) -> Found<()> {
    if column.mask.is_empty() {
        out.typed::<T>().write_batch(values, None, None)?;
        return Ok(());
    }
    let levels: Vec<i16> = column.mask.iter().map(|&masked| i16::from(!masked)).collect();
    let there = |(value, &masked): (&T::T, &bool)| (!masked).then(|| value.clone());
    let present: Vec<T::T> = values.iter().zip(&column.mask).filter_map(there).collect();
    out.typed::<T>().write_batch(&present, Some(&levels), None)?;
    Ok(())
}

/// Reads column `i` of all row groups.
pub(super) fn read<R: ChunkReader + 'static>(file: &SerializedFileReader<R>, i: usize) -> Found<Column> {
    let described = file.metadata().file_metadata().schema_descr().column(i);
    if described.max_rep_level() > 0 || described.max_def_level() > 1 {
        return Err(ParquetError::NYI(format!("column {}: lists and records in cells", described.name())));
    }
    let mut mask = Vec::new();
    let mut values = empty(described.physical_type(), described.name())?;
    for group in 0..file.num_row_groups() {
        let rows = file.get_row_group(group)?;
        let n = usize::try_from(rows.metadata().num_rows()).unwrap_or(0);
        match (rows.get_column_reader(i)?, &mut values) {
            (ColumnReader::BoolColumnReader(reader), Values::Bool(out)) => take(reader, n, &mut mask, out, |v| *v)?,
            (ColumnReader::Int32ColumnReader(reader), Values::I64(out)) => {
                take(reader, n, &mut mask, out, |v| i64::from(*v))?;
            }
            (ColumnReader::Int64ColumnReader(reader), Values::I64(out)) => take(reader, n, &mut mask, out, |v| *v)?,
            (ColumnReader::FloatColumnReader(reader), Values::F64(out)) => {
                take(reader, n, &mut mask, out, |v| f64::from(*v))?;
            }
            (ColumnReader::DoubleColumnReader(reader), Values::F64(out)) => take(reader, n, &mut mask, out, |v| *v)?,
            (ColumnReader::ByteArrayColumnReader(reader), Values::Text(out)) => {
                take(reader, n, &mut mask, out, |v| String::from_utf8_lossy(v.data()).into_owned())?;
            }
            _ => return Err(ParquetError::General(format!("column {}: its type changes", described.name()))),
        }
    }
    Ok(Column::new(described.name(), values).with_mask(mask))
}

fn empty(physical: Physical, name: &str) -> Found<Values> {
    Ok(match physical {
        Physical::BOOLEAN => Values::Bool(Vec::new()),
        Physical::INT32 | Physical::INT64 => Values::I64(Vec::new()),
        Physical::FLOAT | Physical::DOUBLE => Values::F64(Vec::new()),
        Physical::BYTE_ARRAY => Values::Text(Vec::new()),
        other => return Err(ParquetError::NYI(format!("column {name}: values of type {other}"))),
    })
}

/// Appends all records of a chunk; masked ones get the type's default.
fn take<T: DataType, V: Clone + Default>(
    mut reader: ColumnReaderImpl<T>,
    n_rows: usize,
    mask: &mut Vec<bool>,
    out: &mut Vec<V>,
    value: impl Fn(&T::T) -> V,
) -> Found<()> {
    let (mut levels, mut found) = (Vec::new(), Vec::new());
    let mut left = n_rows;
    while left > 0 {
        let (n_records, _, _) = reader.read_records(left, Some(&mut levels), None, &mut found)?;
        if n_records == 0 {
            return Err(ParquetError::EOF(format!("{left} of {n_rows} rows are missing")));
        }
        left -= n_records;
    }
    let mut found = found.iter();
    if levels.is_empty() {
        mask.resize(mask.len() + n_rows, false);
        out.extend(found.map(value));
        return Ok(());
    }
    for level in levels {
        mask.push(level == 0);
        out.push(if level == 0 { V::default() } else { found.next().map(&value).unwrap_or_default() });
    }
    Ok(())
}
