using CodeFirstSatellite.Contracts;
using Microsoft.AspNetCore.Authorization;

namespace CodeFirstSatellite.Host.Security;

/// <summary>
/// Refuses calls without a valid token in their metadata, except to services mapped with <c>AllowAnonymous()</c>. It is added only if
/// tokens are configured.
/// </summary>
internal sealed class TokenInterceptor(Reloadable<TokenList> tokens) : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Check(context);
        return continuation(request, context);
    }

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        ServerCallContext context,
        ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Check(context);
        return continuation(requestStream, context);
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Check(context);
        return continuation(request, responseStream, context);
    }

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Check(context);
        return continuation(requestStream, responseStream, context);
    }

    private void Check(ServerCallContext context)
    {
        if (context.GetHttpContext().GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            return;
        }

        string? token = context.RequestHeaders.GetValue(CallMetadata.Token);
        if (token is null)
        {
            throw Denied($"this server asks for a token; send it as metadata '{CallMetadata.Token}'");
        }

        if (!tokens.Current.Contains(token))
        {
            throw Denied($"the token in metadata '{CallMetadata.Token}' is not valid here");
        }
    }

    private static RpcException Denied(string detail) => new(new Status(StatusCode.PermissionDenied, detail));
}
