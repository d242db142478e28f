//! Databases in SQLite: events with all they hold in tables that can be joined, as a plain database or as a GeoPackage
//! for maps. The same events make the same file, byte for byte: nothing in it says when or where it was made.
//!
//! Only this module names `rusqlite`. Tables of others (incidents) are made through [`Database`].

mod events;
mod geopackage;
mod run;

pub use events::DatabaseStore;

use super::SinkError;
use super::flat::{Cell, ColumnType};
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags};
use std::borrow::Cow;
use std::path::Path;

/// Which sort of database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatabaseKind {
    /// A plain SQLite database.
    Sqlite,
    /// A GeoPackage (OGC 12-128r17), which is a SQLite database that says which of its tables hold points.
    Geopackage,
}

/// A value of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum SqlValue<'a> {
    /// Not known.
    Null,
    /// A whole number.
    Integer(u64),
    /// A number of degrees.
    Real(f64),
    /// A text.
    Text(&'a str),
    /// A text made for the row.
    Made(String),
    /// Longitude and latitude in degrees.
    Point(f64, f64),
}

impl<'a> SqlValue<'a> {
    /// A text, if there is one.
    pub fn text(value: Option<&'a str>) -> SqlValue<'a> {
        value.map_or(SqlValue::Null, SqlValue::Text)
    }

    /// A text made for the row; not known if it is empty.
    pub fn made(text: String) -> SqlValue<'a> {
        if text.is_empty() { SqlValue::Null } else { SqlValue::Made(text) }
    }

    /// A number, if there is one.
    pub fn integer(value: Option<u64>) -> SqlValue<'a> {
        value.map_or(SqlValue::Null, SqlValue::Integer)
    }

    /// Yes or no, as 1 or 0.
    pub fn truth(value: bool) -> SqlValue<'a> {
        SqlValue::Integer(value.into())
    }
}

impl<'a> From<Cell<'a>> for SqlValue<'a> {
    fn from(cell: Cell<'a>) -> SqlValue<'a> {
        match cell {
            Cell::Empty => SqlValue::Null,
            Cell::Text(Cow::Borrowed(text)) => SqlValue::Text(text),
            Cell::Text(Cow::Owned(text)) => SqlValue::Made(text),
            Cell::Integer(number) => SqlValue::Integer(number),
            Cell::Real(number) => SqlValue::Real(number),
            Cell::Truth(value) => SqlValue::truth(value),
        }
    }
}

/// The type in SQL of a column of flat rows; GeoPackages know each of them.
pub fn sql_type(of: ColumnType) -> &'static str {
    match of {
        ColumnType::Text | ColumnType::Time => "TEXT",
        ColumnType::Integer => "INTEGER",
        ColumnType::Real => "REAL",
        ColumnType::Date => "DATE",
        ColumnType::Truth => "BOOLEAN",
    }
}

impl ToSql for SqlValue<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        // A program that reads C strings takes NUL for the end of the text.
        let text = |text: &str| ToSqlOutput::from(text.replace('\0', "\u{fffd}"));
        Ok(match self {
            SqlValue::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            SqlValue::Integer(number) => match i64::try_from(*number) {
                Ok(number) => ToSqlOutput::from(number),
                // SQLite has no larger whole numbers.
                Err(_) => ToSqlOutput::from(*number as f64),
            },
            SqlValue::Real(number) => ToSqlOutput::from(*number),
            SqlValue::Text(value) if value.contains('\0') => text(value),
            SqlValue::Text(value) => ToSqlOutput::Borrowed(ValueRef::Text(value.as_bytes())),
            SqlValue::Made(value) => text(value),
            SqlValue::Point(lon, lat) => ToSqlOutput::from(geopackage::blob(*lon, *lat)),
        })
    }
}

/// A table: its name, what its rows are, and its columns with their types in SQL. Each has a column `number` before
/// them, its key, counted from 1.
#[derive(Clone, Debug)]
pub struct Table {
    /// The name.
    pub name: &'static str,
    /// What a row is, in one sentence.
    pub about: &'static str,
    /// The columns: name and type.
    pub columns: Vec<(&'static str, &'static str)>,
}

impl Table {
    /// A table of these columns.
    pub fn new(
        name: &'static str,
        about: &'static str,
        columns: &[(&'static str, &'static str)],
    ) -> Table {
        Table { name, about, columns: columns.to_vec() }
    }

    /// The statement that makes the table. `geometry` adds a column of points.
    fn create(&self, geometry: bool) -> String {
        let point = if geometry { ",\n  geom POINT NOT NULL" } else { "" };
        let mut sql = format!(
            "CREATE TABLE {} (\n  number INTEGER PRIMARY KEY NOT NULL{point}",
            quoted(self.name)
        );
        for (name, of) in &self.columns {
            sql.push_str(&format!(",\n  {} {of}", quoted(name)));
        }
        sql.push_str("\n)");
        sql
    }
}

/// The statement that adds a row of so many values.
fn insert_into(table: &str, values: usize) -> String {
    format!("INSERT INTO {} VALUES ({})", quoted(table), vec!["?"; values].join(","))
}

