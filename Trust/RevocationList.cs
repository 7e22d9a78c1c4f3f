using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CodeFirstSatellite.Trust;

/// <summary>A CA's list of the certificates that it has revoked (CRL, RFC 5280 section 5).</summary>
public sealed class RevocationList
{
    private const string PemLabel = "X509 CRL";

    // RFC 5280 section 5.1: the version is 1 for v2, the extensions are tagged [0].
    private const int Version2 = 1;
    private static readonly Asn1Tag Extensions = new(TagClass.ContextSpecific, 0, isConstructed: true);

    private readonly byte[] _signed;
    private readonly byte[] _signature;
    private readonly string _algorithm;
    private readonly HashSet<string> _serials = [];

    private RevocationList(ReadOnlyMemory<byte> encoded)
    {
        AsnReader list = new AsnReader(encoded, AsnEncodingRules.DER).ReadSequence();
        _signed = list.PeekEncodedValue().ToArray();
        AsnReader content = list.ReadSequence();
        _algorithm = list.ReadSequence().ReadObjectIdentifier();
        _signature = list.ReadBitString(out _);

        if (content.PeekTag() == Asn1Tag.Integer && (!content.TryReadInt32(out int version) || version != Version2))
        {
            throw new CryptographicException("it is a CRL of an unknown version");
        }

        content.ReadSequence();
        Issuer = new X500DistinguishedName(content.ReadEncodedValue().Span);
        ThisUpdate = ReadTime(content);
        NextUpdate = content.HasData && IsTime(content.PeekTag()) ? ReadTime(content) : null;
        if (content.HasData && content.PeekTag() == Asn1Tag.Sequence)
        {
            ReadEntries(content.ReadSequence());
        }

        if (content.HasData && content.PeekTag() == Extensions)
        {
            RefuseCritical(content.ReadSequence(Extensions).ReadSequence());
        }
    }

    /// <summary>The name of the CA.</summary>
    public X500DistinguishedName Issuer { get; }

    /// <summary>When the list was made.</summary>
    public DateTimeOffset ThisUpdate { get; }

    /// <summary>When the next one is due, after which this one proves nothing; null if it does not say.</summary>
    public DateTimeOffset? NextUpdate { get; }

    /// <summary>How many certificates are revoked.</summary>
    public int Count => _serials.Count;

    /// <summary>Reads the lists of a file: one in DER, or any number in PEM.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="CryptographicException">The file has no list, or one that is broken or not understood.</exception>
    public static IReadOnlyList<RevocationList> ReadFile(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        try
        {
            List<RevocationList> lists = [];
            ReadOnlySpan<byte> rest = file;
            while (PemEncoding.TryFindUtf8(rest, out PemFields fields))
            {
                if (rest[fields.Label].SequenceEqual("X509 CRL"u8))
                {
                    lists.Add(new RevocationList(Convert.FromBase64String(System.Text.Encoding.ASCII.GetString(rest[fields.Base64Data]))));
                }

                rest = rest[fields.Location.End..];
            }

            int begun = file.AsSpan().Count("-----BEGIN X509 CRL-----"u8);
            return begun != lists.Count ? throw new CryptographicException("it has a list that is cut off or broken")
                : lists.Count > 0 ? lists
                : [new RevocationList(file)];
        }
        catch (Exception e) when (e is AsnContentException or FormatException)
        {
            throw new CryptographicException($"it is no list of revoked certificates (-----BEGIN {PemLabel}-----, or DER)", e);
        }
    }

    /// <summary>Whether a CA has signed the list.</summary>
    /// <exception cref="CryptographicException">The kind of the signature is not known here.</exception>
    public bool IsSignedBy(X509Certificate2 authority)
    {
        // RFC 5280 section 6.3.3 (f): a key usage, if there is one, must be for this.
        if (!authority.SubjectName.RawData.AsSpan().SequenceEqual(Issuer.RawData)
            || authority.Extensions.OfType<X509KeyUsageExtension>().Any(use => !use.KeyUsages.HasFlag(X509KeyUsageFlags.CrlSign)))
        {
            return false;
        }

        // RFC 5758 section 3.2, RFC 8017 appendix A.2.4.
        (bool isEc, HashAlgorithmName hash) = _algorithm switch
        {
            "1.2.840.10045.4.3.2" => (true, HashAlgorithmName.SHA256),
            "1.2.840.10045.4.3.3" => (true, HashAlgorithmName.SHA384),
            "1.2.840.10045.4.3.4" => (true, HashAlgorithmName.SHA512),
            "1.2.840.113549.1.1.11" => (false, HashAlgorithmName.SHA256),
            "1.2.840.113549.1.1.12" => (false, HashAlgorithmName.SHA384),
            "1.2.840.113549.1.1.13" => (false, HashAlgorithmName.SHA512),
            _ => throw new CryptographicException(
                $"it is signed with the algorithm {_algorithm}; only ECDSA and RSA (PKCS #1) with SHA-256, SHA-384 or SHA-512 are read"),
        };
        using ECDsa? ec = isEc ? authority.GetECDsaPublicKey() : null;
        using RSA? rsa = isEc ? null : authority.GetRSAPublicKey();
        return ec?.VerifyData(_signed, _signature, hash, DSASignatureFormat.Rfc3279DerSequence)
            ?? rsa?.VerifyData(_signed, _signature, hash, RSASignaturePadding.Pkcs1)
            ?? false;
    }

    /// <summary>Whether a certificate of this CA is revoked.</summary>
    public bool Has(X509Certificate2 certificate) => _serials.Contains(Convert.ToHexString(certificate.SerialNumberBytes.Span));

    private static bool IsTime(Asn1Tag tag) => tag == Asn1Tag.UtcTime || tag == Asn1Tag.GeneralizedTime;

    private static DateTimeOffset ReadTime(AsnReader reader) =>
        reader.PeekTag() == Asn1Tag.UtcTime ? reader.ReadUtcTime() : reader.ReadGeneralizedTime();

    private void ReadEntries(AsnReader entries)
    {
        while (entries.HasData)
        {
            AsnReader entry = entries.ReadSequence();
            _serials.Add(Convert.ToHexString(entry.ReadIntegerBytes().Span));
            ReadTime(entry);
            if (entry.HasData)
            {
                RefuseCritical(entry.ReadSequence());
            }
        }
    }

    // Section 5.2: a list with a critical extension that is not understood must not be used. Such are partial and indirect lists.
    private static void RefuseCritical(AsnReader extensions)
    {
        while (extensions.HasData)
        {
            AsnReader extension = extensions.ReadSequence();
            string id = extension.ReadObjectIdentifier();
            if (extension.PeekTag() == Asn1Tag.Boolean && extension.ReadBoolean())
            {
                throw new CryptographicException($"it has the critical extension {id}, so it is not a whole list of one CA");
            }
        }
    }
}
