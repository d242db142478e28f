//! What makes a SQLite database a GeoPackage (OGC 12-128r17, version 1.3): its header, the tables that describe the
//! others, and the form of points.

/// The number of the reference system of longitude and latitude, WGS 84.
const WGS84: i32 = 4326;

/// What tells a GeoPackage from other databases: "GPKG", version 1.3.
pub const HEADER: &str = "PRAGMA application_id = 1196444487; PRAGMA user_version = 10300;";

/// The tables that every GeoPackage has, with the three reference systems that it must know. `last_change` has no clock
/// as its default, since the same events make the same file.
pub const TABLES: &str = r#"
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL PRIMARY KEY,
  organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL,
  definition TEXT NOT NULL,
  description TEXT
);
INSERT INTO gpkg_spatial_ref_sys VALUES
  ('Undefined cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined cartesian coordinate reference system'),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system'),
  ('WGS 84 geodetic', 4326, 'EPSG', 4326,
   'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]',
   'longitude/latitude coordinates in decimal degrees on the WGS 84 spheroid');
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY,
  data_type TEXT NOT NULL,
  identifier TEXT UNIQUE,
  description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT '1970-01-01T00:00:00.000Z',
  min_x DOUBLE,
  min_y DOUBLE,
  max_x DOUBLE,
  max_y DOUBLE,
  srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id)
);
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL,
  column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL,
  m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id)
);
"#;

/// Lists a table: name, sort, name shown, description.
pub const CONTENTS: &str = "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) \
     VALUES (?1, ?2, ?3, ?4, CASE ?2 WHEN 'features' THEN 4326 ELSE NULL END)";

/// Says which column of a table holds points.
pub const GEOMETRY: &str =
    "INSERT INTO gpkg_geometry_columns VALUES (?1, 'geom', 'POINT', 4326, 0, 0)";

/// Sets the extent of a table of points: west, south, east, north, table.
pub const EXTENT: &str =
    "UPDATE gpkg_contents SET min_x = ?1, min_y = ?2, max_x = ?3, max_y = ?4 WHERE table_name = ?5";

/// A point in the form of GeoPackages: their header (no envelope, little-endian), then well-known binary.
pub fn blob(lon: f64, lat: f64) -> Vec<u8> {
    const POINT: u32 = 1;
    let mut bytes = b"GP\x00\x01".to_vec();
    bytes.extend(WGS84.to_le_bytes());
    bytes.push(1);
    bytes.extend(POINT.to_le_bytes());
    bytes.extend(lon.to_le_bytes());
    bytes.extend(lat.to_le_bytes());
    bytes
}
