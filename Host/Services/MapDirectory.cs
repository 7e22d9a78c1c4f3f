using CodeFirstSatellite.Maps;
using Microsoft.Extensions.Primitives;

namespace CodeFirstSatellite.Host.Services;

/// <summary>The maps that are served, and which of them a call means.</summary>
internal sealed class MapDirectory(params IReadOnlyList<IMapSource> maps) : IAsyncDisposable
{
    private const string MetadataKey = "map";

    /// <summary>All of them, at least one, the default first.</summary>
    public IReadOnlyList<IMapSource> All => maps;

    /// <summary>That of calls which name none.</summary>
    public IMapSource Default => maps[0];

    /// <summary>The map that a call names in its metadata, or else the default.</summary>
    /// <exception cref="RpcException">NOT_FOUND: there is none of that name.</exception>
    public IMapSource Choose(CallContext context)
    {
        // The header itself: to make the metadata of all headers would cost each call more than the rest of this.
        if (context.ServerCallContext is not { } call || call.GetHttpContext().Request.Headers[MetadataKey] is not { Count: > 0 } name)
        {
            return Default;
        }

        return Find(name) ?? throw new RpcException(new Status(StatusCode.NotFound, $"there is no map '{name}'; there {(maps.Count == 1 ? "is" : "are")} {string.Join(", ", maps.Select(map => map.Name))}"));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IMapSource map in maps)
        {
            await map.DisposeAsync();
        }
    }

    private IMapSource? Find(StringValues name)
    {
        string wanted = name.ToString();
        foreach (IMapSource map in maps)
        {
            if (map.Name == wanted)
            {
                return map;
            }
        }

        return null;
    }
}
