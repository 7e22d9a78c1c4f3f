"""Writes and reads PMTiles archives as the specification has them, and shares no code with the service.

    witness.py make FILE < DESCRIPTION     writes an archive
    witness.py show FILE                   prints what an archive holds

DESCRIPTION is a JSON object; WITNESS_DEFAULTS has what it may say. A tile is [zoom, column, row from the north, text].
"""

import gzip
import hashlib
import json
import struct
import subprocess
import sys

WITNESS_DEFAULTS = {
    "tiles": [],            # the tiles
    "runs": [],             # [first tile's number, how many, text]: many tiles with one image
    "type": 2,              # PNG
    "version": 3,
    "internal": "gzip",     # how directories and metadata are packed
    "tile": "none",         # how tiles are packed
    "leaf": 0,              # entries of a leaf directory; 0 for a root alone
    "levels": 1,            # levels of leaf directories
    "clustered": True,      # whether images lie in the order of tiles
    "metadata": {},
    "bounds": [-180, -85.0511287, 180, 85.0511287],
}

COMPRESSIONS = ["unknown", "none", "gzip", "brotli", "zstd"]
HEADER = struct.Struct("<7sB11Q6B4iB2i")

# The four ways in which a square of the curve can lie: its quarters (column, row) in the order of the curve, and how each of them lies.
QUARTERS = {
    "A": [(0, 0), (0, 1), (1, 1), (1, 0)],
    "B": [(0, 0), (1, 0), (1, 1), (0, 1)],
    "C": [(1, 1), (0, 1), (0, 0), (1, 0)],
    "D": [(1, 1), (1, 0), (0, 0), (0, 1)],
}
INSIDE = {"A": "BAAC", "B": "ABBD", "C": "DCCA", "D": "CDDB"}


def number(zoom, column, row):
    along, way = 0, "A"
    for bit in reversed(range(zoom)):
        quarter = QUARTERS[way].index(((column >> bit) & 1, (row >> bit) & 1))
        along, way = 4 * along + quarter, INSIDE[way][quarter]
    return sum(4 ** level for level in range(zoom)) + along


def place(tile):
    zoom = 0
    while tile >= 4 ** zoom:
        tile -= 4 ** zoom
        zoom += 1
    column, row, way = 0, 0, "A"
    for bit in reversed(range(zoom)):
        quarter = (tile >> (2 * bit)) & 3
        column, row = 2 * column + QUARTERS[way][quarter][0], 2 * row + QUARTERS[way][quarter][1]
        way = INSIDE[way][quarter]
    return zoom, column, row


def pack(data, compression):
    if compression == "gzip":
        return gzip.compress(data, mtime=0)
    if compression == "brotli":
        script = "process.stdout.write(require('zlib').brotliCompressSync(require('fs').readFileSync(0)))"
        return subprocess.run(["node", "-e", script], input=data, stdout=subprocess.PIPE, check=True).stdout
    return data


def unpack(data, compression):
    return gzip.decompress(data) if compression == "gzip" else data


def varint(value):
    data = bytearray()
    while value >= 128:
        data.append(value & 127 | 128)
        value >>= 7
    data.append(value)
    return bytes(data)


def directory(entries):
    data = [varint(len(entries))]
    before = 0
    for tile, _, _, _ in entries:
        data.append(varint(tile - before))
        before = tile
    data += [varint(run) for _, _, _, run in entries]
    data += [varint(length) for _, _, length, _ in entries]
    end = None
    for _, offset, length, _ in entries:
        data.append(varint(0 if offset == end else offset + 1))
        end = offset + length
    return b"".join(data)


