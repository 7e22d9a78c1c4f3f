using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CodeFirstSatellite.Host.Configuration;
using CodeFirstSatellite.Trust;

namespace CodeFirstSatellite.Host.Security;

/// <summary>
/// The certificates that the CAs have revoked. It fails closed: a certificate is refused if the list of its issuer is missing or too old.
/// </summary>
internal sealed class Revocations
{
    // By the public key of the CA. Names can be taken by others.
    private readonly Dictionary<string, RevocationList> _lists = [];

    private Revocations()
    {
    }

    /// <summary>When the first of the lists is too old; null if none says.</summary>
    public DateTimeOffset? ValidUntil => _lists.Values.Min(list => list.NextUpdate);

    /// <summary>Whether a list became too old in a span of time.</summary>
    public bool HasExpired(DateTimeOffset after, DateTimeOffset before) =>
        _lists.Values.Any(list => list.NextUpdate >= after && list.NextUpdate < before);

    /// <summary>Reads and checks the lists of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="authorities">The CAs. Each needs a list.</param>
    /// <param name="caPath">Their file, for messages.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="StartException">The lists cannot be used; the message says what to do.</exception>
    public static Revocations Load(string path, X509Certificate2Collection authorities, string caPath, DateTimeOffset now)
    {
        try
        {
            var revocations = new Revocations();
            foreach (RevocationList list in RevocationList.ReadFile(path))
            {
                revocations.Add(list, authorities.FirstOrDefault(list.IsSignedBy)
                    ?? throw Failure(
                        $"the CRL '{path}' of {list.Issuer.Name} is not signed by a CA in '{caPath}'; name the CRL of that CA"));
                Check(list, path, now);
            }

            return authorities.FirstOrDefault(authority => !revocations._lists.ContainsKey(KeyOf(authority))) is { } without
                ? throw Failure($"the CRL '{path}' has no list of the CA {without.Subject} in '{caPath}'; {Refreshed}, "
                    + "and put several lists one after the other")
                : revocations;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Failure($"the CRL '{path}' does not exist; {Refreshed}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failure($"reading the CRL: {e.Message}");
        }
        catch (CryptographicException e)
        {
            throw Failure($"reading the CRL '{path}': {e.Message}");
        }
    }

    /// <summary>Why a certificate of a chain to a CA is not accepted; null if none is revoked.</summary>
    public string? FindObjection(X509Chain chain, DateTimeOffset now)
    {
        for (int i = 0; i + 1 < chain.ChainElements.Count; i++)
        {
            X509Certificate2 certificate = chain.ChainElements[i].Certificate;
            string? objection = !_lists.TryGetValue(KeyOf(chain.ChainElements[i + 1].Certificate), out RevocationList? list)
                    ? $"the CRL has no list of its issuer {certificate.Issuer}"
                : list.NextUpdate < now ? $"the CRL of {certificate.Issuer} expired on {list.NextUpdate.Value.UtcDateTime:u}"
                : list.Has(certificate) ? $"{certificate.Issuer} has revoked the certificate with serial number {certificate.SerialNumber}"
                : null;
            if (objection is not null)
            {
                return objection;
            }
        }

        return null;
    }

    private const string Refreshed = "to make one, run: ./satcli certs revoke, where the CA's key is";

    private static void Check(RevocationList list, string path, DateTimeOffset now)
    {
        if (list.NextUpdate < now)
        {
            throw Failure($"the CRL '{path}' of {list.Issuer.Name} expired on {list.NextUpdate.Value.UtcDateTime:u}; {Refreshed}");
        }

        if (list.ThisUpdate > now)
        {
            throw Failure($"the CRL '{path}' of {list.Issuer.Name} is valid only from {list.ThisUpdate.UtcDateTime:u}, "
                + $"and this machine's clock says {now.UtcDateTime:u}");
        }
    }

    private void Add(RevocationList list, X509Certificate2 authority)
    {
        string key = KeyOf(authority);
        if (!_lists.TryGetValue(key, out RevocationList? known) || known.ThisUpdate < list.ThisUpdate)
        {
            _lists[key] = list;
        }
    }

    private static string KeyOf(X509Certificate2 authority) =>
        Convert.ToHexString(SHA256.HashData(authority.PublicKey.ExportSubjectPublicKeyInfo()));

    private static StartException Failure(string message) => new(StartException.Failure, message);
}
