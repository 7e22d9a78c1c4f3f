namespace CodeFirstSatellite.Contracts;

/// <summary>Says which schema file a message belongs to, where the schema is made; this stack makes none.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ProtoFileAttribute(string package) : Attribute
{
    public string Package { get; } = package;
}
