// A layer of a map's images, each in its cell.

import { levelsOf } from './places.js';

// The pixels of a tile as OpenLayers counts them. Images may have any size.
const nominalSize = 512;

// With several zoom levels there is a sharper one for whoever looks closer.
const nominalSizeOfLevels = 256;

// So many pixels of images are kept decoded, at four bytes each.
const mostPixels = 16 * 1024 * 1024;

// A map of no more cells is seen as a whole, so its images are many and small on the screen: blocks of them are drawn at once.
const fewCells = 4096;
const blockSize = 8;
const largestInBlock = 256;

// A larger map shows nothing while its cells would be smaller than this on the screen: each of them is a request.
const smallestSize = 48;

/**
 * Makes the layer, as of a time or as of now (null). `refresh(tiles)` asks again for some tiles, each `z/x/y`, or for all (null).
 * `show(at)` shows another time.
 */
export function makePictureLayer(map, place, at, report) {
  const levels = levelsOf(map, place);
  const [width, height] = levels[0].grid;
  const isSmall = width * height <= fewCells;
  const block = isSmall && levels.length === 1 ? blockSize : 1;
  const images = new ImageCache(map, report);
  const source = new ol.source.ImageTile({
    loader: (z, x, y, { signal }) => {
      const query = at === null ? '' : `?at=${at}`;
      const get = (level, column, row) => images.get(`${level.zoom}/${column}/${row}${query}`, signal);
      return block > 1 ? drawBlock(get, levels[0], x, y, signal) : drawLevel(get, levels, z, x, y);
    },
    tileGrid: gridOf(levels, block),
    projection: place.projection,
    attributions: safeHtml(map.attribution ?? ''),
    transition: 0,
    wrapX: false,
  });
  let round = 0;
  const drawAgain = () => source.setKey(`${++round}`);
  return {
    layer: new ol.layer.Tile({
      source,
      extent: place.extent,
      maxResolution: isSmall ? undefined : cellWidth(levels[0]) / smallestSize,
    }),
    refresh(tiles) {
      images.forget(tiles);
      if (at === null) {
        drawAgain();
      }
    },
    show(time) {
      at = time;
      drawAgain();
    },
  };
}

function cellWidth(level) {
  return ol.extent.getWidth(level.extent) / level.grid[0];
}

// Tiles may be other than square.
function gridOf(levels, block) {
  const size = levels.length > 1 ? nominalSizeOfLevels : nominalSize;
  const resolutions = levels.map(level => block * cellWidth(level) / size);
  return new ol.tilegrid.TileGrid({
    origins: levels.map(level => ol.extent.getTopLeft(level.extent)),
    resolutions,
    tileSizes: levels.map((level, i) => [size, block * ol.extent.getHeight(level.extent) / level.grid[1] / resolutions[i]]),
    sizes: levels.map(level => level.grid.map(count => Math.ceil(count / block))),
  });
}

// Where a level has no image, a lower one may have it.
async function drawLevel(get, levels, i, x, y) {
  const image = await get(levels[i], x, y);
  const factor = i > 0 ? levels[i].grid[0] / levels[i - 1].grid[0] : NaN;
  const fits = Number.isInteger(factor) && levels[i - 1].grid[1] * factor === levels[i].grid[1];
  if (!isEmpty(image) || !fits) {
    return image;
  }

  const lower = await drawLevel(get, levels, i - 1, Math.floor(x / factor), Math.floor(y / factor));
  if (isEmpty(lower)) {
    return lower;
  }

  const canvas = document.createElement('canvas');
  canvas.width = lower.width;
  canvas.height = lower.height;
  const [width, height] = [lower.width / factor, lower.height / factor];
  canvas.getContext('2d').drawImage(
    lower, x % factor * width, y % factor * height, width, height, 0, 0, lower.width, lower.height);
  return canvas;
}

async function drawBlock(get, level, blockX, blockY, signal) {
  const cells = [];
  for (let y = 0; y < blockSize; y++) {
    for (let x = 0; x < blockSize; x++) {
      const [column, row] = [blockX * blockSize + x, blockY * blockSize + y];
      if (column < level.grid[0] && row < level.grid[1]) {
        cells.push(get(level, column, row).then(image => ({ x, y, image })));
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
  #round = 0;

  constructor(map, report) {
    this.#map = map;
    this.#report = report;
  }

  async get(key, signal) {
    let image = this.#images.get(key);
    if (!image) {
      const round = this.#round;
      image = await this.#fetch(key, signal);

      // It may be older than what was forgotten meanwhile.
      if (round === this.#round) {
        this.#keep(key, image);
      }
    }

    return image;
  }

  forget(keys) {
    this.#round++;
    for (const key of keys ?? [...this.#images.keys()]) {
      this.#drop(key);
    }
  }

  async #fetch(key, signal) {
    const response = await fetch(`maps/${encodeURIComponent(this.#map.id)}/${key}`, { signal });
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

function isEmpty(image) {
  return image.width === 1 && image.height === 1;
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
