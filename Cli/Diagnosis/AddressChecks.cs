using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using CodeFirstSatellite.Cli.Connection;

namespace CodeFirstSatellite.Cli.Diagnosis;

/// <summary>Checks that the server's name and port lead somewhere.</summary>
internal static class AddressChecks
{
    private const string Name = "name";
    private const string Port = "port";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static async IAsyncEnumerable<Finding> RunAsync(Uri server, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (server.HostNameType == UriHostNameType.Dns)
        {
            Finding resolved = await ResolveAsync(server.IdnHost, cancellationToken);
            yield return resolved;
            if (resolved.Verdict == Verdict.Failed)
            {
                yield break;
            }
        }

        yield return await DialAsync(server, cancellationToken);
    }

    private static async Task<Finding> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            IPAddress[] addresses = await Dns.GetHostAddressesAsync(host, cancellationToken).WaitAsync(Patience, cancellationToken);
            return Finding.Ok(Name, $"{host} is {string.Join<IPAddress>(", ", addresses)}");
        }
        catch (Exception e) when (e is SocketException or TimeoutException)
        {
            return Finding.NoConnection(Name, $"there is no host '{host}' ({ConnectionFailure.Reason(e)}). Is the address right?");
        }
    }

    // The socket is for both versions of IP.
    private static IPEndPoint Plain(IPEndPoint address) =>
        address.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(address.Address.MapToIPv4(), address.Port) : address;

    private static async Task<Finding> DialAsync(Uri server, CancellationToken cancellationToken)
    {
        string what = server.GetLeftPart(UriPartial.Authority);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        long started = Stopwatch.GetTimestamp();
        try
        {
            using Socket socket = await ServerAddress.DialAsync(server, patience.Token);
            return Finding.Ok(Port, string.Create(
                CultureInfo.InvariantCulture,
                $"{Plain((IPEndPoint)socket.RemoteEndPoint!)} answers, in {Stopwatch.GetElapsedTime(started).TotalMilliseconds:N1} ms"));
        }
        catch (SocketException e)
        {
            return Finding.NoConnection(
                Port,
                $"cannot reach {what}: {ConnectionFailure.Reason(e)}. Is the server running, and is this its address?");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Finding.NoConnection(Port, $"{what} does not answer within {Patience.TotalSeconds} s. Does a firewall stand between?");
        }
    }
}
