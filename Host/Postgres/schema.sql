-- Maps in PostgreSQL, version 1. The Host runs this by itself in a database that has no schema "satellite", and then history.sql, if it
-- may; otherwise somebody who may runs both once, and then:
--   GRANT USAGE ON SCHEMA satellite TO host;
--   GRANT SELECT ON ALL TABLES IN SCHEMA satellite TO host;
--   GRANT INSERT, UPDATE ON satellite.maps, satellite.tiles TO host;   -- for a Host that stores images
--   GRANT INSERT, UPDATE, DELETE ON satellite.older TO host;           -- the same

CREATE SCHEMA satellite;

CREATE TABLE satellite.schema (version int NOT NULL);
INSERT INTO satellite.schema VALUES (1);

CREATE TABLE satellite.maps (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE,
  width int NOT NULL CHECK (width > 0),
  height int NOT NULL CHECK (height > 0),
  content_type text NOT NULL,                    -- media type of every image
  title text NOT NULL DEFAULT '',
  description text NOT NULL DEFAULT '',
  attribution text NOT NULL DEFAULT '',
  edition text NOT NULL DEFAULT '',
  crs text NOT NULL DEFAULT '' CHECK (crs IN ('', 'EPSG:4326', 'EPSG:3857')),
  bounds text,                                   -- what all cells cover, in degrees: west,south,east,north
  version bigint NOT NULL DEFAULT 0              -- that of the last change
);

-- x is the column from the west, y the row from the south. No reference to maps: it would be checked for every image.
CREATE TABLE satellite.tiles (
  map int NOT NULL,
  y int NOT NULL,
  x int NOT NULL,
  version bigint NOT NULL,                       -- that of the map when this image came
  image bytea NOT NULL CONSTRAINT image_is_not_empty CHECK (octet_length(image) > 0)
) WITH (toast_tuple_target = 8160);

-- Images are compressed already, and those of up to 8 kB are best left beside their cell.
ALTER TABLE satellite.tiles ALTER image SET STORAGE MAIN;

-- The primary key, in the order of streams: the northernmost row first, each from west to east.
CREATE UNIQUE INDEX tiles_in_order ON satellite.tiles (map, y DESC, x);
ALTER TABLE satellite.tiles REPLICA IDENTITY USING INDEX tiles_in_order;

CREATE UNIQUE INDEX tiles_by_version ON satellite.tiles (map, version, y, x);
