using Microsoft.CodeAnalysis.CSharp;

namespace CodeFirst.Generator.Emitting;

/// <summary>Values as C# source.</summary>
internal static class Literal
{
    public static string Of(string value) => SymbolDisplay.FormatLiteral(value, quote: true);

    public static string Of(bool value) => value ? "true" : "false";
}
