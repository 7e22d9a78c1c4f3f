using Microsoft.CodeAnalysis.CSharp;

namespace CodeFirst.Generator.Model;

/// <summary>Names and values of the contract as C# source.</summary>
internal static class InSource
{
    /// <summary>The name as it is written: with an @ if it is a word of the language.</summary>
    public static string Name(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    public static string Text(string value) => SymbolDisplay.FormatLiteral(value, quote: true);
}
