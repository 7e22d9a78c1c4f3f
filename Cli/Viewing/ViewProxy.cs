using System.Buffers;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace CodeFirstSatellite.Cli.Viewing;

/// <summary>
/// Passes requests of this machine's programs, in plain HTTP on loopback, to a server that wants a client's certificate. The address has a
/// secret, so that other users of the machine cannot use it.
/// </summary>
internal sealed class ViewProxy : IDisposable
{
    private const int SecretLength = 16;
    private const int BufferSize = 64 * 1024;

    private static readonly string[] RequestHeaders = ["If-None-Match", "Last-Event-ID"];

    private static readonly string[] ResponseHeaders =
    [
        "Cache-Control", "Content-Encoding", "Content-Security-Policy", "Content-Type", "Cross-Origin-Resource-Policy", "ETag",
        "Referrer-Policy", "Retry-After", "X-Content-Type-Options",
    ];

    private readonly HttpListener _listener;
    private readonly ViewServer _server;
    private readonly string _path;

    private ViewProxy(HttpListener listener, ViewServer server, int port, string path)
    {
        _listener = listener;
        _server = server;
        _path = path;
        Authority = $"{IPAddress.Loopback}:{port}";
    }

    /// <summary>Where it listens, with the secret.</summary>
    public string Address => $"http://{Authority}{_path}";

    private string Authority { get; }

    /// <param name="server">Where requests go.</param>
    /// <param name="port">The port; 0 for a free one.</param>
    /// <exception cref="CliException">The port is taken.</exception>
    public static ViewProxy Start(ViewServer server, int port)
    {
        int chosen = port == 0 ? FreePort() : port;
        string path = $"/{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretLength))}/";
        var listener = new HttpListener { IgnoreWriteExceptions = true };
        listener.Prefixes.Add($"http://{IPAddress.Loopback}:{chosen}/");
        try
        {
            listener.Start();
        }
        catch (HttpListenerException e)
        {
            listener.Close();
            throw CliException.LocalFile(
                $"port {chosen} of {IPAddress.Loopback} cannot be opened: {e.Message}; choose another with --port", e);
        }

        return new ViewProxy(listener, server, chosen, path);
    }

    /// <summary>Passes requests on until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using CancellationTokenRegistration end = cancellationToken.UnsafeRegister(_ => _listener.Stop(), null);
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or InvalidOperationException && cancellationToken.IsCancellationRequested)
            {
                // Stopped while it waited, or (InvalidOperationException) before.
                throw new OperationCanceledException(cancellationToken);
            }

            // Not awaited: each request takes its own time.
            _ = AnswerAsync(context, cancellationToken);
        }
    }

    public void Dispose() => _listener.Close();

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task AnswerAsync(HttpListenerContext context, CancellationToken cancellationToken)
    {
        HttpListenerResponse response = context.Response;
        try
        {
            // Any other host name is one that somebody made lead here (DNS rebinding).
            string target = context.Request.RawUrl ?? "";
            bool isKnown = context.Request.UserHostName == Authority
                && CryptographicOperations.FixedTimeEquals(
                    Encoding.UTF8.GetBytes(target.Length < _path.Length ? "" : target[.._path.Length]), Encoding.UTF8.GetBytes(_path));
            if (!isKnown)
            {
                await RefuseAsync(response, HttpStatusCode.Forbidden, "the address that satcli view printed is needed", cancellationToken);
            }
            else if (context.Request.HttpMethod is not ("GET" or "HEAD"))
            {
                response.AddHeader("Allow", "GET, HEAD");
                await RefuseAsync(response, HttpStatusCode.MethodNotAllowed, "GET and HEAD alone are passed on", cancellationToken);
            }
            else
            {
                await PassOnAsync(context.Request, target[(_path.Length - 1)..], response, cancellationToken);
            }

            response.Close();
        }
        catch (HttpRequestException e)
        {
            await TryRefuseAsync(response, $"the server cannot be reached: {(e.InnerException ?? e).Message}");
        }
        catch (Exception e) when (e is IOException or HttpListenerException or OperationCanceledException or ObjectDisposedException
            or InvalidOperationException)
        {
            // One of both sides has left.
            response.Abort();
        }
    }

    private async Task PassOnAsync(
        HttpListenerRequest asked, string target, HttpListenerResponse response, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(new HttpMethod(asked.HttpMethod), target) { Version = HttpVersion.Version20 };
        foreach (string name in RequestHeaders)
        {
            if (asked.Headers[name] is { } value)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        // For the addresses that the server writes into its answers.
        request.Headers.Add("X-Forwarded-Proto", Uri.UriSchemeHttp);
        request.Headers.Add("X-Forwarded-Host", Authority);
        request.Headers.Add("X-Forwarded-Prefix", _path.TrimEnd('/'));
        using HttpResponseMessage answer = await _server.SendAsync(request, cancellationToken);
        response.StatusCode = (int)answer.StatusCode;
        foreach (string name in ResponseHeaders)
        {
            if (answer.Headers.TryGetValues(name, out IEnumerable<string>? values) || answer.Content.Headers.TryGetValues(name, out values))
            {
                response.AddHeader(name, string.Join(", ", values));
            }
        }

        bool hasBody = asked.HttpMethod != "HEAD" && answer.StatusCode is not (HttpStatusCode.NoContent or HttpStatusCode.NotModified);
        if (!hasBody)
        {
            response.ContentLength64 = asked.HttpMethod == "HEAD" ? answer.Content.Headers.ContentLength ?? 0 : 0;
            return;
        }

        if (answer.Content.Headers.ContentLength is { } length)
        {
            response.ContentLength64 = length;
        }
        else
        {
            response.SendChunked = true;
        }

        await CopyAsync(await answer.Content.ReadAsStreamAsync(cancellationToken), response.OutputStream, cancellationToken);
    }

    // Each piece is passed on as it comes: changes are told one by one.
    private static async Task CopyAsync(Stream from, Stream to, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (await from.ReadAsync(buffer, cancellationToken) is var read and > 0)
            {
                await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                await to.FlushAsync(cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task TryRefuseAsync(HttpListenerResponse response, string text)
    {
        try
        {
            await RefuseAsync(response, HttpStatusCode.BadGateway, text, CancellationToken.None);
            response.Close();
        }
        catch (Exception e) when (e is IOException or HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            response.Abort();
        }
    }

    private static async Task RefuseAsync(
        HttpListenerResponse response, HttpStatusCode status, string text, CancellationToken cancellationToken)
    {
        byte[] body = Encoding.UTF8.GetBytes(text + "\n");
        response.StatusCode = (int)status;
        response.ContentType = "text/plain; charset=utf-8";
        response.ContentLength64 = body.Length;
        await response.OutputStream.WriteAsync(body, cancellationToken);
    }
}
