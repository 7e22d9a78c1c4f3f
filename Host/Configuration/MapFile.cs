using CodeFirstSatellite.Host.Postgres;
using CodeFirstSatellite.Host.Services;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Host.Configuration;

/// <summary>Opens the maps that the options name.</summary>
internal static class MapFile
{
    /// <exception cref="StartException">One cannot be read, or is not a map.</exception>
    public static async Task<MapDirectory> LoadAsync(SatelliteOptions options)
    {
        var maps = new List<IMapSource>();
        var databases = new Dictionary<string, PostgresDatabase>();
        try
        {
            foreach (MapOption option in options.Maps)
            {
                maps.Add(option.Database is { } address ? await LoadAsync(option, address, databases) : Load(option));
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

    private static IMapSource Load(MapOption option)
    {
        if (option.New is not null)
        {
            throw new StartException(StartException.Usage, $"the map '{option.File}': #create= makes maps in PostgreSQL alone");
        }

        try
        {
            return MapFiles.Open(option.File, option.Name, option.Zoom, option.Bounds);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new StartException(StartException.Failure, $"the map '{option.File}' does not exist; name one that does with --map FILE, or leave --map out for the Earth");
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
