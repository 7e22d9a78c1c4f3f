// A layer of letters, drawn anew for each view in its projection, so that they are sharp and at their place in any.

const smallestLetter = 4;

/** Makes the layer, as of a time or as of now (null). `refresh()` reads the letters again, `show(at)` those of another time. */
export async function makeLetterLayer(map, place, color, at, report) {
  let rows = await read(map, at, report);
  const source = new ol.source.ImageCanvas({
    ratio: 1,
    attributions: [],
    canvasFunction: (extent, resolution, pixelRatio, size, projection) =>
      draw(rows, map, place, color, { extent, resolution: resolution / pixelRatio, size, projection }),
  });
  let reading = Promise.resolve();
  const readAgain = () => {
    // One that failed keeps none after it from being read.
    reading = reading.catch(() => {}).then(async () => {
      rows = await read(map, at, report);
      source.changed();
    });
    return reading;
  };
  return {
    layer: new ol.layer.Image({ source }),
    refresh: () => at === null ? readAgain() : reading,
    show(time) {
      at = time;
      return readAgain();
    },
  };
}

async function read(map, at, report) {
  const response = await fetch(`maps/${encodeURIComponent(map.id)}/letters${at === null ? '' : `?at=${at}`}`);
  if (!response.ok) {
    report((await response.text()).trim());
    return [];
  }

  // A byte is a letter, whatever its alphabet.
  const text = new TextDecoder('latin1').decode(await response.arrayBuffer());
  return text.split('\n').slice(0, -1);
}

function draw(rows, map, place, color, view) {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = view.size.map(Math.ceil);
  const context = canvas.getContext('2d');
  context.fillStyle = color;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const columns = edges(map, place, view, 0);
  const lines = edges(map, place, view, 1);
  for (const [row, letters] of rows.entries()) {
    const [top, bottom] = [lines[row], lines[row + 1]];
    const height = bottom - top;
    if (bottom < 0 || top > canvas.height || height <= 0) {
      continue;
    }

    for (let x = 0; x < letters.length; x++) {
      const [left, right] = [columns[x], columns[x + 1]];
      if (letters[x] === ' ' || right < 0 || left > canvas.width) {
        continue;
      }

      const size = Math.min(height, (right - left) * 1.6);
      if (size < smallestLetter) {
        context.fillRect(left, top, right - left, height);
      } else {
        context.font = `${size}px monospace`;
        context.fillText(letters[x], (left + right) / 2, (top + bottom) / 2);
      }
    }
  }

  return canvas;
}

// The edges of columns from the west, or of rows from the north, in pixels of the canvas. In all projections here, longitudes alone make
// columns and latitudes alone make rows.
function edges(map, place, view, axis) {
  const [west, south, east, north] = place.extent;
  const count = map.grid[axis];
  return Array.from({ length: count + 1 }, (_, i) => {
    const point = axis === 0
      ? [west + (east - west) * i / count, (south + north) / 2]
      : [(west + east) / 2, north + (south - north) * i / count];
    const [x, y] = place.isOnEarth ? ol.proj.transform(clamp(point, place, view), place.projection, view.projection) : point;
    return axis === 0 ? (x - view.extent[0]) / view.resolution : (view.extent[3] - y) / view.resolution;
  });
}

// Web Mercator has no poles.
function clamp([x, y], place, view) {
  const isLost = place.projection.getCode() === 'EPSG:4326' && view.projection.getCode() === 'EPSG:3857';
  return isLost ? [x, Math.max(-85.06, Math.min(85.06, y))] : [x, y];
}
