using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Cli.Terminal;

namespace CodeFirstSatellite.Cli.Pictures;

/// <summary>The ways in which terminals take pictures, by the names that they have in <c>--format</c>.</summary>
internal static class PictureProtocol
{
    public const string Kitty = "kitty";
    public const string Iterm2 = "iterm2";
    public const string Sixel = "sixel";

    /// <summary>Writes a picture.</summary>
    /// <returns>Whether it could be decoded, as far as the way needs that.</returns>
    public static bool TryWrite(PictureFile file, string protocol, ByteSink sink)
    {
        switch (protocol)
        {
            case Kitty when KittyProtocol.TryWrite(file, sink):
                break;
            case Iterm2:
                Iterm2Protocol.Write(file, sink);
                break;
            case Sixel when file.Decode() is { } picture:
                SixelProtocol.Write(picture, sink);
                break;
            default:
                return false;
        }

        // The cursor is beside the picture, or below it.
        sink.Write((byte)'\n');
        return true;
    }

    /// <summary>The way of the terminal that we run on; null if it shows no pictures.</summary>
    public static string? Detect()
    {
        if (!TerminalDevice.Obeys)
        {
            return null;
        }

        // A multiplexer is a terminal itself, and the variables are those of the one around it.
        string term = Variable("TERM");
        bool isMultiplexed = Variable("TMUX").Length > 0 || Variable("STY").Length > 0
            || term.StartsWith("screen", StringComparison.Ordinal) || term.StartsWith("tmux", StringComparison.Ordinal);
        return (isMultiplexed ? null : Known(term)) ?? (TerminalQuery.SaysSixel() ? Sixel : null);
    }

    private static string? Known(string term) => (term, Variable("TERM_PROGRAM")) switch
    {
        ("xterm-kitty" or "xterm-ghostty", _) or (_, "ghostty") => Kitty,
        _ when Variable("KITTY_WINDOW_ID").Length > 0 => Kitty,
        (_, "iTerm.app" or "WezTerm" or "mintty") => Iterm2,
        _ when Variable("LC_TERMINAL") == "iTerm2" => Iterm2,
        _ => null,
    };

    private static string Variable(string name) => Environment.GetEnvironmentVariable(name) ?? "";
}
