namespace CodeFirstSatellite.Host.Configuration;

/// <summary>One thing that the Host can be told, and the three places where it can be told.</summary>
internal sealed class Setting
{
    public const string Section = "Satellite";
    public const string VariablePrefix = "SATELLITE_";

    /// <summary>Its name in kebab case; the switch, the environment variable and the key follow from it.</summary>
    public required string Name { get; init; }

    /// <summary>What the value stands for in the help, such as <c>FILE</c>.</summary>
    public required string Placeholder { get; init; }

    /// <summary>What it does, in lines of the help.</summary>
    public required string[] Help { get; init; }

    /// <summary>What holds when it is not set, in words.</summary>
    public required string Default { get; init; }

    /// <summary>Takes a value over. Throws a <see cref="FormatException"/> whose message says what is expected.</summary>
    public required Action<SatelliteOptions, string> Apply { get; init; }

    /// <summary>Whether the value must never be shown.</summary>
    public bool IsSecret { get; init; }

    /// <summary>The value as an error may show it.</summary>
    public Func<string, string> Show { get; init; } = text => text;

    /// <summary>What stands between the items where a JSON array is given; null where there can be but one.</summary>
    public char? ListSeparator { get; init; }

    /// <summary>Whether the switch may be given several times, which is a list as well.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>Environment variables of ASP.NET Core that mean the same, taken after our own.</summary>
    public string[] OtherVariables { get; init; } = [];

    public string Switch => "--" + Name;

    public string Variable => VariablePrefix + Name.ToUpperInvariant().Replace('-', '_');

    public string Key => Section + ":" + string.Concat(Name.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
