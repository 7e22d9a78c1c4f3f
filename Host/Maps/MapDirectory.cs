using System.Globalization;
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

    /// <summary>
    /// The map that a call names in its metadata, or else the first, at the zoom level and time that it names. The call's record is told
    /// the name.
    /// </summary>
    /// <exception cref="RpcException">
    /// NOT_FOUND: there is no such map, or it has no such zoom level; INVALID_ARGUMENT: the zoom level is no number, or the time no time;
    /// FAILED_PRECONDITION: the map keeps no older images; OUT_OF_RANGE: none of that time.
    /// </exception>
    public IMapSource Choose(CallContext context, CallRecord? record)
    {
        IMapSource named = Named(context);
        record?.ServeFrom(named.Name);
        return AsOf(AtZoom(named, context), context);
    }

    /// <summary>The same without a record.</summary>
    /// <inheritdoc cref="Choose(CallContext, CallRecord)" />
    public IMapSource Choose(CallContext context) => AsOf(ChooseCurrent(context), context);

    /// <summary>The same as it is now, whatever time the call names.</summary>
    /// <inheritdoc cref="Choose(CallContext, CallRecord)" />
    public IMapSource ChooseCurrent(CallContext context) => AtZoom(Named(context), context);

    /// <summary>The same for a call that stores images, which may be the first of the zoom level.</summary>
    /// <inheritdoc cref="Choose(CallContext, CallRecord)" />
    public IMapSource ChooseToStore(CallContext context, CallRecord? record)
    {
        IMapSource map = Named(context);
        record?.ServeFrom(map.Name);
        if (CallTime.IsNamed(context))
        {
            throw new RpcException(new Status(
                StatusCode.InvalidArgument,
                $"the metadata '{CallMetadata.At}' is for calls that read; '{CallMetadata.Taken}' says when stored images were taken"));
        }

        return ZoomOf(context) is { } zoom && map.Writable is { } writable
            ? writable.AtAny(zoom) ?? throw new RpcException(new Status(
                StatusCode.NotFound, $"the map '{map.Name}' is {map.Grid} and cannot have images of zoom level {zoom}"))
            : map;
    }

    /// <summary>Says that a map has no images of a zoom level, and of which it has.</summary>
    public static string MissingZoom(IMapSource map, int zoom) => map.Details.Zooms is { Count: > 0 } zooms
        ? $"the map '{map.Name}' has no zoom level {zoom}; it has {string.Join(", ", zooms)}"
        : $"the map '{map.Name}' has no zoom levels, so it has no {zoom}; leave the zoom level out";

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

    private IMapSource Named(CallContext context) => HeadersOf(context)?[CallMetadata.Map] is { Count: > 0 } name
        ? Find(name.ToString()) ?? throw new RpcException(new Status(StatusCode.NotFound, Missing(name.ToString())))
        : maps[0];

    private static IMapSource AtZoom(IMapSource map, CallContext context) => ZoomOf(context) is { } zoom
        ? map.At(zoom) ?? throw new RpcException(new Status(StatusCode.NotFound, MissingZoom(map, zoom)))
        : map;

    private static IMapSource AsOf(IMapSource map, CallContext context) =>
        CallTime.Of(context, map) is var (past, time) ? past.AsOf(time) : map;

    private static int? ZoomOf(CallContext context) => HeadersOf(context)?[CallMetadata.Zoom] is not { Count: > 0 } text ? null
        : int.TryParse(text.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out int zoom) ? zoom
        : throw new RpcException(new Status(
            StatusCode.InvalidArgument, $"the metadata '{CallMetadata.Zoom}' is '{text}'; expected a zoom level, such as 7"));

    // The headers themselves: making metadata of all of them would cost more than everything else here.
    private static IHeaderDictionary? HeadersOf(CallContext context) => context.ServerCallContext?.GetHttpContext().Request.Headers;
}
