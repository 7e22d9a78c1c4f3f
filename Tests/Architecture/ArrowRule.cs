namespace Tests.Architecture;

/// <summary>What one project may reference; whatever it does not name is forbidden.</summary>
internal sealed record ArrowRule(string Project)
{
    public IReadOnlyList<string> Projects { get; init; } = [];

    public IReadOnlyList<string> Analyzers { get; init; } = [];

    /// <summary>Names of packages; one that ends with a star stands for all that begin so.</summary>
    public IReadOnlyList<string> Packages { get; init; } = [];

    public IReadOnlyList<string> Frameworks { get; init; } = [];

    public bool Allows(Arrow arrow) => arrow.Kind switch
    {
        ArrowKind.Project => Projects.Contains(arrow.To),
        ArrowKind.Analyzer => Analyzers.Contains(arrow.To),
        ArrowKind.Package => Packages.Any(name => Matches(name, arrow.To)),
        ArrowKind.Framework => Frameworks.Contains(arrow.To),
        _ => false,
    };

    private static bool Matches(string name, string package) =>
        name.EndsWith('*') ? package.StartsWith(name[..^1], StringComparison.Ordinal) : package == name;
}
