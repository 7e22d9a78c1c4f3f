namespace CodeFirstSatellite.Host.Security;

/// <summary>Which services ask for a token, where tokens are configured: all but those that are mapped to do without.</summary>
internal static class TokenPolicy
{
    /// <summary>Lets everybody whose certificate is good call a service.</summary>
    public static void WithoutToken(this IEndpointConventionBuilder service) =>
        service.Add(static endpoint => endpoint.Metadata.Add(CertificateIsEnough.Instance));

    /// <summary>Whether a call is one of a service mapped so.</summary>
    public static bool NeedsNoToken(this ServerCallContext call) =>
        call.GetHttpContext().GetEndpoint()?.Metadata.GetMetadata<CertificateIsEnough>() is not null;

    private sealed class CertificateIsEnough
    {
        public static readonly CertificateIsEnough Instance = new();
    }
}
