using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using CodeFirstSatellite.Cli.Connection;
using CodeFirstSatellite.Cli.Terminal;
using CodeFirstSatellite.Contracts;
using Grpc.Health.V1;

namespace CodeFirstSatellite.Cli.Diagnosis;

/// <summary>
/// Checks a server by calling it: TLS, trust on both sides, HTTP/2, health, clock, token, maps and how long a call takes.
/// </summary>
internal sealed class CallChecks(SatelliteConnection connection)
{
    private const string Health = "health";
    private const string Token = "token";
    private const string Maps = "maps";
    private const int Samples = 5;

    public async IAsyncEnumerable<Finding> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The first call connects. What it went through is read off afterwards.
        DateTime sent = DateTime.UtcNow;
        using AsyncUnaryCall<HealthCheckResponse> call = connection.CheckHealth(cancellationToken);
        (HealthCheckResponse? answer, RpcException? failure) = await TryAsync(() => call.ResponseAsync, cancellationToken);
        DateTime received = DateTime.UtcNow;
        foreach (Finding finding in Connecting(failure))
        {
            yield return finding;
        }

        if (!connection.Trace.SpeaksHttp2)
        {
            yield break;
        }

        yield return CheckHealth(answer, failure);
        yield return ServerClock.Check(await HeadersAsync(call), sent, received);
        (MapList? maps, failure) = await TryAsync(() => connection.ListMaps(cancellationToken), cancellationToken);
        if (failure is { StatusCode: StatusCode.PermissionDenied })
        {
            yield return Failed(Token, failure, "\nTo send a token, which whoever runs the server hands out:\n  --token-file FILE");
            yield break;
        }

        yield return Finding.Ok(Token, connection.Request.Token is null ? "none is needed" : "accepted");
        yield return CheckMaps(maps, failure);
        if (answer is not null)
        {
            yield return await MeasureAsync(cancellationToken);
        }
    }

    /// <summary>What connecting went through, up to what it failed at.</summary>
    private IEnumerable<Finding> Connecting(RpcException? failure)
    {
        ConnectionTrace trace = connection.Trace;
        (ConnectionStage Stage, CliException Explanation)? stopped = failure is null ? null : ConnectionFailure.Find(failure, connection);
        yield return stopped is { Stage: ConnectionStage.Address or ConnectionStage.Tls, Explanation: var noTls }
            ? Finding.Failed("tls", noTls)
            : Finding.Ok("tls", trace.Protocol switch { SslProtocols.Tls13 => "TLS 1.3", SslProtocols.Tls12 => "TLS 1.2", _ => "TLS" });
        if (trace.ServerCertificate is { } shown)
        {
            yield return stopped is { Stage: ConnectionStage.ServerCertificate, Explanation: var untrusted }
                ? Finding.Failed("server-certificate", untrusted)
                : CheckServerCertificate(shown);
        }

        if (stopped is { Stage: ConnectionStage.Http2, Explanation: var noHttp2 })
        {
            yield return Finding.Failed("http2", noHttp2);
        }

        if (stopped is { Stage: ConnectionStage.ClientCertificate, Explanation: var refused })
        {
            yield return Finding.Failed("client-certificate", refused);
        }

        if (trace.SpeaksHttp2)
        {
            yield return Finding.Ok("http2", "agreed on");
            yield return Finding.Ok("client-certificate", "the server takes ours");
        }
    }

    private static Finding CheckServerCertificate(X509Certificate2 shown) => Validity.Check(
        "server-certificate",
        $"trusted; for {string.Join(", ", CertificateText.AlternativeNames(shown))}, {CertificateText.Until(shown)}",
        shown);

    private static Finding CheckHealth(HealthCheckResponse? answer, RpcException? failure) => (answer, failure) switch
    {
        ({ Status: HealthCheckResponse.Types.ServingStatus.Serving }, _) => Finding.Ok(Health, "SERVING"),
        ({ Status: var status }, _) => new Finding(
            Health,
            Verdict.Failed,
            $"the server says {JsonNamingPolicy.SnakeCaseUpper.ConvertName(status.ToString())}",
            ExitCode.CallFailed),
        (_, { StatusCode: StatusCode.Unimplemented }) => Finding.Skipped(Health, "the server has no health service"),
        _ => Failed(Health, failure!),
    };

    private Finding CheckMaps(MapList? maps, RpcException? failure)
    {
        if (failure is { StatusCode: StatusCode.Unimplemented })
        {
            return Finding.Skipped(Maps, "the server has no catalog");
        }

        if (maps is null)
        {
            return Failed(Maps, failure!);
        }

        string names = string.Join(", ", maps.Maps.Select(map => Printable.Line(map.Name)));
        return connection.Request.Map is not { } wanted ? Finding.Ok(Maps, names)
            : maps.Maps.Exists(map => map.Name == wanted) ? Finding.Ok(Maps, $"{names}; {wanted} is among them")
            : new Finding(Maps, Verdict.Failed, $"there is no map '{wanted}'; there are {names}", ExitCode.CallFailed);
    }

    private async Task<Finding> MeasureAsync(CancellationToken cancellationToken)
    {
        var best = TimeSpan.MaxValue;
        for (int i = 0; i < Samples; i++)
        {
            long started = Stopwatch.GetTimestamp();
            using AsyncUnaryCall<HealthCheckResponse> call = connection.CheckHealth(cancellationToken);
            (_, RpcException? failure) = await TryAsync(() => call.ResponseAsync, cancellationToken);
            if (failure is not null)
            {
                return Failed("latency", failure);
            }

            TimeSpan took = Stopwatch.GetElapsedTime(started);
            best = took < best ? took : best;
        }

        return Finding.Ok("latency", string.Create(
            CultureInfo.InvariantCulture,
            $"{best.TotalMilliseconds:N1} ms for a call, the best of {Samples}"));
    }

    private static async Task<Metadata> HeadersAsync(AsyncUnaryCall<HealthCheckResponse> call)
    {
        try
        {
            return await call.ResponseHeadersAsync;
        }
        catch (RpcException)
        {
            return Metadata.Empty;
        }
    }

    private static async Task<(T?, RpcException?)> TryAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return (await call(), null);
        }
        catch (RpcException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
        catch (RpcException e)
        {
            return (null, e);
        }
    }

    private static Finding Failed(string check, RpcException failure, string advice = "")
    {
        var told = CliException.Call(failure.StatusCode, Printable.Line(failure.Status.Detail), failure);
        return new Finding(check, Verdict.Failed, told.Message + advice, told.ExitCode);
    }
}
