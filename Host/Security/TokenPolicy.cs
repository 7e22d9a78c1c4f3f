namespace CodeFirstSatellite.Host.Security;

/// <summary>Says which services need no token. If tokens are configured, all others do.</summary>
internal static class TokenPolicy
{
    /// <summary>Makes a service callable without a token, by any client with a good certificate.</summary>
    public static void WithoutToken(this IEndpointConventionBuilder service) =>
        service.Add(static endpoint => endpoint.Metadata.Add(CertificateIsEnough.Instance));

    /// <summary>Whether a call goes to a service mapped with <see cref="WithoutToken"/>.</summary>
    public static bool NeedsNoToken(this ServerCallContext call) =>
        call.GetHttpContext().GetEndpoint()?.Metadata.GetMetadata<CertificateIsEnough>() is not null;

    private sealed class CertificateIsEnough
    {
        public static readonly CertificateIsEnough Instance = new();
    }
}
