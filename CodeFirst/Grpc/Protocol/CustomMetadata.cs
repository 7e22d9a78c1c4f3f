using System.Diagnostics;

namespace CodeFirst.Grpc.Protocol;

/// <summary>Custom metadata as header values: text as it is, bytes (of names ending in <c>-bin</c>) in base64.</summary>
/// <remarks>gRPC over HTTP/2, "Custom-Metadata" and "Binary-Header".</remarks>
internal static class CustomMetadata
{
    /// <summary>The value as it goes into a header.</summary>
    public static string HeaderValue(Metadata.Entry entry) =>

        // Of bytes peers must take both forms and should send this one, without padding. Spaces at the ends of a text may be
        // stripped; there are peers that reset a stream for them (RFC 9113, section 8.2.1).
        entry.IsBinary ? Convert.ToBase64String(entry.ValueBytes).TrimEnd('=') : entry.Value.Trim(' ');

    /// <summary>Adds one header value that came from a client, if it is the application's.</summary>
    /// <exception cref="RpcException">INTERNAL: a value of bytes is not base64.</exception>
    public static void AddRequest(Metadata metadata, string name, string value)
    {
        if (!TryAdd(metadata, name, value))
        {
            throw new RpcException(new Status(StatusCode.Internal, $"the value of the header '{name.ToLowerInvariant()}' is not base64"));
        }
    }

    /// <summary>
    /// Adds one header or trailer value that came from a server, if it is the application's. A value of bytes that is not
    /// base64 is given as the characters that came: the call's status stands beside it, and always wins.
    /// </summary>
    public static void AddResponse(Metadata metadata, string name, string value)
    {
        if (!TryAdd(metadata, name, value))
        {
            metadata.Add(Metadata.Entry.Received(name.ToLowerInvariant(), System.Text.Encoding.Latin1.GetBytes(value)));
        }
    }

    private static bool TryAdd(Metadata metadata, string name, string value)
    {
        if (!GrpcHeaders.IsCustom(name))
        {
            return true;
        }

        string key = name.ToLowerInvariant();
        if (!key.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.Ordinal))
        {
            metadata.Add(Metadata.Entry.Received(key, value));
            return true;
        }

        // HTTP lets anyone on the way join values of one name with commas, so they are taken apart before they are decoded.
        ReadOnlySpan<char> all = value;
        foreach (Range part in all.Split(','))
        {
            if (Decode(all[part].Trim()) is not { } bytes)
            {
                return false;
            }

            metadata.Add(Metadata.Entry.Received(key, bytes));
        }

        return true;
    }

    private static byte[]? Decode(ReadOnlySpan<char> base64)
    {
        base64 = base64.TrimEnd('=');
        int padding = (4 - base64.Length % 4) % 4;
        Span<char> padded = base64.Length <= 1024 ? stackalloc char[base64.Length + padding] : new char[base64.Length + padding];
        base64.CopyTo(padded);
        padded[base64.Length..].Fill('=');

        byte[] bytes = new byte[padded.Length / 4 * 3 - (padding < 3 ? padding : 0)];
        if (padding == 3 || !Convert.TryFromBase64Chars(padded, bytes, out int written))
        {
            return null;
        }

        Debug.Assert(written <= bytes.Length, "the base64 decoder wrote past its own length");
        return written == bytes.Length ? bytes : bytes[..written];
    }
}
