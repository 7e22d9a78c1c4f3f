namespace CodeFirst.Grpc.Client;

/// <summary>How far a connection had come when it failed.</summary>
public enum ConnectionStage
{
    /// <summary>The server's name could not be turned into an address.</summary>
    Resolve,

    /// <summary>Nothing accepted the connection at that address, or nothing answered in time.</summary>
    Connect,

    /// <summary>The TLS handshake failed, which includes that the server's certificate was not trusted here.</summary>
    Tls,

    /// <summary>
    /// The connection ended after the TLS handshake (without TLS: after it was accepted) and before the server's first HTTP/2
    /// frame. In TLS 1.3 a server refuses a client certificate this late; without TLS, the server does not speak HTTP/2.
    /// </summary>
    Http2,

    /// <summary>The connection was in use, and was then lost.</summary>
    Established,
}
