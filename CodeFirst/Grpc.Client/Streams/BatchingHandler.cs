using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeFirst.Grpc.Client;

/// <summary>Hands the messages of response streams to batched calls in batches.</summary>
/// <remarks>Reads <paramref name="options"/>, the channel's, at each call: they may change until the channel is made.</remarks>
internal sealed class BatchingHandler(GrpcChannelOptions options, HttpMessageHandler transport) : DelegatingHandler(transport)
{
    private static readonly PackageEvents Events = new("Grpc.Net.Client");
    private static readonly ConcurrentDictionary<Type, bool> BatchedContents = new();
    private ILogger? _calls;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // Look before sending: a transport may replace the content.
        bool takesBatches = options.MaxReceiveMessageSize is null or >= ReceivedFrames.TokenSize
            && request.Content is { } content && BatchedContents.GetOrAdd(content.GetType(), TakesBatches);
        return takesBatches ? BatchAsync(base.SendAsync(request, cancellationToken)) : base.SendAsync(request, cancellationToken);
    }

    /// <summary>grpc-dotnet's request contents are generic in the types of the call's request and response.</summary>
    private static bool TakesBatches(Type content) =>
        content.Assembly == typeof(GrpcChannel).Assembly
        && content.GenericTypeArguments is [_, { IsGenericType: true } responses]
        && responses.GetGenericTypeDefinition() == typeof(MessageBatch<>);

    private async Task<HttpResponseMessage> BatchAsync(Task<HttpResponseMessage> sent)
    {
        HttpResponseMessage response = await sent.ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.OK && !response.Headers.NonValidated.Contains("grpc-status") && !IsWatched())
        {
            HttpContent body = response.Content;
            response.Content = new StreamContent(new BatchedStream(body, new(options.MaxReceiveMessageSize ?? int.MaxValue)));
            foreach ((string name, HeaderStringValues values) in body.Headers.NonValidated)
            {
                response.Content.Headers.TryAddWithoutValidation(name, values);
            }
        }

        return response;
    }

    /// <summary>Whether somebody counts or logs single messages.</summary>
    private bool IsWatched()
    {
        _calls ??= (options.LoggerFactory
            ?? (ILoggerFactory?)options.ServiceProvider?.GetService(typeof(ILoggerFactory))
            ?? NullLoggerFactory.Instance).CreateLogger("Grpc.Net.Client.Internal.GrpcCall");
        return Events.AreHeard || _calls.IsEnabled(LogLevel.Debug);
    }
}
