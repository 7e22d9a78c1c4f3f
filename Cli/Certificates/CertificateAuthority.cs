using System.Formats.Asn1;
using System.Net;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CodeFirstSatellite.Trust;

namespace CodeFirstSatellite.Cli.Certificates;

/// <summary>A CA for development: signs the certificates of servers and clients. Keys are EC P-256.</summary>
internal sealed class CertificateAuthority : IDisposable
{
    /// <summary>How far certificates are dated back, since the clocks of two machines differ.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(10);

    private readonly X509Certificate2 _certificate;

    private CertificateAuthority(X509Certificate2 certificate) => _certificate = certificate;

    public DateTimeOffset NotAfter => _certificate.NotAfter;

    /// <summary>Makes a new CA.</summary>
    public static (CertificateAuthority Authority, IssuedCertificate Files) Create(TimeSpan validFor)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        // A number in the name, since messages could not tell two CAs of one name apart.
        string number = Convert.ToHexString(RandomNumberGenerator.GetBytes(4));
        var request = new CertificateRequest($"CN=CodeFirstSatellite development CA {number}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority(pathLengthConstraint: 0));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        var subjectKey = new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false);
        request.CertificateExtensions.Add(subjectKey);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(subjectKey));

        DateTimeOffset now = DateTimeOffset.UtcNow;
        X509Certificate2 certificate = request.CreateSelfSigned(now - ClockSkew, now + validFor);
        return (new CertificateAuthority(certificate), IssuedCertificate.From(certificate, key));
    }

    /// <summary>Loads an existing CA, made by satcli or by openssl.</summary>
    /// <exception cref="CliException">The files cannot be read, or are not a CA's.</exception>
    public static CertificateAuthority Load(string certificatePath, string keyPath)
    {
        X509Certificate2 certificate;
        try
        {
            certificate = X509Certificate2.CreateFromPemFile(certificatePath, keyPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw CliException.LocalFile($"cannot read the CA from {certificatePath} and {keyPath}: {e.Message}", e);
        }

        if (!CertificateFolder.IsAuthority(certificate))
        {
            certificate.Dispose();
            throw CliException.LocalFile($"{certificatePath} is not the certificate of a CA.");
        }

        return new CertificateAuthority(certificate);
    }

    public IssuedCertificate IssueServer(IReadOnlyList<string> names, TimeSpan validFor)
    {
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (string name in names)
        {
            AddServerName(alternatives, name);
        }

        return Issue(names[0], TrustPolicy.ServerUse, alternatives.Build(), validFor);
    }

    /// <summary>Signs a client's certificate.</summary>
    /// <param name="name">Its common name.</param>
    /// <param name="names">Its subject alternative names: DNS names, URIs and e-mail addresses.</param>
    /// <param name="validFor">How long it is valid, unless the CA ends before.</param>
    public IssuedCertificate IssueClient(string name, IReadOnlyList<string> names, TimeSpan validFor)
    {
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (string alternative in names)
        {
            if (alternative.Contains("://", StringComparison.Ordinal))
            {
                alternatives.AddUri(new Uri(alternative));
            }
            else if (alternative.Contains('@', StringComparison.Ordinal))
            {
                alternatives.AddEmailAddress(alternative);
            }
            else
            {
                alternatives.AddDnsName(alternative);
            }
        }

        return Issue(name, TrustPolicy.ClientUse, names.Count > 0 ? alternatives.Build() : null, validFor);
    }

    /// <summary>Signs a certificate anew: the same subject, names and uses.</summary>
    /// <param name="old">The certificate.</param>
    /// <param name="added">Further names and addresses of a server.</param>
    /// <param name="validFor">How long it is valid, unless the CA ends before.</param>
    /// <param name="withNewKey">Whether it gets a new key.</param>
    public IssuedCertificate Renew(X509Certificate2 old, IReadOnlyList<string> added, TimeSpan validFor, bool withNewKey)
    {
        using ECDsa? key = withNewKey ? ECDsa.Create(ECCurve.NamedCurves.nistP256) : null;
        CertificateRequest request = Copy(old, key is null ? old.PublicKey : new PublicKey(key));
        if (added.Count > 0)
        {
            AddNames(request, added);
        }

        AddAuthorityKey(request);
        return Sign(request, validFor, key);
    }

    /// <summary>Signs the CA's own certificate anew. What it has signed stays good.</summary>
    public IssuedCertificate Renew(TimeSpan validFor)
    {
        CertificateRequest request = Copy(_certificate, _certificate.PublicKey);
        AddAuthorityKey(request);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using X509Certificate2 certificate = request.Create(
            _certificate.SubjectName, CreateSigner(), now - ClockSkew, now + validFor, CreateSerialNumber());
        return IssuedCertificate.From(certificate, key: null);
    }

    /// <summary>Makes the list of revoked certificates.</summary>
    /// <param name="path">The list that there is; null for none.</param>
    /// <param name="certificates">What to add to it.</param>
    /// <param name="validFor">When the next list is due.</param>
    /// <exception cref="CliException">The list cannot be read, or a certificate is not of this CA.</exception>
    public (string Pem, DateTimeOffset NextUpdate) Revoke(
        string? path, IReadOnlyList<X509Certificate2> certificates, TimeSpan validFor)
    {
        (CertificateRevocationListBuilder list, BigInteger number) = path is null ? (new(), BigInteger.Zero) : LoadRevoked(path);
        foreach (X509Certificate2 certificate in certificates)
        {
            if (!certificate.IssuerName.RawData.AsSpan().SequenceEqual(_certificate.SubjectName.RawData))
            {
                throw CliException.LocalFile($"{certificate.Subject} is issued by {certificate.Issuer}, not by the CA in the folder, "
                    + $"{_certificate.Subject}; only the CA that issued a certificate can revoke it.");
            }

            // A certificate that is on the list already stays there once.
            list.RemoveEntry(certificate.SerialNumberBytes.Span);
            list.AddEntry(certificate);
        }

        DateTimeOffset now = DateTimeOffset.UtcNow;
        DateTimeOffset nextUpdate = now + validFor;
        byte[] encoded = list.Build(
            _certificate.SubjectName,
            CreateSigner(),
            number + 1,
            nextUpdate,
            HashAlgorithmName.SHA256,
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
                _certificate, includeKeyIdentifier: AuthorityKey is not null, includeIssuerAndSerial: AuthorityKey is null),
            now - ClockSkew);
        return (PemEncoding.WriteString("X509 CRL", encoded) + "\n", nextUpdate);
    }

    public void Dispose() => _certificate.Dispose();

    private IssuedCertificate Issue(string commonName, string purpose, X509Extension? alternatives, TimeSpan validFor)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(commonName);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForEndEntity(critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        AddAuthorityKey(request);
        if (alternatives is not null)
        {
            request.CertificateExtensions.Add(alternatives);
        }

        return Sign(request, validFor, key);
    }

    private static void AddServerName(SubjectAlternativeNameBuilder alternatives, string name)
    {
        if (IPAddress.TryParse(name, out IPAddress? address))
        {
            alternatives.AddIpAddress(address);
        }
        else
        {
            alternatives.AddDnsName(name);
        }
    }

    // All that makes the certificate what it is. What follows from its key and its issuer's is made anew.
    private static CertificateRequest Copy(X509Certificate2 old, PublicKey key)
    {
        var request = new CertificateRequest(old.SubjectName, key, HashAlgorithmName.SHA256);
        foreach (X509Extension extension in old.Extensions
            .Where(extension => extension is not (X509SubjectKeyIdentifierExtension or X509AuthorityKeyIdentifierExtension)))
        {
            request.CertificateExtensions.Add(extension);
        }

        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(key, critical: false));
        return request;
    }

    // The old names go over as they are encoded, since some are of kinds that only their readers know.
    private static void AddNames(CertificateRequest request, IReadOnlyList<string> added)
    {
        X509SubjectAlternativeNameExtension? old =
            request.CertificateExtensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        string[] known = old is null
            ? []
            : [.. old.EnumerateDnsNames(), .. old.EnumerateIPAddresses().Select(address => address.ToString())];
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (string name in added.Except(known, StringComparer.OrdinalIgnoreCase))
        {
            AddServerName(alternatives, name);
        }

        X509Extension names = alternatives.Build(old?.Critical ?? false);
        if (old is not null)
        {
            request.CertificateExtensions.Remove(old);
            names.RawData = Concatenate(old.RawData, names.RawData);
        }

        request.CertificateExtensions.Add(names);
    }

    private static byte[] Concatenate(params ReadOnlySpan<byte[]> sequences)
    {
        var all = new AsnWriter(AsnEncodingRules.DER);
        using (all.PushSequence())
        {
            foreach (byte[] sequence in sequences)
            {
                AsnReader entries = new AsnReader(sequence, AsnEncodingRules.DER).ReadSequence();
                while (entries.HasData)
                {
                    all.WriteEncodedValue(entries.ReadEncodedValue().Span);
                }
            }
        }

        return all.Encode();
    }

    private (CertificateRevocationListBuilder List, BigInteger Number) LoadRevoked(string path)
    {
        try
        {
            return RevocationList.ReadFile(path).All(list => list.IsSignedBy(_certificate))
                ? (CertificateRevocationListBuilder.LoadPem(File.ReadAllText(path), out BigInteger number), number)
                : throw CliException.LocalFile($"{path}: is not a list of the CA in the folder; remove it to begin a new one.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw CliException.LocalFile($"{path}: cannot read the list: {e.Message}", e);
        }
    }

    private X509SubjectKeyIdentifierExtension? AuthorityKey =>
        _certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault();

    private void AddAuthorityKey(CertificateRequest request)
    {
        if (AuthorityKey is { } authorityKey)
        {
            request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(authorityKey));
        }
    }

    private IssuedCertificate Sign(CertificateRequest request, TimeSpan validFor, ECDsa? key)
    {
        // A certificate is useless before its CA's first day and after its last.
        DateTimeOffset now = DateTimeOffset.UtcNow;
        DateTimeOffset notBefore = Max(now - ClockSkew, _certificate.NotBefore);
        DateTimeOffset notAfter = Min(now + validFor, _certificate.NotAfter);
        using X509Certificate2 certificate =
            request.Create(_certificate.SubjectName, CreateSigner(), notBefore, notAfter, CreateSerialNumber());
        return IssuedCertificate.From(certificate, key);
    }

    /// <summary>Signs with the CA's own kind of key: a CA made by openssl usually has an RSA key.</summary>
    private X509SignatureGenerator CreateSigner()
    {
        if (_certificate.GetECDsaPrivateKey() is { } ecdsa)
        {
            return X509SignatureGenerator.CreateForECDsa(ecdsa);
        }

        return _certificate.GetRSAPrivateKey() is { } rsa
            ? X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1)
            : throw CliException.LocalFile("the CA's key is neither EC nor RSA, and only those can sign here.");
    }

    /// <summary>Makes a random serial number, positive and at most 20 bytes, as RFC 5280 and browsers require.</summary>
    private static byte[] CreateSerialNumber()
    {
        byte[] serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return serial;
    }

    private static DateTimeOffset Max(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Min(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
