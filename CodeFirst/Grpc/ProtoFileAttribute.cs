namespace CodeFirst.Grpc;

/// <summary>
/// Says which schema file a protobuf package goes to. On an assembly it speaks of that package's types in the assembly;
/// on a message or enum it puts that one type into the package and file.
/// </summary>
/// <param name="package">The package, such as <c>shop</c>.</param>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class | AttributeTargets.Enum, AllowMultiple = true)]
public sealed class ProtoFileAttribute(string package) : Attribute
{
    /// <summary>The package.</summary>
    public string Package => package;

    /// <summary>The file's path, such as <c>shop.proto</c>; by default the package with slashes for dots, and <c>.proto</c>.</summary>
    public string? FileName { get; set; }

    /// <summary>The value of <c>option go_package</c>.</summary>
    public string? GoPackage { get; set; }
}
