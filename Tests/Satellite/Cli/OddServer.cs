using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Cli;

/// <summary>A server that gets as far as a test wants and then says something odd, or nothing. Its connections stay open.</summary>
internal sealed class OddServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<IDisposable> _open = [];

    private OddServer(Func<NetworkStream, Task> behave)
    {
        _listener.Start();
        _ = AcceptAsync(behave);
    }

    public string Address => $"https://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Sends these bytes instead of an answer to the TLS hello.</summary>
    public static OddServer WithoutTls(byte[] bytes, bool closes = false) => new(stream => SayAsync(stream, bytes, closes));

    /// <summary>Agrees on HTTP/2, and sends these bytes after the handshake.</summary>
    /// <param name="certificates">Whose CA signs its certificate.</param>
    /// <param name="bytes">What it sends.</param>
    /// <param name="closes">Whether it closes the connection then.</param>
    public static OddServer WithTls(TestCertificates certificates, byte[] bytes, bool closes = false)
    {
        X509Certificate2 certificate = certificates.Issue(TestCertificates.ServerUse);
        return new(async stream =>
        {
            var tls = new SslStream(stream);
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificate = certificate,
                ApplicationProtocols = [SslApplicationProtocol.Http2],
            });
            await SayAsync(tls, bytes, closes);
        });
    }

    public void Dispose()
    {
        _listener.Dispose();
        lock (_open)
        {
            _open.ForEach(connection => connection.Dispose());
        }
    }

    // What the client begins with is read first, so that closing does not reset the connection and take back what was sent.
    private static async Task SayAsync(Stream stream, byte[] bytes, bool closes)
    {
        _ = await stream.ReadAsync(new byte[4096]);
        await stream.WriteAsync(bytes);
        if (closes)
        {
            await stream.DisposeAsync();
        }
    }

    private async Task AcceptAsync(Func<NetworkStream, Task> behave)
    {
        try
        {
            while (true)
            {
                var stream = new NetworkStream(await _listener.AcceptSocketAsync(), ownsSocket: true);
                lock (_open)
                {
                    _open.Add(stream);
                }

                _ = behave(stream);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
