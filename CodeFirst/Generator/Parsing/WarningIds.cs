using CodeFirst.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CodeFirst.Generator.Parsing;

/// <summary>
/// The ids of warnings that a contract asks for whenever it is used, by <c>[Obsolete(DiagnosticId = …)]</c> and
/// <c>[Experimental]</c>. What is generated uses it in the contract's own name, and is not warned.
/// </summary>
internal static class WarningIds
{
    public static EquatableArray<string> Of(IEnumerable<ISymbol> symbols) => new(symbols
        .SelectMany(Containing)
        .SelectMany(s => s.GetAttributes())
        .Select(a => a.AttributeClass?.ToDisplayString() switch
        {
            KnownNames.Obsolete => a.Named("DiagnosticId"),
            KnownNames.Experimental => a.FirstOrNamed("DiagnosticId"),
            _ => null,
        })
        .OfType<string>()
        .Where(SyntaxFacts.IsValidIdentifier)
        .Distinct()
        .OrderBy(id => id, StringComparer.Ordinal));

    private static IEnumerable<ISymbol> Containing(ISymbol symbol)
    {
        for (ISymbol? s = symbol; s is not null and not INamespaceSymbol; s = s.ContainingType)
        {
            yield return s;
        }
    }
}
