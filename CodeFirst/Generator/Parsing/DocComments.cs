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

    private static IEnumerable<string> Paragraphs(XElement element)
    {
        var text = new List<string> { "" };
        Collect(element, text);
        return text.Select(t => Spaces.Replace(t, " ").Trim());
    }

    private static void Collect(XElement element, List<string> paragraphs)
    {
        foreach (XNode node in element.Nodes())
        {
            switch (node)
            {
                case XText text:
                    paragraphs[paragraphs.Count - 1] += text.Value;
                    break;
                case XElement { Name.LocalName: "para" } para:
                    paragraphs.Add("");
                    Collect(para, paragraphs);
                    paragraphs.Add("");
                    break;
                case XElement { IsEmpty: true } reference:
                    XAttribute? target = reference.Attribute("cref") ?? reference.Attribute("langword") ?? reference.Attribute("name");
                    paragraphs[paragraphs.Count - 1] += (target?.Value ?? "").Split('(')[0].Split('.', ':').Last();
                    break;
                case XElement inner:
                    Collect(inner, paragraphs);
                    break;
            }
        }
    }
}
