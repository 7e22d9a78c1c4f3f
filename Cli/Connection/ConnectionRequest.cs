namespace CodeFirstSatellite.Cli.Connection;

/// <summary>Which server to call, and as whom. Checked as far as possible without opening a file or a connection.</summary>
internal sealed record ConnectionRequest
{
    /// <summary>The profile that the rest comes from unless given otherwise, and its file; null without one.</summary>
    public required string? Profile { get; init; }

    public required Uri Server { get; init; }

    public required CertificatePaths Certificates { get; init; }

    public required string? Token { get; init; }

    /// <summary>The map to call; null for the server's default.</summary>
    public required string? Map { get; init; }

    /// <summary>The zoom level to call; null for the map's own.</summary>
    public required int? Zoom { get; init; }

    /// <summary>The time as of which the map is meant, in microseconds since 1970; null for now.</summary>
    public long? At { get; init; }

    public required TimeSpan? Deadline { get; init; }

    public required bool Verbose { get; init; }

    // A record's ToString would print the token.
    public override string ToString() => Server.ToString();
}

/// <summary>Where the certificates of a call are read from.</summary>
/// <param name="Folder">The folder of the files that were not named themselves.</param>
/// <param name="Ca">The CA that must have signed the server's certificate.</param>
/// <param name="Cert">Our own certificate.</param>
/// <param name="Key">Its private key.</param>
internal sealed record CertificatePaths(string Folder, string Ca, string Cert, string Key);
