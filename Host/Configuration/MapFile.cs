using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Host.Configuration;

/// <summary>Opens the map that the options name.</summary>
internal static class MapFile
{
    /// <exception cref="StartException">It cannot be read, or is not a map.</exception>
    public static IMapSource Load(SatelliteOptions options)
    {
        try
        {
            return TextMap.Load(options.MapFile);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new StartException(StartException.Failure, $"the map '{options.MapFile}' does not exist; name one that does with --map FILE, or leave --map out for the Earth");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException(StartException.Failure, $"reading the map: {e.Message}");
        }
        catch (MapFormatException e)
        {
            throw new StartException(StartException.Failure, $"reading the map '{options.MapFile}', {e.Message}");
        }
    }
}
