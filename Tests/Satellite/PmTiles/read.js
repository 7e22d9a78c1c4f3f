// Reads tiles of a PMTiles archive with the reference implementation for browsers, npm's pmtiles, and prints what it found as JSON.
//
//     read.js FILE < TILES
//
// TILES is a JSON array of [zoom, column, row from the north]. Modules are found through NODE_PATH.
'use strict';

const crypto = require('node:crypto');
const fs = require('node:fs');
const { PMTiles } = require('pmtiles');

class FileSource {
  constructor(path) {
    this.path = path;
    this.file = fs.openSync(path);
  }

  getKey() {
    return this.path;
  }

  async getBytes(offset, length) {
    const data = Buffer.alloc(length);
    const count = fs.readSync(this.file, data, 0, length, offset);
    return { data: data.buffer.slice(data.byteOffset, data.byteOffset + count) };
  }
}

async function main() {
  const archive = new PMTiles(new FileSource(process.argv[2]));
  const images = {};
  for (const [zoom, column, row] of JSON.parse(fs.readFileSync(0, 'utf8'))) {
    const tile = await archive.getZxy(zoom, column, row);
    images[`${zoom}/${column}/${row}`] = tile ? crypto.createHash('sha256').update(Buffer.from(tile.data)).digest('hex') : null;
  }
  process.stdout.write(JSON.stringify({ header: await archive.getHeader(), metadata: await archive.getMetadata(), images }));
}

main();