def make(path, wanted):
    wanted = {**WITNESS_DEFAULTS, **wanted}
    runs = [[number(zoom, column, row), 1, text] for zoom, column, row, text in wanted["tiles"]] + wanted["runs"]
    runs.sort()
    data, offsets, entries = bytearray(), {}, []
    for _, _, text in runs if wanted["clustered"] else reversed(runs):
        if text not in offsets:
            image = pack(text.encode(), wanted["tile"])
            offsets[text] = (len(data), len(image))
            data += image
    for tile, run, text in runs:
        if entries and entries[-1][0] + entries[-1][3] == tile and entries[-1][1:3] == offsets[text]:
            entries[-1] = (*entries[-1][:3], entries[-1][3] + run)
        else:
            entries.append((tile, *offsets[text], run))
    tile_entries, leaves = len(entries), bytearray()
    for _ in range(wanted["levels"] if wanted["leaf"] else 0):
        upper = []
        for start in range(0, len(entries), wanted["leaf"]):
            part = entries[start:start + wanted["leaf"]]
            packed = pack(directory(part), wanted["internal"])
            upper.append((part[0][0], len(leaves), len(packed), 0))
            leaves += packed
        entries = upper
    root = pack(directory(entries), wanted["internal"])
    metadata = pack(json.dumps(wanted["metadata"]).encode(), wanted["internal"])
    zooms = [place(run[0])[0] for run in runs] or [0]
    at = [HEADER.size]
    for part in (root, metadata, leaves):
        at.append(at[-1] + len(part))
    west, south, east, north = (round(10_000_000 * degrees) for degrees in wanted["bounds"])
    header = HEADER.pack(
        b"PMTiles", wanted["version"], at[0], len(root), at[1], len(metadata), at[2], len(leaves), at[3], len(data),
        sum(run for _, run, _ in runs), tile_entries, len(offsets), int(wanted["clustered"]),
        COMPRESSIONS.index(wanted["internal"]), COMPRESSIONS.index(wanted["tile"]), wanted["type"], min(zooms), max(zooms),
        west, south, east, north, max(zooms), (west + east) // 2, (south + north) // 2)
    with open(path, "wb") as file:
        file.write(header + root + metadata + leaves + data)


def read_directory(data):
    position = 0

    def following():
        nonlocal position
        value, shift = 0, 0
        while True:
            byte = data[position]
            position += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    count = following()
    tiles, before = [], 0
    for _ in range(count):
        before += following()
        tiles.append(before)
    runs = [following() for _ in range(count)]
    lengths = [following() for _ in range(count)]
    offsets = []
    for index in range(count):
        value = following()
        offsets.append(value - 1 if value else offsets[-1] + lengths[index - 1])
    assert position == len(data), "bytes after the last entry"
    return list(zip(tiles, offsets, lengths, runs))


def show(path):
    with open(path, "rb") as file:
        data = file.read()
    (magic, version, root_at, root, metadata_at, metadata, leaves_at, leaves, tiles_at, tiles, addressed, entries, contents, clustered,
     internal, tile, kind, lowest, highest, west, south, east, north, zoom, longitude, latitude) = HEADER.unpack(data[:HEADER.size])
    internal, tile = COMPRESSIONS[internal], COMPRESSIONS[tile]
    found, leaf_count = [], 0
    for entry in read_directory(unpack(data[root_at:root_at + root], internal)):
        if entry[3]:
            found.append(entry)
        else:
            leaf_count += 1
            at = leaves_at + entry[1]
            found += read_directory(unpack(data[at:at + entry[2]], internal))
    images = {}
    for first, offset, length, run in found:
        image = unpack(data[tiles_at + offset:tiles_at + offset + length], tile)
        for tile_number in range(first, first + run):
            images["/".join(map(str, place(tile_number)))] = hashlib.sha256(image).hexdigest()
    reached, in_order = 0, True
    for _, offset, length, _ in found:
        in_order = in_order and offset <= reached
        reached = max(reached, offset + length)
    json.dump({
        "magic": magic.decode(), "version": version, "clustered": clustered, "internal": internal, "tile": tile, "type": kind,
        "zooms": [lowest, highest, zoom], "bounds": [west, south, east, north], "center": [longitude, latitude],
        "counted": [addressed, entries, contents],
        "found": [len(images), len(found), len({offset for _, offset, _, _ in found})],
        "inOrder": in_order and [entry[0] for entry in found] == sorted(entry[0] for entry in found),
        "isWhole": reached == tiles and tiles_at + tiles == len(data),
        "firstBytes": root_at + root, "leaves": leaf_count,
        "metadata": json.loads(unpack(data[metadata_at:metadata_at + metadata], internal)),
        "images": images,
    }, sys.stdout)


assert number(12, 3423, 1763) == 19078479, "the specification's example"

if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(sys.argv[2], json.load(sys.stdin))
    else:
        show(sys.argv[2])
