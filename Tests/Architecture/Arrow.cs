namespace Tests.Architecture;

/// <summary>What an arrow points at.</summary>
internal enum ArrowKind
{
    /// <summary>A project whose assembly is referenced.</summary>
    Project,

    /// <summary>A project that runs inside the compiler and is not referenced.</summary>
    Analyzer,

    /// <summary>A NuGet package.</summary>
    Package,

    /// <summary>A shared framework.</summary>
    Framework,

    /// <summary>An assembly by its path or name.</summary>
    Assembly,
}

/// <summary>One reference that a project has. Projects go by the folder they are in.</summary>
internal sealed record Arrow(string From, ArrowKind Kind, string To)
{
    public override string ToString() => $"{From} -> {To} ({Kind})";
}
