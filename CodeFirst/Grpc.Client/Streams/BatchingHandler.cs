using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging;

namespace CodeFirst.Grpc.Client;

/// <summary>Hands the messages of response streams over in batches, to the calls that take them.</summary>
/// <param name="options">The channel's, which may be set until it is made.</param>
/// <param name="transport">What sends the requests.</param>
internal sealed class BatchingHandler(GrpcChannelOptions options, HttpMessageHandler transport) : DelegatingHandler(transport)
{
    private static readonly PackageEvents Events = new("Grpc.Net.Client");
    private static readonly ConcurrentDictionary<Type, bool> BatchedContents = new();
    private ILogger? _calls;
    private bool _isReady;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // Looked at first: a transport may put content of its own in the place of this.
        bool takesBatches = options.MaxReceiveMessageSize is null or >= ReceivedFrames.TokenSize
            && request.Content is { } content && BatchedContents.GetOrAdd(content.GetType(), TakesBatches);
        Task<HttpResponseMessage> response = base.SendAsync(request, cancellationToken);
        return takesBatches ? BatchAsync(response) : response;
    }

    /// <summary>grpc-dotnet's request contents are generic: they name the types of the call's request and of its responses.</summary>
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
            var frames = new ReceivedFrames(options.MaxReceiveMessageSize ?? int.MaxValue);
            response.Content = new StreamContent(new BatchedStream(body, frames));
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
        if (!_isReady)
        {
            ILoggerFactory? loggers = options.LoggerFactory ?? (ILoggerFactory?)options.ServiceProvider?.GetService(typeof(ILoggerFactory));
            _calls = loggers?.CreateLogger("Grpc.Net.Client.Internal.GrpcCall");
            _isReady = true;
        }

        return Events.AreHeard || _calls?.IsEnabled(LogLevel.Debug) == true;
    }
}
