using CodeFirstSatellite.Host.Postgres;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Host.Maps;

/// <summary>The maps that are served, and which of them a call means. It owns them, and the databases that some of them are in.</summary>
internal sealed class MapDirectory(IReadOnlyList<IMapSource> maps, IReadOnlyCollection<PostgresDatabase> databases) : IAsyncDisposable
{
    private const string MetadataKey = "map";

    public MapDirectory(params IReadOnlyList<IMapSource> maps)
        : this(maps, [])
    {
    }

    /// <summary>All of them, at least one, the default first.</summary>
    public IReadOnlyList<IMapSource> All => maps;

    /// <summary>The databases that maps are in.</summary>
    public IReadOnlyCollection<PostgresDatabase> Databases => databases;

    /// <summary>The map that a call names in its metadata, or else the first.</summary>
    /// <exception cref="RpcException">NOT_FOUND: there is none of that name.</exception>
    public IMapSource Choose(CallContext context)
    {
        // The header itself: to make the metadata of all headers would cost each call more than the rest of this.
        if (context.ServerCallContext is not { } call || call.GetHttpContext().Request.Headers[MetadataKey] is not { Count: > 0 } name)
        {
            return maps[0];
        }

        return Find(name.ToString()) ?? throw new RpcException(new Status(StatusCode.NotFound,
            $"there is no map '{name}'; there {(maps.Count == 1 ? "is" : "are")} {string.Join(", ", maps.Select(map => map.Name))}"));
    }

    /// <summary>Closes the maps, and then the databases.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (IMapSource map in maps)
        {
            await map.DisposeAsync();
        }

        foreach (PostgresDatabase database in databases)
        {
            await database.DisposeAsync();
        }
    }

    private IMapSource? Find(string name)
    {
        foreach (IMapSource map in maps)
        {
            if (map.Name == name)
            {
                return map;
            }
        }

        return null;
    }
}
