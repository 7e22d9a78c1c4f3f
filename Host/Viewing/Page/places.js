// Where a map's cells lie, in the projection that it is shown in: its own, so that no image is ever distorted.

const geodetic = 'EPSG:4326';

/** Describes where a map of the list lies. */
export function placeOf(map) {
  const [width, height] = map.grid;
  if (!map.crs) {
    // A map of no known place is shown as what it is, a grid.
    const extent = [0, 0, width, height];
    return { isOnEarth: false, projection: new ol.proj.Projection({ code: 'grid', units: 'pixels', extent }), extent };
  }

  return {
    isOnEarth: true,
    projection: ol.proj.get(map.crs),
    extent: ol.proj.transformExtent(map.grid_bounds, geodetic, map.crs),
  };
}

/** The zoom levels of a map, lowest first, and where their cells lie: the edges of a level may differ where its last cells are cut off. */
export function levelsOf(map, place) {
  return map.levels.map(level => ({
    zoom: level.zoom,
    grid: level.grid,
    extent: place.isOnEarth && level.grid_bounds ? ol.proj.transformExtent(level.grid_bounds, geodetic, map.crs) : place.extent,
  }));
}

/** The part of the place that has images, as far as it is known. */
export function shownExtent(map, place) {
  if (!place.isOnEarth || !map.bounds) {
    return place.extent;
  }

  const [west, south, east, north] = map.bounds;
  const [gridWest, gridSouth, gridEast, gridNorth] = map.grid_bounds;
  const extent = ol.proj.transformExtent(
    [Math.max(west, gridWest), Math.max(south, gridSouth), Math.min(east, gridEast), Math.min(north, gridNorth)],
    geodetic,
    place.projection);
  return ol.extent.isEmpty(extent) ? place.extent : extent;
}

/** The cell of a coordinate as the service counts it, from the south-west; null beyond the map. */
export function cellAt(map, place, [x, y]) {
  const [west, south, east, north] = place.extent;
  const [width, height] = map.grid;
  const column = Math.floor((x - west) / (east - west) * width);
  const row = Math.floor((y - south) / (north - south) * height);
  return column >= 0 && column < width && row >= 0 && row < height ? [column, row] : null;
}

/** Longitude and latitude of a coordinate; the coordinate itself on a map of no known place. */
export function toPosition(place, coordinate) {
  return place.isOnEarth ? ol.proj.toLonLat(coordinate, place.projection) : coordinate;
}

/** The coordinate of a position. */
export function fromPosition(place, position) {
  return place.isOnEarth ? ol.proj.fromLonLat(position, place.projection) : position;
}

/** A coordinate in words. */
export function describe(map, place, coordinate) {
  const cell = cellAt(map, place, coordinate);
  const where = cell ? `cell ${cell[0]}, ${cell[1]}` : 'beyond the map';
  if (!place.isOnEarth) {
    return where;
  }

  const [longitude, latitude] = toPosition(place, coordinate);
  return `longitude ${longitude.toFixed(4)}, latitude ${latitude.toFixed(4)}: ${where}`;
}
