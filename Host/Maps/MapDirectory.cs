using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Host.Postgres;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Host.Maps;

/// <summary>The served maps. Chooses the map of a call. Owns the maps, and the databases that some of them are in.</summary>
internal sealed class MapDirectory(IReadOnlyList<IMapSource> maps, IReadOnlyCollection<PostgresDatabase> databases) : IAsyncDisposable
{
    public MapDirectory(params IReadOnlyList<IMapSource> maps)
        : this(maps, [])
    {
    }

    /// <summary>All maps, at least one, the default first.</summary>
    public IReadOnlyList<IMapSource> All => maps;

    /// <summary>The databases that maps are in.</summary>
    public IReadOnlyCollection<PostgresDatabase> Databases => databases;

    /// <summary>The maps whose database does not answer.</summary>
    public IEnumerable<IMapSource> Unreachable => databases.Where(database => !database.IsAnswering).SelectMany(database => database.Maps);

    /// <summary>The map that a call names in its metadata, or else the first. The call's record is told its name.</summary>
    /// <exception cref="RpcException">NOT_FOUND: there is no such map.</exception>
    public IMapSource Choose(CallContext context, CallRecord? record)
    {
        IMapSource map = Choose(context);
        record?.ServeFrom(map.Name);
        return map;
    }

    /// <summary>The map that a call names in its metadata, or else the first.</summary>
    /// <exception cref="RpcException">NOT_FOUND: there is no such map.</exception>
    public IMapSource Choose(CallContext context)
    {
        // Reads the header itself: making metadata of all headers would cost more than everything else here.
        if (context.ServerCallContext is not { } call || call.GetHttpContext().Request.Headers[CallMetadata.Map] is not { Count: > 0 } name)
        {
            return maps[0];
        }

        return Find(name.ToString()) ?? throw new RpcException(new Status(StatusCode.NotFound, Missing(name.ToString())));
    }

    /// <summary>The map of a name; null if there is none.</summary>
    public IMapSource? Find(string name)
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

    /// <summary>Says that there is no map of a name, and which there are.</summary>
    public string Missing(string name) =>
        $"there is no map '{name}'; there {(maps.Count == 1 ? "is" : "are")} {string.Join(", ", maps.Select(map => map.Name))}";

    /// <summary>Closes the maps, then the databases.</summary>
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
}
