using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Host.Maps;
using CodeFirstSatellite.Maps;
using Microsoft.AspNetCore.Authorization;

namespace CodeFirstSatellite.Host.Security;

/// <summary>
/// Refuses calls that no rule of the access file allows, before their handler runs, except to services mapped with
/// <c>AllowAnonymous()</c>. It is added only if there is an access file.
/// </summary>
internal sealed class AccessInterceptor(Reloadable<AccessList> access, MapDirectory maps) : Interceptor
{
    private const string ListMaps = "/satellite.catalog.v1.Catalog/ListMaps";

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Check(context, request);
        return continuation(request, context);
    }

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        ServerCallContext context,
        ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        return continuation(Checked(requestStream, context), context);
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Check(context, request);
        return continuation(request, responseStream, context);
    }

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        return continuation(Checked(requestStream, context), responseStream, context);
    }

    // The call is checked now, and each message when it comes if that matters.
    private IAsyncStreamReader<TRequest> Checked<TRequest>(IAsyncStreamReader<TRequest> requests, ServerCallContext context)
    {
        if (Check(context, request: null) is not { } client)
        {
            return requests;
        }

        return access.Current.IsBounded(client, context.Method, NameOfMap(context))
            ? new CheckedReader<TRequest>(requests, message => Check(context, message))
            : requests;
    }

    // The client; null where anybody may call.
    private ClientIdentity? Check(ServerCallContext context, object? request)
    {
        HttpContext http = context.GetHttpContext();
        if (http.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            return null;
        }

        ClientIdentity client = http.Features.Get<ClientIdentity>()!;
        string? map = context.Method == ListMaps ? null : NameOfMap(context);

        // The map first: only who may ask for it hears which zoom levels it has.
        AccessList rules = access.Current;
        string? objection = rules.FindObjection(client, context.Method, map, area: null)
            ?? (map is not null && AreaOf(request, context) is { } area ? rules.FindObjection(client, context.Method, map, area) : null);
        return objection is null ? client : throw new RpcException(new Status(StatusCode.PermissionDenied, objection));
    }

    private string NameOfMap(ServerCallContext context) =>
        context.GetHttpContext().Request.Headers[CallMetadata.Map] is { Count: > 0 } name ? name.ToString() : maps.All[0].Name;

    // Rules count cells as the map does; a call may count those of another zoom level.
    private CellRange? AreaOf(object? request, ServerCallContext context)
    {
        if (request is not (Location or Image or Area or WatchRequest) || maps.Find(NameOfMap(context)) is not { } map)
        {
            return null;
        }

        var call = new CallContext(this, context);
        IMapSource level = request is Image ? maps.ChooseToStore(call, record: null) : maps.Choose(call);
        return RangeOf(request, level.Grid)?.On(level, map);
    }

    private static CellRange? RangeOf(object request, Grid grid) => request switch
    {
        Location cell => new CellRange(cell.X, cell.Y, cell.X, cell.Y),
        Image image => new CellRange(image.X, image.Y, image.X, image.Y),
        Area area => RangeOf(area),
        WatchRequest { Area: { } area } => RangeOf(area),
        _ => new CellRange(0, 0, grid.Width - 1, grid.Height - 1),
    };

    // A handler refuses an area without a corner, whoever asks.
    private static CellRange? RangeOf(Area area) => area is { LowerLeft: { } lowerLeft, UpperRight: { } upperRight }
        ? new CellRange(
            Math.Min(lowerLeft.X, upperRight.X),
            Math.Min(lowerLeft.Y, upperRight.Y),
            Math.Max(lowerLeft.X, upperRight.X),
            Math.Max(lowerLeft.Y, upperRight.Y))
        : null;

    private sealed class CheckedReader<T>(IAsyncStreamReader<T> inner, Action<T> check) : IAsyncStreamReader<T>
    {
        public T Current => inner.Current;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (!await inner.MoveNext(cancellationToken))
            {
                return false;
            }

            check(inner.Current);
            return true;
        }
    }
}
