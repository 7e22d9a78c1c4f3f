// A layer of a map's images, each in its cell.

// The pixels of a tile as OpenLayers counts them. Images may have any size.
const nominalSize = 512;

// So many pixels of images are kept decoded, at four bytes each.
const mostPixels = 16 * 1024 * 1024;

// A map of no more cells is seen as a whole, so its images are many and small on the screen: blocks of them are drawn at once.
const fewCells = 4096;
const blockSize = 8;
const largestInBlock = 256;

// A larger map shows nothing while its cells would be smaller than this on the screen: each of them is a request.
const smallestSize = 48;

/** Makes the layer. `refresh(tiles)` asks again for some tiles, or for all. */
export function makePictureLayer(map, place, report) {
  const [width, height] = map.grid;
  const isSmall = width * height <= fewCells;
  const block = isSmall ? blockSize : 1;
  const images = new ImageCache(map, report);
  const source = new ol.source.ImageTile({
    loader: (z, x, y, { signal }) => block > 1 ? drawBlock(images, map, x, y, signal) : images.get(x, y, signal),
    tileGrid: gridOf(map, place, block),
    projection: place.projection,
    attributions: safeHtml(map.attribution ?? ''),
    transition: 0,
    wrapX: false,
  });
  let round = 0;
  return {
    layer: new ol.layer.Tile({
      source,
      extent: place.extent,
      maxResolution: isSmall ? undefined : cellWidth(map, place) / smallestSize,
    }),
    refresh(tiles) {
      images.forget(tiles);
      source.setKey(`${++round}`);
    },
  };
}

function cellWidth(map, place) {
  return ol.extent.getWidth(place.extent) / map.grid[0];
}

// One zoom level, whose tiles may be other than square.
function gridOf(map, place, block) {
  const resolution = block * cellWidth(map, place) / nominalSize;
  const height = block * ol.extent.getHeight(place.extent) / map.grid[1];
  return new ol.tilegrid.TileGrid({
    origin: ol.extent.getTopLeft(place.extent),
    resolutions: [resolution],
    tileSize: [nominalSize, height / resolution],
    sizes: [map.grid.map(count => Math.ceil(count / block))],
  });
}

async function drawBlock(images, map, blockX, blockY, signal) {
  const cells = [];
  for (let y = 0; y < blockSize; y++) {
    for (let x = 0; x < blockSize; x++) {
      const [column, row] = [blockX * blockSize + x, blockY * blockSize + y];
      if (column < map.grid[0] && row < map.grid[1]) {
        cells.push(images.get(column, row, signal).then(image => ({ x, y, image })));
      }
    }
  }

  // An image that fails has been reported, and leaves a hole.
  const drawn = (await Promise.allSettled(cells)).filter(cell => cell.value).map(cell => cell.value);
  signal.throwIfAborted();
  const width = Math.min(largestInBlock, Math.max(...drawn.map(cell => cell.image.width), 1));
  const height = Math.min(largestInBlock, Math.max(...drawn.map(cell => cell.image.height), 1));
  const canvas = document.createElement('canvas');
  canvas.width = blockSize * width;
  canvas.height = blockSize * height;
  const context = canvas.getContext('2d');
  for (const { x, y, image } of drawn) {
    context.drawImage(image, x * width, y * height, width, height);
  }

  return canvas;
}

/** The images that were asked for last. */
class ImageCache {
  #map;
  #report;
  #images = new Map();
  #pixels = 0;

  constructor(map, report) {
    this.#map = map;
    this.#report = report;
  }

  async get(x, y, signal) {
    const key = `${x}/${y}`;
    let image = this.#images.get(key);
    if (!image) {
      image = await this.#fetch(key, signal);
      this.#keep(key, image);
    }

    return image;
  }

  forget(tiles) {
    for (const key of tiles ? tiles.map(([x, y]) => `${x}/${y}`) : [...this.#images.keys()]) {
      this.#drop(key);
    }
  }

  async #fetch(key, signal) {
    const response = await fetch(`maps/${encodeURIComponent(this.#map.id)}/${this.#map.minzoom}/${key}`, { signal });
    if (response.status === 204) {
      return emptyImage();
    }

    if (!response.ok) {
      const reason = (await response.text()).trim();
      this.#report(reason);
      throw new Error(reason);
    }

    try {
      return await createImageBitmap(await response.blob());
    } catch (e) {
      this.#report(`The image ${key} is none that a browser can show (${response.headers.get('content-type')}).`);
      throw e;
    }
  }

  #keep(key, image) {
    this.#drop(key);
    this.#images.set(key, image);
    this.#pixels += image.width * image.height;
    for (const oldest of this.#images.keys()) {
      if (this.#pixels <= mostPixels || oldest === key) {
        break;
      }

      this.#drop(oldest);
    }
  }

  #drop(key) {
    const image = this.#images.get(key);
    if (image) {
      this.#images.delete(key);
      this.#pixels -= image.width * image.height;
    }
  }
}

function emptyImage() {
  const canvas = document.createElement('canvas');
  canvas.width = 1;
  canvas.height = 1;
  return canvas;
}

// Attributions may be HTML, by whoever made the map: text and links are kept.
function safeHtml(html) {
  const result = document.createElement('span');
  copySafely(new DOMParser().parseFromString(html, 'text/html').body, result);
  return result.innerHTML;
}

function copySafely(from, to) {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) {
      to.append(node.textContent);
    } else if (node.nodeType === Node.ELEMENT_NODE && !['SCRIPT', 'STYLE'].includes(node.tagName)) {
      let target = to;
      if (node.tagName === 'A' && /^https?:\/\//i.test(node.getAttribute('href') ?? '')) {
        target = document.createElement('a');
        target.href = node.getAttribute('href');
        target.target = '_blank';
        target.rel = 'noopener noreferrer';
        to.append(target);
      }

      copySafely(node, target);
    }
  }
}
