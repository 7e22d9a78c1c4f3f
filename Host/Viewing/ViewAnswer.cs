using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace CodeFirstSatellite.Host.Viewing;

/// <summary>The ways to answer a request.</summary>
internal static class ViewAnswer
{
    public const string Text = "text/plain; charset=utf-8";

    // Clients keep what they got and ask whether it has changed, since images can be replaced at any time.
    private const string AskAgain = "private, no-cache";

    // The past may still get images that were taken then.
    private const string KeepShortly = "private, max-age=60";

    private static readonly JsonWriterOptions Readable = new() { Indented = true };

    /// <summary>
    /// Lets browsers run, embed and guess nothing. An image is whatever somebody stored, so it must not act as a page of this origin.
    /// </summary>
    public static void SetSecurityHeaders(IHeaderDictionary headers)
    {
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Referrer-Policy"] = "no-referrer";
    }

    /// <summary>Answers with bytes, or with 304 if the client has them.</summary>
    /// <param name="http">The request.</param>
    /// <param name="mediaType">What the bytes are.</param>
    /// <param name="body">The bytes.</param>
    /// <param name="isPast">Whether they are of a time before the map's latest change.</param>
    public static async Task SendAsync(HttpContext http, string mediaType, ReadOnlyMemory<byte> body, bool isPast = false)
    {
        HttpResponse response = http.Response;
        string tag = TagOf(body.Span);
        response.Headers.ETag = tag;
        response.Headers.CacheControl = isPast ? KeepShortly : AskAgain;
        if (Has(http.Request, tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = mediaType;
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await response.Body.WriteAsync(body, http.RequestAborted);
        }
    }

    /// <summary>Answers with JSON.</summary>
    public static Task SendJsonAsync(HttpContext http, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            write(writer);
        }

        return SendAsync(http, "application/json", buffer.WrittenMemory);
    }

    /// <summary>Answers that there is nothing, where there could be something.</summary>
    public static void SendNothing(HttpContext http, bool isPast = false)
    {
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        http.Response.Headers.CacheControl = isPast ? KeepShortly : AskAgain;
    }

    /// <summary>Answers a request that fails, in words.</summary>
    public static Task RefuseAsync(HttpContext http, int status, string text)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = Text;
        http.Response.Headers.CacheControl = "no-store";
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.WriteAsync(text + "\n", http.RequestAborted);
    }

    /// <summary>Answers a path that leads nowhere.</summary>
    public static Task NothingHereAsync(HttpContext http) => RefuseAsync(
        http,
        StatusCodes.Status404NotFound,
        "there are / (the viewer), /maps, /maps/NAME/tilejson, /maps/NAME/Z/X/Y, /maps/NAME/letters, /maps/NAME/changes and /wmts");

    /// <summary>
    /// The address of this port as its client knows it, or as a proxy such as <c>satcli view</c> says that its client does. Whoever makes
    /// that up only gets other addresses into its own answer.
    /// </summary>
    public static string BaseOf(HttpRequest request)
    {
        string scheme = Forwarded("Proto", request.Scheme);
        string host = Forwarded("Host", request.Host.Value ?? "");
        return $"{scheme}://{host}{Forwarded("Prefix", "")}";

        string Forwarded(string what, string own) => request.Headers[$"X-Forwarded-{what}"] is [{ Length: > 0 } value] ? value : own;
    }

    private static string TagOf(ReadOnlySpan<byte> body)
    {
        const int Length = 16;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        return $"\"{Convert.ToHexStringLower(hash[..Length])}\"";
    }

    private static bool Has(HttpRequest request, string tag) =>
        EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out IList<EntityTagHeaderValue>? tags)
        && tags.Any(held => held.Equals(EntityTagHeaderValue.Any) || held.Tag == tag);
}
