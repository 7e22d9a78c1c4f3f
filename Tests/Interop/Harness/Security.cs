namespace Tests.Interop.Harness;

/// <summary>What a connection is protected by.</summary>
public enum Security
{
    /// <summary>Nothing: HTTP/2 on TCP.</summary>
    Plaintext,

    /// <summary>TLS in which the server alone shows a certificate.</summary>
    Tls,

    /// <summary>TLS in which both do.</summary>
    MutualTls,
}
