using System.Reflection;

namespace CodeFirstSatellite.Host.Viewing;

/// <summary>A file of the viewer, which is in the Host itself.</summary>
internal sealed class PageFile
{
    private const string Prefix = "viewer/";
    private const string Page = "index.html";
    private const string Library = "ol.js";

    // Scripts and styles come from here alone. OpenLayers makes images of what was drawn (blob:).
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private readonly Lazy<byte[]> _bytes;
    private readonly string _mediaType;

    private PageFile(string name)
    {
        Path = name == Page ? "/" : $"/{name}";
        _mediaType = System.IO.Path.GetExtension(name) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            _ => ViewAnswer.Text,
        };
        _bytes = new Lazy<byte[]>(() => Read(name));
    }

    /// <summary>Every file.</summary>
    public static IReadOnlyList<PageFile> All { get; } =
    [
        .. typeof(PageFile).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => new PageFile(name[Prefix.Length..])),
    ];

    /// <summary>Where it is served.</summary>
    public string Path { get; }

    private static bool IsComplete { get; } = typeof(PageFile).Assembly.GetManifestResourceInfo(Prefix + Library) is not null;

    public Task AnswerAsync(HttpContext http)
    {
        if (!IsComplete)
        {
            throw new BadHttpRequestException(
                "this Host was built without the viewer, because npm was not there or did not reach its registry; install npm, build the "
                + "Host again and restart it. /maps and the tiles are served all the same",
                StatusCodes.Status501NotImplemented);
        }

        http.Response.Headers.ContentSecurityPolicy = Policy;
        return ViewAnswer.SendAsync(http, _mediaType, _bytes.Value);
    }

    private static byte[] Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Prefix + name)!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
