namespace Tests.InteropClient;

/// <summary>Metadata that goes with every call, as the official flag writes it: <c>key:value;key:value</c>.</summary>
internal static class AdditionalMetadata
{
    /// <returns>Null when a pair has no key.</returns>
    public static Metadata? Parse(string pairs)
    {
        var metadata = new Metadata();
        foreach (string pair in pairs.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            int colon = pair.IndexOf(':', StringComparison.Ordinal);
            if (colon < 1)
            {
                return null;
            }

            metadata.Add(pair[..colon], pair[(colon + 1)..]);
        }

        return metadata;
    }
}
