using Microsoft.CodeAnalysis.CSharp;

namespace CodeFirst.Generator.Model;

/// <summary>Names and values as C# source.</summary>
internal static class InSource
{
    /// <summary>The name, with an @ if it is a keyword.</summary>
    public static string Name(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    public static string Text(string value) => SymbolDisplay.FormatLiteral(value, quote: true);

    /// <summary>A full type name as messages to people show it.</summary>
    public static string Readable(string fullName) => fullName.Replace("global::", "");
}
