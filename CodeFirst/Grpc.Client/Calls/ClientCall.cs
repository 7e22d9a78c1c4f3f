using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using CodeFirst.Grpc.Compression;
using CodeFirst.Grpc.Framing;
using CodeFirst.Grpc.Protocol;

namespace CodeFirst.Grpc.Client;

/// <summary>One call on the wire: its request, its response and how it ended. Belongs to the flow that runs the call.</summary>
internal sealed class ClientCall : IDisposable
{
    private static readonly string UserAgent = "grpc-csharp-codefirst/" + Version();

    private readonly GrpcChannel _channel;
    private readonly Method _method;
    private readonly CallOptions _options;
    private readonly CallLimit _limit;
    private readonly CallCapture? _capture;
    private CallContent? _content;
    private HttpRequestMessage? _request;
    private HttpResponseMessage? _response;
    private Metadata? _trailers;

    public ClientCall(GrpcChannel channel, Method method, in CallContext context, bool canBeAbandoned, CancellationToken secondToken)
    {
        ObjectDisposedException.ThrowIf(channel.IsDisposed, channel);
        _channel = channel;
        _method = method;
        _options = context.CallOptions;
        _capture = context.OptionalCapture;
        _capture?.Start();
        _limit = new CallLimit(_options, channel.Time, canBeAbandoned, secondToken);
    }

    /// <summary>What ends the call from this side.</summary>
    public CallLimit Limit => _limit;

    /// <summary>The response's messages.</summary>
    public Stream Body { get; private set; } = Stream.Null;

    /// <summary>
    /// Whether the response is one header block and nothing more, so that the status is in the headers. Told by there
    /// being neither body nor trailers: a <c>grpc-status</c> in headers that are followed by anything counts for nothing.
    /// </summary>
    public bool IsTrailersOnly { get; private set; }

    /// <summary>Sends the request and waits for the response's headers; the messages are <paramref name="reader"/>'s to read.</summary>
    /// <exception cref="RpcException">The response is not gRPC's.</exception>
    public async ValueTask StartAsync(CallContent content, MessageReader reader)
    {
        _limit.Start();
        _content = content;
        content.StopWith(_limit.Token);
        _request = CreateRequest(content);
        _response = await _channel.Transport.SendAsync(_request, _limit.Token).ConfigureAwait(false);
        CheckResponse(_response);
        reader.Compression = ReadEncoding(_response.Headers);
        _capture?.SetHeaders(ReadMetadata(_response.Headers, _response.Content.Headers), reader);
        Body = await _response.Content.ReadAsStreamAsync(_limit.Token).ConfigureAwait(false);
    }

    /// <summary>Reads the status, when the body has been read to its end.</summary>
    public Status ReadStatus(bool hasBody)
    {
        IsTrailersOnly = !hasBody && !_response!.TrailingHeaders.Any();
        Status status = ReadStatus(StatusHeaders) ?? new Status(StatusCode.Unknown, $"the server ended the call without {GrpcHeaders.Status}");
        if (status.StatusCode != StatusCode.OK || _capture is not null)
        {
            _trailers = IsTrailersOnly ? ReadMetadata(_response!.Headers, _response.Content.Headers) : ReadMetadata(_response!.TrailingHeaders);
            status = InTime(StatusDetails.Prefer(status, _trailers));
            _capture?.SetEnd(status, _trailers);
        }

        return status;
    }

    /// <summary>The exception for a status that came, with the metadata that came with it.</summary>
    public RpcException Failed(Status status) => new(status, _trailers!);

    /// <summary>A server whose clock ran out a moment before ours may say that it cancelled the call.</summary>
    private Status InTime(Status status) =>
        status.StatusCode == StatusCode.Cancelled && _limit.IsDeadlinePassed ? CallLimit.DeadlineExceeded(null).Status : status;

    /// <summary>What the caller is to see instead of an exception of the transport; null for one that is right as it is.</summary>
    public Exception? Translate(Exception exception)
    {
        Exception? better = FindBetter(exception);
        NoteFailure(better ?? exception);
        return better;
    }

    /// <summary>Keeps, for whoever asks, that the call failed with what its caller is told.</summary>
    public void NoteFailure(Exception told) => _capture?.SetFailure(told);

    /// <summary>Lets go of the call; one that is not over is cancelled, which the server is told.</summary>
    public void Dispose()
    {
        _response?.Dispose();
        _content?.Stop();
        _capture?.Release();
        _limit.Dispose();
    }

