using System.Text;

namespace CodeFirstSatellite.Cli.Manual;

/// <summary>Writes a page in the man macros of roff (man(7)).</summary>
internal sealed class Roff
{
    private readonly StringBuilder _page = new();

    public override string ToString() => _page.ToString();

    /// <summary>Writes a macro with arguments, which may have blanks but nothing that means something to roff.</summary>
    public void Macro(string name, params ReadOnlySpan<string> arguments)
    {
        _page.Append('.').Append(name);
        foreach (string argument in arguments)
        {
            _page.Append(" \"").Append(argument).Append('"');
        }

        _page.Append('\n');
    }

    /// <summary>Begins a part of a section.</summary>
    public void Part(string title) => Macro("SS", Escape(title));

    /// <summary>Writes text, which is filled into lines.</summary>
    public void Text(string text) => Line(Escape(text));

    /// <summary>Writes an entry of a list: a tag, and what it is about beside or below it.</summary>
    /// <param name="tag">The tag, as <see cref="Bold"/> and <see cref="Italic"/> make it.</param>
    /// <param name="text">The text.</param>
    public void Entry(string tag, string text)
    {
        Macro("TP");
        Line(tag);
        Text(text);
    }

    /// <summary>Writes lines as they are.</summary>
    public void Example(string text)
    {
        Macro("nf");
        Macro("RS", "4");
        foreach (string line in text.Split('\n'))
        {
            Text(line);
        }

        Macro("RE");
        Macro("fi");
    }

    public static string Bold(string text) => $"\\fB{Escape(text)}\\fR";

    public static string Italic(string text) => $"\\fI{Escape(text)}\\fR";

    // A hyphen alone could become a typographic one, which cannot be pasted.
    private static string Escape(string text) => text
        .Replace("\\", "\\e", StringComparison.Ordinal)
        .Replace("-", "\\-", StringComparison.Ordinal)
        .Replace("~", "\\(ti", StringComparison.Ordinal)
        .Replace("^", "\\(ha", StringComparison.Ordinal);

    // A line that begins with one of these is a request.
    private void Line(string line) => _page.Append(line is ['.' or '\'', ..] ? "\\&" : "").Append(line).Append('\n');
}
