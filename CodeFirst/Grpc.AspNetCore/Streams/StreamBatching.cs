#pragma warning disable CS0618 // Reshape is protobuf-net.Grpc's entry point for generated code
using System.Reflection;
using Microsoft.Extensions.Logging;
using ProtoBuf.Grpc.Internal;

namespace CodeFirst.Grpc.AspNetCore;

/// <summary>Decides whether the messages of a response stream may be written in batches.</summary>
internal sealed class StreamBatching(ILoggerFactory loggers, int? maxSendMessageSize)
{
    private static readonly Assembly Package = typeof(GrpcServiceOptions).Assembly;
    private static readonly PackageEvents Events = new("Grpc.AspNetCore.Server");
    private readonly ILogger _calls = loggers.CreateLogger("Grpc.AspNetCore.Server.ServerCallHandler");

    /// <summary>In bytes.</summary>
    public int MaxMessageSize { get; } = maxSendMessageSize ?? int.MaxValue;

    /// <summary>Sends all that <paramref name="source"/> yields, in batches if nobody looks at single messages.</summary>
    public Task WriteAsync<TResponse>(
        IAsyncEnumerable<TResponse> source, Marshaller<TResponse> marshaller, IServerStreamWriter<TResponse> writer, ServerCallContext call)
        where TResponse : class
    {
        // An interceptor that wraps the writer or the call must see each message.
        bool isDirect = writer.GetType().Assembly == Package && call.GetType().Assembly == Package;
        return isDirect && source is not null && marshaller is CompiledMarshaller<TResponse> compiled
            ? new ResponseStream<TResponse>(this, writer, call, compiled.Compiled).WriteAsync(source)
            : source!.WriteTo(writer, call.CancellationToken);
    }

    /// <summary>Whether a started response may be batched: not compressed, and nobody logs or counts messages.</summary>
    public bool IsAllowed(HttpResponse response) =>
        response.Headers["grpc-encoding"] is { Count: 0 } or ["identity"] && !Events.AreHeard && !_calls.IsEnabled(LogLevel.Debug);
}
