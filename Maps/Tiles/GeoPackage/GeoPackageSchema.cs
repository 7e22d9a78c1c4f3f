namespace CodeFirstSatellite.Maps.Tiles.GeoPackage;

/// <summary>The tables of a GeoPackage with one tile pyramid (OGC 12-128r18, annex C).</summary>
internal static class GeoPackageSchema
{
    public const string Create = """
        PRAGMA application_id = 0x47504B47;
        PRAGMA user_version = 10300;
        PRAGMA journal_mode = OFF;
        PRAGMA synchronous = OFF;
        BEGIN;
        CREATE TABLE gpkg_spatial_ref_sys (
            srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
            organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
        CREATE TABLE gpkg_contents (
            table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
            last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
            min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER REFERENCES gpkg_spatial_ref_sys (srs_id));
        CREATE TABLE gpkg_tile_matrix_set (
            table_name TEXT NOT NULL PRIMARY KEY REFERENCES gpkg_contents (table_name),
            srs_id INTEGER NOT NULL REFERENCES gpkg_spatial_ref_sys (srs_id),
            min_x DOUBLE NOT NULL, min_y DOUBLE NOT NULL, max_x DOUBLE NOT NULL, max_y DOUBLE NOT NULL);
        CREATE TABLE gpkg_tile_matrix (
            table_name TEXT NOT NULL REFERENCES gpkg_contents (table_name), zoom_level INTEGER NOT NULL,
            matrix_width INTEGER NOT NULL, matrix_height INTEGER NOT NULL, tile_width INTEGER NOT NULL, tile_height INTEGER NOT NULL,
            pixel_x_size DOUBLE NOT NULL, pixel_y_size DOUBLE NOT NULL, PRIMARY KEY (table_name, zoom_level));
        CREATE TABLE tiles (
            id INTEGER PRIMARY KEY AUTOINCREMENT, zoom_level INTEGER NOT NULL, tile_column INTEGER NOT NULL,
            tile_row INTEGER NOT NULL, tile_data BLOB NOT NULL, UNIQUE (zoom_level, tile_column, tile_row));
        """;

    public const string AddSystem = "INSERT INTO gpkg_spatial_ref_sys VALUES ($name, $id, $organization, $number, $definition, NULL)";

    public const string AddContents = """
        INSERT INTO gpkg_contents (table_name, data_type, identifier, description, min_x, min_y, max_x, max_y, srs_id)
        VALUES ('tiles', 'tiles', $identifier, $description, $west, $south, $east, $north, $srs)
        """;

    public const string AddMatrixSet = "INSERT INTO gpkg_tile_matrix_set VALUES ('tiles', $srs, $west, $south, $east, $north)";

    public const string AddMatrix = """
        INSERT INTO gpkg_tile_matrix VALUES ('tiles', $zoom, $columns, $rows, $width, $height, $pixelWidth, $pixelHeight)
        """;

    public const string AddTile = "INSERT INTO tiles (zoom_level, tile_column, tile_row, tile_data) VALUES (?1, ?2, ?3, ?4)";

    private const string Wgs84 = """
        GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],
        PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],
        AUTHORITY["EPSG","4326"]]
        """;

    private const string WebMercator = $"""
        PROJCS["WGS 84 / Pseudo-Mercator",{Wgs84},PROJECTION["Mercator_1SP"],PARAMETER["central_meridian",0],PARAMETER["scale_factor",1],
        PARAMETER["false_easting",0],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["X",EAST],AXIS["Y",NORTH],
        EXTENSION["PROJ4","+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +no_defs"],
        AUTHORITY["EPSG","3857"]]
        """;

    /// <summary>The coordinate systems: those that every file must have (section 1.1.2), and Web Mercator.</summary>
    public static IEnumerable<(string Name, int Id, string Organization, string Definition)> Systems =>
    [
        ("Undefined Cartesian", -1, "NONE", "undefined"),
        ("Undefined geographic", 0, "NONE", "undefined"),
        ("WGS 84 geodetic", 4326, "EPSG", Wgs84.ReplaceLineEndings("")),
        ("WGS 84 / Pseudo-Mercator", 3857, "EPSG", WebMercator.ReplaceLineEndings("")),
    ];
}
