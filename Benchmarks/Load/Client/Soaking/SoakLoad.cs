namespace Benchmarks.Load.Client.Soaking;

/// <summary>What each server of a soak gets: the same clients with the same calls at the same rate.</summary>
/// <param name="KeepsConnections">The control: clients keep the connections that they have to close.</param>
internal sealed record SoakLoad(string Certificates, int Clients, double CallsPerSecond, FullArea Map, bool KeepsConnections)
{
    public static SoakLoad Of(Arguments options) => new(
        options.Certificates,
        options.Number("--clients"),
        options.Number("--rate"),
        FullArea.Of(options),
        options.Optional("--connections") == "kept");

    /// <summary>Time between two calls of a client.</summary>
    public TimeSpan Interval => TimeSpan.FromSeconds(Clients / CallsPerSecond);

    /// <summary>A channel with the certificate of a client, <c>client-NUMBER-cert.pem</c>.</summary>
    public ClientChannel Open(string address, int client) =>
        ClientChannel.Open(address, "mutual", Certificates, isPlain: false, client: $"client-{client}");
}
