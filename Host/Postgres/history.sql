-- Version 2 of the tables: older images of maps, and when images were taken. The Host runs this by itself after schema.sql, and in a
-- database of version 1 when a map of it is to keep older images, if its role owns the tables; otherwise their owner runs it once.
-- Whoever may read or store images may then do the same with older ones. Hosts that know only version 1 go on until they stop, and older
-- images are kept for them too.

ALTER TABLE satellite.maps
  ADD kept interval,                             -- how long an image is kept after another replaced it; null: not at all
  ADD kept_since bigint,                         -- the earliest time that the map can be shown at, in microseconds since 1970
  ADD CHECK ((kept IS NULL) = (kept_since IS NULL));

-- An image's time is coalesce(taken, version). The one in "tiles" is the latest of its cell.
ALTER TABLE satellite.tiles ADD taken bigint;    -- in microseconds since 1970; null: nobody told

CREATE TABLE satellite.older (
  map int NOT NULL,
  y int NOT NULL,
  x int NOT NULL,
  version bigint NOT NULL,
  taken bigint,
  until bigint NOT NULL,                         -- the time of the cell's next image
  image bytea NOT NULL
) WITH (toast_tuple_target = 8160);
ALTER TABLE satellite.older ALTER image SET STORAGE MAIN;

CREATE UNIQUE INDEX older_in_order ON satellite.older (map, y DESC, x, coalesce(taken, version));
ALTER TABLE satellite.older REPLICA IDENTITY FULL;
CREATE INDEX older_by_end ON satellite.older (map, until);

-- The database keeps the image that is replaced, so nobody who stores one can forget to: no Host, whatever its settings, and no SQL.
-- A Host says in satellite.history from which time on the map keeps images, or 'off': asking the table for each would make storing slower.
-- Others say nothing there, nor when their image was taken: what the row has is still the time of the image before.
CREATE FUNCTION satellite.keep_older() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  oldest bigint := nullif(current_setting('satellite.history', true), '');
BEGIN
  IF oldest IS NULL THEN
    SELECT extract(epoch FROM now() - kept) * 1000000 INTO oldest FROM satellite.maps WHERE id = OLD.map;
    IF NEW.taken = OLD.taken THEN
      NEW.taken := NULL;
    END IF;
  END IF;
  IF coalesce(OLD.taken, OLD.version) < coalesce(NEW.taken, NEW.version) AND coalesce(NEW.taken, NEW.version) >= oldest THEN
    INSERT INTO satellite.older (map, y, x, version, taken, until, image)
    VALUES (OLD.map, OLD.y, OLD.x, OLD.version, OLD.taken, coalesce(NEW.taken, NEW.version), OLD.image)
    ON CONFLICT (map, y, x, coalesce(taken, version))
    DO UPDATE SET version = excluded.version, taken = excluded.taken, until = excluded.until, image = excluded.image;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER keep_older BEFORE UPDATE ON satellite.tiles FOR EACH ROW
  WHEN (NEW.version <> OLD.version AND current_setting('satellite.history', true) IS DISTINCT FROM 'off')
  EXECUTE FUNCTION satellite.keep_older();

DO $$
DECLARE
  given record;
BEGIN
  FOR given IN
    SELECT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END AS role, privilege_type AS privilege
    FROM pg_class, aclexplode(relacl) WHERE pg_class.oid = 'satellite.tiles'::regclass AND grantee <> relowner
  LOOP
    IF given.privilege = 'SELECT' THEN
      EXECUTE 'GRANT SELECT ON satellite.older TO ' || given.role;
    ELSIF given.privilege = 'UPDATE' THEN
      EXECUTE 'GRANT INSERT, UPDATE, DELETE ON satellite.older TO ' || given.role;
    END IF;
  END LOOP;
END
$$;

UPDATE satellite.schema SET version = 2;
