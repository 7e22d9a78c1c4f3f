namespace CodeFirst.Grpc;

/// <summary>
/// Names the schema file of a protobuf package. On an assembly it applies to all its types in the package; on a message or enum it puts
/// that type into the package and file.
/// </summary>
/// <param name="package">The package, such as <c>shop</c>.</param>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class | AttributeTargets.Enum, AllowMultiple = true)]
public sealed class ProtoFileAttribute(string package) : Attribute
{
    /// <summary>The package.</summary>
    public string Package => package;

    /// <summary>The file's relative path; by default <c>geo/v1.proto</c> for the package <c>geo.v1</c>.</summary>
    public string? FileName { get; set; }

    /// <summary>The value of <c>option go_package</c>; only on an assembly.</summary>
    public string? GoPackage { get; set; }
}
