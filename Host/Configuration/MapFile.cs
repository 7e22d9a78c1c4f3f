using CodeFirstSatellite.Host.Postgres;
using CodeFirstSatellite.Host.Services;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Host.Configuration;

/// <summary>Opens the maps that the options name.</summary>
internal static class MapFile
{
    /// <param name="options">Which.</param>
    /// <param name="isWritable">Whether images are to be stored in them, where that is possible.</param>
    /// <exception cref="StartException">One cannot be read, or is not a map.</exception>
    public static async Task<MapDirectory> LoadAsync(SatelliteOptions options, bool isWritable)
    {
        var maps = new List<IMapSource>();
        var databases = new Dictionary<string, PostgresDatabase>();
        try
        {
            foreach (MapOption option in options.Maps)
            {
                maps.Add(option.Database is { } address ? await LoadAsync(option, address, databases) : Load(option, isWritable));
            }

            return new MapDirectory(maps);
        }
        catch (StartException)
        {
            await new MapDirectory(maps).DisposeAsync();
            throw;
        }
    }

    // Maps of one database share its connections.
    private static async Task<IMapSource> LoadAsync(MapOption option, PostgresAddress address, Dictionary<string, PostgresDatabase> databases)
    {
        if (!databases.TryGetValue(address.Server, out PostgresDatabase? database))
        {
            database = databases[address.Server] = await PostgresDatabase.OpenAsync(address);
        }

        return await database.OpenMapAsync(option.Name, address, option.New);
    }

    private static IMapSource Load(MapOption option, bool isWritable)
    {
        try
        {
            if (option.New is { } made && isWritable && !File.Exists(option.File))
            {
                MapFiles.Create(option.File, made.Grid, made.ContentType);
            }

            IMapSource map = MapFiles.Open(option.File, option.Name, option.Zoom, option.Bounds, isWritable && !option.IsShipped);
            if (option.New is { } wanted && map.Grid != wanted.Grid)
            {
                (map as IDisposable)?.Dispose();
                throw new StartException(StartException.Failure, $"the map '{option.File}' is there already and is {map.Grid}, not {wanted.Grid} as #create= says; leave #create= out, or name another file");
            }

            return map;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new StartException(StartException.Failure, $"the map '{option.File}' does not exist; name one that does with --map FILE, or leave --map out for the Earth{(option.New is null ? "" : " (#create= makes it only where --writers says who may fill it)")}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException(StartException.Failure, $"reading the map: {e.Message}");
        }
        catch (MapFormatException e)
        {
            throw new StartException(StartException.Failure, $"reading the map '{option.File}', {e.Message}");
        }
    }
}
