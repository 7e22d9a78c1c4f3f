using CodeFirstSatellite.Host.Services;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Host.Configuration;

/// <summary>Opens the maps that the options name.</summary>
internal static class MapFile
{
    /// <exception cref="StartException">One cannot be read, or is not a map.</exception>
    public static MapDirectory Load(SatelliteOptions options)
    {
        var maps = new List<IMapSource>();
        try
        {
            foreach (MapOption option in options.Maps)
            {
                maps.Add(Load(option));
            }

            return new MapDirectory(maps);
        }
        catch (StartException)
        {
            new MapDirectory(maps).Dispose();
            throw;
        }
    }

    private static IMapSource Load(MapOption option)
    {
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
