namespace Tests.Architecture;

/// <summary>What one project may reference; whatever it does not name is forbidden.</summary>
internal sealed record ArrowRule(string Project)
{
    /// <summary>The only stack that the rule is about; null for both.</summary>
    public string? Stack { get; init; }

    public IReadOnlyList<string> Projects { get; init; } = [];

    public IReadOnlyList<string> Analyzers { get; init; } = [];

    public IReadOnlyList<string> Packages { get; init; } = [];

    public IReadOnlyList<string> Frameworks { get; init; } = [];

    public bool IsAbout(Arrow arrow) => arrow.From == Project && (Stack is null || Stack == arrow.Stack);

    public bool Allows(Arrow arrow) => arrow.Kind switch
    {
        ArrowKind.Project => Projects.Contains(arrow.To),
        ArrowKind.Analyzer => Analyzers.Contains(arrow.To),
        ArrowKind.Package => Packages.Contains(arrow.To),
        ArrowKind.Framework => Frameworks.Contains(arrow.To),
        _ => false,
    };
}
