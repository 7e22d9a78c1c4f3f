using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace CodeFirst.Generator.Parsing;

/// <summary>Reads doc comments as plain text for the schema.</summary>
/// <remarks>From syntax: <c>GetDocumentationCommentXml</c> is empty in projects that write no documentation file.</remarks>
internal static class DocComments
{
    private static readonly Regex Spaces = new(@"\s+", RegexOptions.CultureInvariant);

    public static string? Read(ISymbol symbol, CancellationToken cancellation)
    {
        foreach (SyntaxReference reference in symbol.DeclaringSyntaxReferences)
        {
            SyntaxTriviaList trivia = reference.GetSyntax(cancellation).GetLeadingTrivia();
            IEnumerable<string> lines = trivia.ToFullString().Split('\n').Select(l => l.Trim())
                .Where(l => l.StartsWith("///", StringComparison.Ordinal));
            string xml = string.Join("\n", lines.Select(l => l.Substring(3)));
            if (xml.Length > 0 && Parse(xml) is { } root)
            {
                IEnumerable<string> paragraphs = root.Elements()
                    .Where(e => e.Name.LocalName is "summary" or "remarks")
                    .SelectMany(Paragraphs);
                return string.Join("\n\n", paragraphs.Where(p => p.Length > 0));
            }
        }

        return null;
    }

    private static XElement? Parse(string xml)
    {
        try
        {
            return XElement.Parse("<doc>" + xml + "</doc>", LoadOptions.PreserveWhitespace);
        }
        catch (XmlException)
        {
            // The compiler warns about it where documentation is on; the schema goes without.
            return null;
        }
    }

    private static IEnumerable<string> Paragraphs(XElement element) =>
        Text(element).Split('\n').Select(paragraph => Spaces.Replace(paragraph, " ").Trim());

    /// <summary>The text of an element; only paragraphs end lines.</summary>
    private static string Text(XElement element) => string.Concat(element.Nodes().Select(static node => node switch
    {
        XText text => Spaces.Replace(text.Value, " "),
        XElement { Name.LocalName: "para" } paragraph => "\n" + Text(paragraph) + "\n",
        XElement { IsEmpty: true } reference => Name(reference),
        XElement inner => Text(inner),
        _ => "",
    }));

    private static string Name(XElement reference) =>
        ((reference.Attribute("cref") ?? reference.Attribute("langword") ?? reference.Attribute("name"))?.Value ?? "")
            .Split('(')[0].Split('.', ':').Last();
}
