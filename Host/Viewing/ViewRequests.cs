using System.Text;
using CodeFirstSatellite.Host.Calls;
using CodeFirstSatellite.Host.Maps;
using CodeFirstSatellite.Host.Security;

namespace CodeFirstSatellite.Host.Viewing;

/// <summary>What every request of the viewing port passes.</summary>
internal sealed class ViewRequests(ViewLog log, CallQuota quota, Reloadable<TokenList> tokens, MapFailures failures)
{
    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";

    /// <summary>Goes first: logs each request, and gives its failure a status and a text.</summary>
    public async Task ObserveAsync(HttpContext http, RequestDelegate next)
    {
        ViewRecord record = log.Begin(http);
        ViewAnswer.SetSecurityHeaders(http.Response.Headers);
        try
        {
            await next(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            record.IsCancelled = true;
        }
        catch (BadHttpRequestException e) when (!http.Response.HasStarted)
        {
            await ViewAnswer.RefuseAsync(http, e.StatusCode, e.Message);
        }
        catch (Exception e) when (!http.Response.HasStarted && failures.StatusOf(e, () => record.Map ?? "") is { } status)
        {
            bool isTemporary = status.StatusCode == StatusCode.Unavailable;
            await ViewAnswer.RefuseAsync(
                http,
                isTemporary ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status500InternalServerError,
                status.Detail);
        }
    }

    /// <summary>Goes after routing: refuses other methods than GET and HEAD, requests beyond a limit, and those without a token.</summary>
    public Task AdmitAsync(HttpContext http, RequestDelegate next)
    {
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
        {
            http.Response.Headers.Allow = "GET, HEAD";
            return ViewAnswer.RefuseAsync(http, StatusCodes.Status405MethodNotAllowed, "this port answers GET and HEAD alone");
        }

        bool isStream = http.GetEndpoint()?.Metadata.GetMetadata<EndlessAnswer>() is not null;
        return quota.RunAsync(http, IsTokenMissing(http) ? AskForTokenAsync : next, isStream, excess => RefuseAsync(http, excess));
    }

    private static Task RefuseAsync(HttpContext http, string excess)
    {
        http.Response.Headers.RetryAfter = "1";
        return ViewAnswer.RefuseAsync(http, StatusCodes.Status429TooManyRequests, excess);
    }

    // Browsers ask their user for a name and a password then, and send them with every request.
    private static Task AskForTokenAsync(HttpContext http)
    {
        http.Response.Headers.WWWAuthenticate = "Basic realm=\"maps: any name, and a token as the password\", charset=\"UTF-8\"";
        return ViewAnswer.RefuseAsync(
            http,
            StatusCodes.Status401Unauthorized,
            "this server asks for a token that is valid here; send it as the password of any user, or as a bearer token");
    }

    private bool IsTokenMissing(HttpContext http) =>
        !tokens.Current.IsEmpty && !(TokenOf(http.Request.Headers.Authorization.ToString()) is { } token && tokens.Current.Contains(token));

    private static string? TokenOf(string authorization)
    {
        if (authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return authorization[Bearer.Length..].Trim();
        }

        byte[] credentials = new byte[authorization.Length];
        return authorization.StartsWith(Basic, StringComparison.OrdinalIgnoreCase)
            && Convert.TryFromBase64String(authorization[Basic.Length..].Trim(), credentials, out int length)
            ? Encoding.UTF8.GetString(credentials, 0, length).Split(':', 2) is [_, var password] ? password : null
            : null;
    }
}
