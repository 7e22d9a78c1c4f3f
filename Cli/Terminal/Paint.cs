namespace CodeFirstSatellite.Cli.Terminal;

/// <summary>Colours text, where colours are wanted.</summary>
/// <param name="isOn">Whether they are.</param>
internal sealed class Paint(bool isOn)
{
    public static Paint None { get; } = new(false);

    public string Bad(string text) => Wrap("1;31", text);

    public string Doubtful(string text) => Wrap("33", text);

    public string Good(string text) => Wrap("32", text);

    public string Faint(string text) => Wrap("2", text);

    // ECMA-48, select graphic rendition.
    private string Wrap(string rendition, string text) => isOn ? $"\e[{rendition}m{text}\e[0m" : text;
}
