using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace CodeFirst.Generator.Model;

/// <summary>Where something stands, without the objects that would keep a syntax tree alive.</summary>
internal sealed record Place(string FilePath, TextSpan Span, LinePositionSpan Lines)
{
    public static Place? Of(ISymbol symbol) => Of(symbol.Locations.FirstOrDefault());

    public static Place? Of(Location? location)
    {
        if (location is not { IsInSource: true })
        {
            return null;
        }

        FileLinePositionSpan lines = location.GetLineSpan();
        return new(lines.Path, location.SourceSpan, lines.Span);
    }

    public Location ToLocation() => Location.Create(FilePath, Span, Lines);
}

/// <summary>The place of a declaration, for mistakes that show only when all declarations are known.</summary>
/// <param name="Key">The type's full name, followed by <c>/value</c> for a value of an enum.</param>
/// <param name="Place">Its name in the source.</param>
internal sealed record Declared(string Key, Place Place);