    private Exception? FindBetter(Exception exception)
    {
        if (exception is RpcException)
        {
            return null;
        }

        // A stream of requests that fails makes the transport give up the call, which then fails for that reason alone. One
        // that fails because the call was ended from here is no reason of its own.
        if (_content?.Failure is { } own)
        {
            return _limit.Translate(exception) ?? own;
        }

        RpcException? failure = TransportErrors.Translate(exception, _request, _channel.IsDisposed);

        // The server's clock may run out a moment before ours; it then tells by resetting the stream.
        return _limit.Translate(exception)
            ?? (failure is { StatusCode: StatusCode.Cancelled } && _limit.IsDeadlinePassed ? CallLimit.DeadlineExceeded(exception) : failure);
    }

    private HttpHeaders StatusHeaders => IsTrailersOnly ? _response!.Headers : _response!.TrailingHeaders;

    private HttpRequestMessage CreateRequest(CallContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, _channel.RouteOf(_method).Address)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };

        // gRPC over HTTP/2, "Request-Headers": the timeout should come first.
        HttpRequestHeaders headers = request.Headers;
        if (_limit.TimeLeft is { } left)
        {
            headers.TryAddWithoutValidation(GrpcHeaders.Timeout, GrpcTimeout.Format(left));
        }

        // Servers take it as a sign that trailers arrive, and C-core refuses calls without it.
        headers.TryAddWithoutValidation(GrpcHeaders.Te, GrpcHeaders.Trailers);
        headers.TryAddWithoutValidation(GrpcHeaders.UserAgent, UserAgent);
        headers.TryAddWithoutValidation(GrpcHeaders.AcceptEncoding, CompressionAlgorithm.Accepted);
        if (_options.RequestCompression is { } encoding)
        {
            headers.TryAddWithoutValidation(GrpcHeaders.Encoding, encoding);
        }

        foreach (Metadata.Entry entry in _options.Headers ?? [])
        {
            // HttpClient keeps some names, such as expires, for the headers of a content.
            if (GrpcHeaders.IsCustom(entry.Key) && !headers.TryAddWithoutValidation(entry.Key, CustomMetadata.HeaderValue(entry)))
            {
                content.Headers.TryAddWithoutValidation(entry.Key, CustomMetadata.HeaderValue(entry));
            }
        }

        return request;
    }

    private static Metadata ReadMetadata(params ReadOnlySpan<HttpHeaders> blocks)
    {
        var metadata = new Metadata();
        foreach (HttpHeaders headers in blocks)
        {
            foreach ((string name, HeaderStringValues values) in headers.NonValidated)
            {
                foreach (string value in values)
                {
                    CustomMetadata.AddResponse(metadata, name, value);
                }
            }
        }

        return metadata;
    }

    private static void CheckResponse(HttpResponseMessage response)
    {
        string? contentType = response.Content.Headers.NonValidated.TryGetValues("content-type", out HeaderStringValues values) ? values.ToString() : null;
        if (response.StatusCode == HttpStatusCode.OK && GrpcContentType.IsGrpc(contentType))
        {
            return;
        }

        // http-grpc-status-mapping.md: only for want of a grpc-status, which always wins; but what is not gRPC is not OK.
        Metadata metadata = ReadMetadata(response.Headers, response.Content.Headers);
        throw new RpcException(
            ReadStatus(response.Headers) is { StatusCode: not StatusCode.OK } status
                ? StatusDetails.Prefer(status, metadata)
                : new Status(
                    StatusCodes.FromHttp((int)response.StatusCode),
                    $"the server's answer is not gRPC: HTTP status {(int)response.StatusCode}, content-type '{contentType}'"),
            metadata);
    }

    private static Status? ReadStatus(HttpHeaders headers)
    {
        if (!headers.NonValidated.TryGetValues(GrpcHeaders.Status, out HeaderStringValues code))
        {
            return null;
        }

        string message = headers.NonValidated.TryGetValues(GrpcHeaders.Message, out HeaderStringValues text) ? StatusMessage.Decode(text.ToString()) : "";
        return new Status(StatusCodes.Parse(code.ToString()), message);
    }

    // gRPC "Compression": what the client has not offered is INTERNAL, unless the call has ended with a status anyway.
    private static CompressionAlgorithm? ReadEncoding(HttpResponseHeaders headers)
    {
        string? name = headers.NonValidated.TryGetValues(GrpcHeaders.Encoding, out HeaderStringValues values) ? values.ToString() : null;
        return CompressionAlgorithm.TryFind(name, out CompressionAlgorithm? algorithm) || headers.NonValidated.Contains(GrpcHeaders.Status)
            ? algorithm
            : throw new RpcException(new Status(StatusCode.Internal, $"the server compresses its messages with '{name}', where this client had offered {CompressionAlgorithm.Accepted}"));
    }

    private static string Version()
    {
        string version = typeof(ClientCall).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
        int build = version.IndexOf('+', StringComparison.Ordinal);
        return build < 0 ? version : version[..build];
    }
}
