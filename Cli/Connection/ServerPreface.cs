namespace CodeFirstSatellite.Cli.Connection;

/// <summary>What a server begins with after the TLS handshake. HTTP/2 asks for a SETTINGS frame (RFC 9113, section 3.4).</summary>
internal enum ServerPreface
{
    /// <summary>Nothing has come yet.</summary>
    None,

    /// <summary>The SETTINGS frame of HTTP/2.</summary>
    Settings,

    /// <summary>Something else.</summary>
    Other,

    /// <summary>It closed the connection without a word, or with an alert of TLS.</summary>
    Closed,

    /// <summary>Nothing for so long that we gave up.</summary>
    Silence,
}
