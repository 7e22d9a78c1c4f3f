using System.Net;
using CodeFirstSatellite.Host.Configuration;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CodeFirstSatellite.Host.Listening;

/// <summary>Opens the ports. The Host does it itself, since Kestrel's own handling of URLs ignores the TLS callback.</summary>
internal static class Listeners
{
    public static void Open(KestrelServerOptions kestrel, IReadOnlyList<ListenAddress> addresses, Action<ListenOptions> configure)
    {
        foreach (ListenAddress address in addresses)
        {
            if (address.Ip is { } ip)
            {
                kestrel.Listen(new IPEndPoint(ip, address.Port), configure);
            }
            else if (address.IsLocalhost)
            {
                kestrel.ListenLocalhost(address.Port, configure);
            }
            else
            {
                kestrel.ListenAnyIP(address.Port, configure);
            }
        }
    }

    /// <summary>Starts listening.</summary>
    /// <param name="app">What listens.</param>
    /// <param name="otherPort">A setting that chooses another port, for the message.</param>
    /// <exception cref="StartException">A port is taken or not allowed.</exception>
    public static async Task StartAsync(WebApplication app, string otherPort = "--urls https://localhost:8001")
    {
        try
        {
            await app.StartAsync();
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            string reason = e.Message.TrimEnd('.');
            throw new StartException(StartException.Failure,
                $"opening a port: {reason}; choose another, such as {otherPort}");
        }
    }

    /// <summary>The addresses that the Host listens on, with their real ports.</summary>
    public static string Describe(WebApplication app) =>
        string.Join(", ", app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses);
}
