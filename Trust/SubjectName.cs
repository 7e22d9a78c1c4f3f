using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace CodeFirstSatellite.Trust;

/// <summary>A subject alternative name of a certificate, which its CA vouches for.</summary>
/// <param name="Value">The name.</param>
/// <param name="IsHostName">Whether it is a DNS name. Upper and lower case do not matter then.</param>
public readonly record struct SubjectName(string Value, bool IsHostName)
{
    private const string Extension = "2.5.29.17";
    private const string CommonName = "2.5.4.3";

    // RFC 5280, section 4.2.1.6, GeneralName.
    private const int Email = 1;
    private const int Dns = 2;
    private const int Uri = 6;

    /// <summary>The common name of a certificate's subject; null if there is none.</summary>
    public static string? CommonNameOf(X509Certificate certificate)
    {
        using var copy = new X509Certificate2(certificate);
        return copy.SubjectName.EnumerateRelativeDistinguishedNames()
            .FirstOrDefault(part => !part.HasMultipleElements && part.GetSingleElementType().Value == CommonName)?
            .GetSingleElementValue();
    }

    /// <summary>The DNS names, URIs and e-mail addresses of a certificate.</summary>
    public static IReadOnlyList<SubjectName> Of(X509Certificate certificate)
    {
        var names = new List<SubjectName>();
        using var copy = new X509Certificate2(certificate);
        foreach (X509Extension extension in copy.Extensions.Where(extension => extension.Oid?.Value == Extension))
        {
            try
            {
                Read(new AsnReader(extension.RawData, AsnEncodingRules.DER), names);
            }
            catch (AsnContentException)
            {
                // A name that cannot be read identifies nobody.
                return [];
            }
        }

        return names;
    }

    private static void Read(AsnReader reader, List<SubjectName> names)
    {
        AsnReader entries = reader.ReadSequence();
        while (entries.HasData)
        {
            Asn1Tag tag = entries.PeekTag();
            if (tag is { TagClass: TagClass.ContextSpecific, TagValue: Email or Dns or Uri })
            {
                names.Add(new SubjectName(entries.ReadCharacterString(UniversalTagNumber.IA5String, tag), IsHostName: tag.TagValue == Dns));
            }
            else
            {
                entries.ReadEncodedValue();
            }
        }
    }
}
