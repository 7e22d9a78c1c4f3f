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
        return access.Current.FindObjection(client, context.Method, map, map is null ? null : AreaOf(request, map)) is { } objection
            ? throw new RpcException(new Status(StatusCode.PermissionDenied, objection))
            : client;
    }

    private string NameOfMap(ServerCallContext context) =>
        context.GetHttpContext().Request.Headers[CallMetadata.Map] is { Count: > 0 } name ? name.ToString() : maps.All[0].Name;

    private CellRange? AreaOf(object? request, string map) => request switch
    {
        Location cell => new CellRange(cell.X, cell.Y, cell.X, cell.Y),
        Image image => new CellRange(image.X, image.Y, image.X, image.Y),
        Area area => RangeOf(area),
        WatchRequest { Area: { } area } => RangeOf(area),
        WatchRequest => maps.All.FirstOrDefault(served => served.Name == map) is { Grid: Grid grid }
            ? new CellRange(0, 0, grid.Width - 1, grid.Height - 1)
            : null,
        _ => null,
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
