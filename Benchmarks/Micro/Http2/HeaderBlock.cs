using System.Text;

namespace Benchmarks.Micro.Http2;

/// <summary>Headers as HPACK has them without any table: literals whose names are new.</summary>
/// <remarks>RFC 7541, section 6.2.2.</remarks>
internal static class HeaderBlock
{
    /// <param name="headers">Names and values of up to 126 bytes.</param>
    public static byte[] Encode(params IEnumerable<(string Name, string Value)> headers)
    {
        using var block = new MemoryStream();
        foreach ((string name, string value) in headers)
        {
            block.WriteByte(0);
            Write(name);
            Write(value);
        }

        return block.ToArray();

        void Write(string text)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, 126);
            block.WriteByte((byte)text.Length);
            block.Write(Encoding.ASCII.GetBytes(text));
        }
    }
}
