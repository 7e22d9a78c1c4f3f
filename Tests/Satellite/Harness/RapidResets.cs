using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Tests.Satellite.Harness;

/// <summary>A client that resets streams as soon as it has opened them.</summary>
internal static class RapidResets
{
    /// <summary>How wide and high a map must be at least.</summary>
    public const int Side = 2_000;

    /// <summary>As much as a connection takes, and more.</summary>
    public static byte[] Streams { get; } = Make(3_000);

    /// <summary>Writes a text map that is large enough.</summary>
    public static void WriteMap(string path) =>
        File.WriteAllText(path, string.Concat(Enumerable.Repeat(new string('x', Side) + "\n", Side)));

    /// <summary>Sends bytes on a new connection, until the Host has enough of it.</summary>
    public static async Task SendUntilCutAsync(RunningHost host, byte[] bytes)
    {
        using var patience = new CancellationTokenSource(Waiting.Patience);
        await using var tls = new SslStream(new NetworkStream(await DialAsync(host), ownsSocket: true));
        try
        {
            await tls.AuthenticateAsClientAsync(HostClient.Tls(host.Certificates, host.Certificates.Client), patience.Token);
            await tls.WriteAsync(bytes, patience.Token);
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            // It has.
        }
    }

    /// <summary>Connects, and says nothing.</summary>
    public static async Task<Socket> DialAsync(RunningHost host)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, new Uri(host.Process.Address).Port).Patiently();
        return socket;
    }

    private static byte[] Make(int count)
    {
        using var bytes = new MemoryStream();
        bytes.Write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8);
        bytes.Write([0, 0, 0, 4, 0, 0, 0, 0, 0]);
        byte[] headers = Http2.Hpack.Encode(
            Http2.RawStream.Headers("/satellite.Satellite/GetImages", "https").Select(header => (header.Key, header.Value)));

        // From (0, 0) to (1999, 1999).
        byte[] area = [0, 0, 0, 0, 10, 0x0A, 0, 0x12, 6, 0x08, 0xCF, 0x0F, 0x10, 0xCF, 0x0F];
        for (int i = 0; i < count; i++)
        {
            int id = (2 * i) + 1;
            Write(1, 4, id, headers);
            Write(0, 1, id, area);
            Write(3, 0, id, [0, 0, 0, 8]);
        }

        return bytes.ToArray();

        void Write(byte type, byte flags, int id, byte[] payload)
        {
            bytes.Write([0, (byte)(payload.Length >> 8), (byte)payload.Length, type, flags, 0, 0, (byte)(id >> 8), (byte)id]);
            bytes.Write(payload);
        }
    }
}
