using Microsoft.CodeAnalysis.Text;

namespace CodeFirst.Generator.Model;

/// <summary>A position in the source, without the <see cref="Location"/> that would keep its syntax tree alive.</summary>
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

/// <summary>Where a declaration's name stands, for mistakes that show only when all declarations are known.</summary>
/// <param name="Key">The type's full name, followed by <c>/value</c> for an enum value.</param>
internal sealed record DeclaredPlace(string Key, Place Place);