/// A name in SQL, whatever it is.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The extent of points: least and greatest longitude and latitude.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Extent {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

/// The state of a table of points.
struct Layer {
    name: &'static str,
    extent: Option<Extent>,
}

/// A database that is being written.
pub struct Database {
    connection: Connection,
    kind: DatabaseKind,
    layers: Vec<Layer>,
}

impl Database {
    /// Starts a database in the empty file at `path`. No other file is made beside it.
    ///
    /// # Errors
    /// The file is not there or cannot be written.
    pub fn create(path: &Path, kind: DatabaseKind) -> Result<Database, SinkError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.set_prepared_statement_cache_capacity(64);
        // The file is moved to its name only when it is whole, so that nothing has to be undone in it.
        connection.execute_batch(
            "PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; \
             PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = MEMORY; PRAGMA encoding = 'UTF-8';",
        )?;
        if kind == DatabaseKind::Geopackage {
            connection.execute_batch(geopackage::HEADER)?;
        }
        connection.execute_batch("BEGIN")?;
        if kind == DatabaseKind::Geopackage {
            connection.execute_batch(geopackage::TABLES)?;
        }
        Ok(Database { connection, kind, layers: Vec::new() })
    }

    /// Makes a table.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn table(&mut self, table: &Table) -> Result<(), SinkError> {
        self.connection.execute_batch(&table.create(false))?;
        self.register(table, "attributes")
    }

    /// Makes a table whose rows may have a point. In a GeoPackage, points are a column of the table, and rows without a
    /// point go to a second table, `without`, as a map can show only rows with one; in a plain database there is one
    /// table.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn point_table(&mut self, table: &Table, without: &'static str) -> Result<(), SinkError> {
        if self.kind == DatabaseKind::Sqlite {
            return self.table(table);
        }
        self.connection.execute_batch(&table.create(true))?;
        self.register(table, "features")?;
        self.connection.execute(geopackage::GEOMETRY, [table.name])?;
        self.layers.push(Layer { name: table.name, extent: None });
        self.table(&Table { name: without, ..table.clone() })
    }

    /// Lists a table in the contents of a GeoPackage.
    fn register(&self, table: &Table, sort: &str) -> Result<(), SinkError> {
        if self.kind == DatabaseKind::Geopackage {
            let described = [table.name, sort, table.name, table.about];
            self.connection.execute(geopackage::CONTENTS, described)?;
        }
        Ok(())
    }

    /// Adds a row.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn row(&self, table: &Table, number: u64, values: &[SqlValue]) -> Result<(), SinkError> {
        self.insert(table.name, number, None, values)
    }

    /// Adds a row of a [`point_table`](Database::point_table). `point` is longitude and latitude in degrees. Returns
    /// whether a map shows it.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn point_row(
        &mut self,
        table: &Table,
        without: &'static str,
        number: u64,
        point: Option<(f64, f64)>,
        values: &[SqlValue],
    ) -> Result<bool, SinkError> {
        if self.kind == DatabaseKind::Sqlite {
            self.row(table, number, values)?;
            return Ok(point.is_some());
        }
        let Some((lon, lat)) = point else {
            self.insert(without, number, None, values)?;
            return Ok(false);
        };
        self.insert(table.name, number, Some(SqlValue::Point(lon, lat)), values)?;
        if let Some(layer) = self.layers.iter_mut().find(|layer| layer.name == table.name) {
            let point = Extent { west: lon, south: lat, east: lon, north: lat };
            layer.extent = Some(layer.extent.map_or(point, |old| Extent {
                west: old.west.min(lon),
                south: old.south.min(lat),
                east: old.east.max(lon),
                north: old.north.max(lat),
            }));
        }
        Ok(true)
    }

    fn insert(
        &self,
        table: &str,
        number: u64,
        point: Option<SqlValue>,
        values: &[SqlValue],
    ) -> Result<(), SinkError> {
        let sql = insert_into(table, 1 + point.iter().count() + values.len());
        let number = SqlValue::Integer(number);
        let row = std::iter::once(&number).chain(&point).chain(values);
        self.connection.prepare_cached(&sql)?.execute(rusqlite::params_from_iter(row))?;
        Ok(())
    }

    /// Makes an index, so that rows are found by these columns.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn index(&self, table: &str, columns: &[&str]) -> Result<(), SinkError> {
        let name = quoted(&format!("{table}_{}", columns.join("_")));
        let columns: Vec<String> = columns.iter().map(|column| quoted(column)).collect();
        let (table, columns) = (quoted(table), columns.join(", "));
        self.connection.execute_batch(&format!("CREATE INDEX {name} ON {table} ({columns})"))?;
        Ok(())
    }

    /// Writes what is still in memory.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn finish(self) -> Result<(), SinkError> {
        for layer in &self.layers {
            if let Some(Extent { west, south, east, north }) = layer.extent {
                let extent = rusqlite::params![west, south, east, north, layer.name];
                self.connection.execute(geopackage::EXTENT, extent)?;
            }
        }
        self.connection.flush_prepared_statement_cache();
        self.connection.execute_batch("COMMIT")?;
        self.connection.close().map_err(|(_, why)| why)?;
        Ok(())
    }
}
