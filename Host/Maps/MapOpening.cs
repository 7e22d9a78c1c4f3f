using CodeFirstSatellite.Host.Configuration;
using CodeFirstSatellite.Host.Postgres;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Host.Maps;

/// <summary>Opens the maps that the options name.</summary>
internal static class MapOpening
{
    /// <param name="options">Names the maps.</param>
    /// <param name="isWritable">Whether images are to be stored in the maps that allow it.</param>
    /// <exception cref="StartException">A map cannot be read, or is not a map.</exception>
    public static async Task<MapDirectory> OpenAsync(SatelliteOptions options, bool isWritable)
    {
        var maps = new List<IMapSource>();
        var databases = new Dictionary<string, PostgresDatabase>();
        var files = new Dictionary<string, IMapSource>();
        var directory = new MapDirectory(maps, databases.Values);
        try
        {
            foreach (MapOption option in options.Maps)
            {
                maps.Add(option.Database is { } address ? await OpenAsync(option, address, databases)
                    : isWritable && !option.IsShipped ? await OpenToWriteAsync(option, files)
                    : await OpenAsync(option, isWritable: false));
            }

            return directory;
        }
        catch
        {
            await directory.DisposeAsync();
            throw;
        }
    }

    private static async Task<IMapSource> OpenAsync(
        MapOption option, PostgresAddress address, Dictionary<string, PostgresDatabase> databases)
    {
        if (!databases.TryGetValue(address.Server, out PostgresDatabase? database))
        {
            database = databases[address.Server] = await PostgresDatabase.OpenAsync(address);
        }

        return await database.OpenMapAsync(option.Name, address, option.New, option.Kept);
    }

    // A process loses SQLite's locks on a file when it closes any of its descriptors of that file
    // (https://sqlite.org/howtocorrupt.html section 2.2). So a file that is written to is opened once, for all maps of it.
    private static async Task<IMapSource> OpenToWriteAsync(MapOption option, Dictionary<string, IMapSource> files)
    {
        string file = Path.GetFullPath(FileTarget.Of(option.File));
        if (!files.TryGetValue(file, out IMapSource? map))
        {
            map = await OpenAsync(option, isWritable: true);
            if (map.Writable is not null)
            {
                files[file] = map;
            }

            return map;
        }

        RefuseContradiction(option, map);
        if (option.Kept is not null)
        {
            throw Failure($"the map '{option.Name}' is of the same file as '{map.Name}', which keeps older images for both or for none; "
                + "write #history= after the first of them");
        }

        IMapSource? level = map.At(option.Zoom ?? map.Details.Zooms[^1]);
        return level is not null
            ? new NamedMap(level, option.Name)
            : throw Failure($"reading the map '{option.File}', {MapDirectory.MissingZoom(map, option.Zoom!.Value)}");
    }

    private static async Task<IMapSource> OpenAsync(MapOption option, bool isWritable)
    {
        try
        {
            if (option.New is { } made && isWritable && !File.Exists(option.File))
            {
                MapFiles.Create(option.File, made);
            }

            IMapSource map = MapFiles.Open(
                option.File, option.Name, option.Zoom, option.Bounds, isWritable, option.Kept, option.NamedProjection);
            try
            {
                RefuseContradiction(option, map);
                return map;
            }
            catch
            {
                await map.DisposeAsync();
                throw;
            }
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Failure($"the map '{option.File}' does not exist; {Instead(option)}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failure($"reading the map '{option.File}': {e.Message}");
        }
        catch (MapFormatException e)
        {
            throw Failure($"reading the map '{option.File}', {e.Message}");
        }
    }

    private static void RefuseContradiction(MapOption option, IMapSource map)
    {
        if (option.New?.Contradicts(map.Grid, map.Details.Geography) is var (found, wanted))
        {
            throw Failure($"the map '{option.File}' is there already and is {found}, not {wanted} as #create= says; "
                + "leave #create= out, or name another file");
        }
    }

    private static string Instead(MapOption option)
    {
        string whole = $"{option.Name}={option.File}";
        return File.Exists(whole)
            ? $"'{whole}' was read as the map {option.Name} of that file; for the file of that name, write --map ./{whole}"
            : "name one that does with --map FILE, or leave --map out for the Earth"
                + (option.New is null ? "" : " (#create= makes it only where --writers says who may fill it)");
    }

    private static StartException Failure(string message) => new(StartException.Failure, message);
}
