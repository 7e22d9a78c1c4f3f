using Microsoft.CodeAnalysis.CSharp;

namespace CodeFirst.Generator.Model;

/// <summary>Names of the contract as C# source.</summary>
internal static class Identifier
{
    /// <summary>The name as it is written: with an @ if it is a word of the language.</summary>
    public static string Of(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;
}
