using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace CodeFirstSatellite.Host.Logging;

/// <summary>What a call asks for, as its client sent it, on the map or not. Writes itself in UTF-8, without a string of its own.</summary>
internal readonly struct AskedArea : IUtf8SpanFormattable
{
    // Four numbers of eleven characters, and what is between.
    private const int LongestText = 51;

    private readonly Subject _subject;
    private readonly (int X, int Y)? _lowerLeft;
    private readonly (int X, int Y)? _upperRight;

    private AskedArea(Subject subject, (int X, int Y)? lowerLeft, (int X, int Y)? upperRight) =>
        (_subject, _lowerLeft, _upperRight) = (subject, lowerLeft, upperRight);

    private enum Subject
    {
        None,
        Cell,
        Area,
        All,
    }

    /// <summary>Whether it asks for no part of a map.</summary>
    public bool IsNone => _subject == Subject.None;

    /// <summary>The whole map.</summary>
    public static AskedArea All => new(Subject.All, null, null);

    public static AskedArea Cell(int x, int y) => new(Subject.Cell, (x, y), null);

    /// <summary>A rectangle; null is a corner that the client left out.</summary>
    public static AskedArea Between((int X, int Y)? lowerLeft, (int X, int Y)? upperRight) => new(Subject.Area, lowerLeft, upperRight);

    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        (Corner lowerLeft, Corner upperRight) = (new(_lowerLeft), new(_upperRight));
        return _subject switch
        {
            Subject.Cell => Utf8.TryWrite(utf8Destination, provider, $"{lowerLeft}", out bytesWritten),
            Subject.Area => Utf8.TryWrite(utf8Destination, provider, $"{lowerLeft}-{upperRight}", out bytesWritten),
            Subject.All => Utf8.TryWrite(utf8Destination, $"all", out bytesWritten),
            _ => Utf8.TryWrite(utf8Destination, $"none", out bytesWritten),
        };
    }

    public override string ToString()
    {
        Span<byte> text = stackalloc byte[LongestText];
        TryFormat(text, out int length, default, CultureInfo.InvariantCulture);
        return Encoding.ASCII.GetString(text[..length]);
    }

    private readonly struct Corner((int X, int Y)? corner) : IUtf8SpanFormattable
    {
        public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
            corner is { } cell
            ? Utf8.TryWrite(utf8Destination, provider, $"({cell.X},{cell.Y})", out bytesWritten)
            : Utf8.TryWrite(utf8Destination, $"(none)", out bytesWritten);
    }
}
