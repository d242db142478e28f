//! The same table with signed numbers, for Spark and other programs that have no unsigned ones. Offsets have 31 bits, and
//! larger numbers than 2⁶³ - 1 are null.

use crate::capsule::Reader;
use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, Int64Type, UInt32Type, UInt64Type};
use arrow_array::{
    Array, ArrayRef, ListArray, PrimitiveArray, RecordBatch, RecordBatchReader, StructArray,
};
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Fields, Schema, SchemaRef};
use std::sync::Arc;

/// A table whose unsigned numbers are made signed.
pub struct Signed {
    reader: Reader,
    schema: SchemaRef,
}

impl Signed {
    /// The table that `reader` gives.
    pub fn new(reader: Reader) -> Signed {
        let schema = Arc::new(schema(&reader.schema()));
        Signed { reader, schema }
    }
}

/// The columns with signed numbers.
pub fn schema(of: &Schema) -> Schema {
    Schema::new(of.fields().iter().map(field).collect::<Fields>())
}

fn field(of: &FieldRef) -> FieldRef {
    Arc::new(Field::new(of.name(), kind(of.data_type()), of.is_nullable()))
}

fn kind(of: &DataType) -> DataType {
    match of {
        DataType::UInt32 => DataType::Int32,
        DataType::UInt64 => DataType::Int64,
        DataType::List(item) => DataType::List(field(item)),
        DataType::Struct(fields) => DataType::Struct(fields.iter().map(field).collect()),
        other => other.clone(),
    }
}

fn array(of: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    Ok(match of.data_type() {
        DataType::UInt32 => {
            let numbers: PrimitiveArray<Int32Type> =
                of.as_primitive::<UInt32Type>().unary_opt(|number| i32::try_from(number).ok());
            Arc::new(numbers)
        }
        DataType::UInt64 => {
            let numbers: PrimitiveArray<Int64Type> =
                of.as_primitive::<UInt64Type>().unary_opt(|number| i64::try_from(number).ok());
            Arc::new(numbers)
        }
        DataType::List(item) => {
            let list = of.as_list::<i32>();
            let (offsets, nulls) = (list.offsets().clone(), list.nulls().cloned());
            Arc::new(ListArray::try_new(field(item), offsets, array(list.values())?, nulls)?)
        }
        DataType::Struct(fields) => {
            let object = of.as_struct();
            let inner: Result<Vec<ArrayRef>, _> = object.columns().iter().map(array).collect();
            let fields = fields.iter().map(field).collect();
            Arc::new(StructArray::try_new(fields, inner?, object.nulls().cloned())?)
        }
        _ => Arc::clone(of),
    })
}

impl Iterator for Signed {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = self.reader.next()?;
        Some(batch.and_then(|batch| {
            let columns: Result<Vec<ArrayRef>, _> = batch.columns().iter().map(array).collect();
            RecordBatch::try_new(Arc::clone(&self.schema), columns?)
        }))
    }
}

impl RecordBatchReader for Signed {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }
}
