"""What GDAL takes for the tiles of a GeoTIFF, one after the other in one thread, as `load` measures the Host:

    gdal_tiles.py decode FILE PASSES    reads the samples of every tile
    gdal_tiles.py png FILE PASSES       reads them and makes a PNG of each, as quickly as GDAL's driver can (ZLEVEL=1)
    gdal_tiles.py check FILE FOLDER     compares every tile with a picture in FOLDER/Z/X/Y.png and says how many there are

The first two print a line: median milliseconds of a pass, processor milliseconds, and bytes made. Each pass opens the file anew, since
GDAL keeps what it decoded; one more goes before them, to warm up.
"""

import pathlib
import statistics
import sys
import time

from osgeo import gdal

SIZE = 256


def places(raster):
    for top in range(0, raster.RasterYSize, SIZE):
        for left in range(0, raster.RasterXSize, SIZE):
            yield left, top, min(SIZE, raster.RasterXSize - left), min(SIZE, raster.RasterYSize - top)


def decode(file):
    raster = gdal.Open(file)
    return sum(len(raster.ReadRaster(*place)) for place in places(raster))


def png(file):
    raster = gdal.Open(file)
    memory, driver = gdal.GetDriverByName("MEM"), gdal.GetDriverByName("PNG")
    total = 0
    for left, top, width, height in places(raster):
        tile = memory.Create("", width, height, raster.RasterCount)
        tile.WriteRaster(0, 0, width, height, raster.ReadRaster(left, top, width, height))
        driver.CreateCopy("/vsimem/tile.png", tile, options=["ZLEVEL=1"])
        total += gdal.VSIStatL("/vsimem/tile.png").size
        gdal.Unlink("/vsimem/tile.png")
    return total


def measure(run, file, passes):
    times, processor = [], []
    for i in range(-1, passes):
        began, used = time.perf_counter(), time.process_time()
        total = run(file)
        if i >= 0:
            times.append(time.perf_counter() - began)
            processor.append(time.process_time() - used)
    print(f"{statistics.median(times) * 1e3:.1f} {statistics.median(processor) * 1e3:.1f} {total}")


def numbers(folder):
    return sorted(int(entry.stem) for entry in folder.iterdir() if entry.stem.isdigit())


def check(file, folder):
    raster = gdal.Open(file)
    level = pathlib.Path(folder) / str(numbers(pathlib.Path(folder))[-1])
    columns = numbers(level)
    rows = numbers(level / str(columns[0]))
    count = 0
    for left, top, width, height in places(raster):
        name = str(level / str(columns[left // SIZE]) / f"{rows[top // SIZE]}.png")
        picture = gdal.Open(name)
        bands = list(range(1, raster.RasterCount + 1))
        if picture.ReadRaster(0, 0, width, height, band_list=bands) != raster.ReadRaster(left, top, width, height):
            sys.exit(f"{name} is not what GDAL reads of {file} at {left}, {top}")
        count += 1
    print(count)


def main():
    gdal.UseExceptions()
    what, file, last = sys.argv[1:]
    if what == "check":
        check(file, last)
    else:
        measure({"decode": decode, "png": png}[what], file, int(last))


main()
