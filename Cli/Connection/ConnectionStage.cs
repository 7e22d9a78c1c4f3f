namespace CodeFirstSatellite.Cli.Connection;

/// <summary>What connecting failed at.</summary>
internal enum ConnectionStage
{
    /// <summary>The name, or the port.</summary>
    Address,

    /// <summary>The server does not speak TLS.</summary>
    Tls,

    /// <summary>We do not trust the server's certificate.</summary>
    ServerCertificate,

    /// <summary>The server does not speak HTTP/2.</summary>
    Http2,

    /// <summary>The server does not trust our certificate.</summary>
    ClientCertificate,
}
