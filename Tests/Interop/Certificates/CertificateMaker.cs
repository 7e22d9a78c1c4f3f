namespace Tests.Interop.Certificates;

/// <summary>Who made the certificates of a test.</summary>
public enum CertificateMaker
{
    /// <summary><c>satcli certs create</c>.</summary>
    Satcli,

    /// <summary>Plain <c>openssl req</c> and <c>x509</c>.</summary>
    OpenSsl,
}
