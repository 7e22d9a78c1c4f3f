namespace CodeFirst.Generator.Model;

/// <summary>A <c>[DataContract]</c> or <c>[ProtoContract]</c> class, as far as its serializer and schema depend on it.</summary>
/// <remarks>
/// Every type of the model is an immutable record with structural equality and holds no symbol, syntax or compilation:
/// incremental runs compare models to decide what is emitted again, and keep them alive between runs. Anything added must
/// keep that so. Doc comments and positions are kept apart (<see cref="Comment"/>, <see cref="DiagnosticInfo"/>), since
/// neither may cause a serializer to be emitted again.
/// </remarks>
/// <param name="Constructor">What the constructor takes, in its order.</param>
/// <param name="CreatesByAccessor">Whether other code of the assembly cannot call the constructor as it is.</param>
/// <param name="MayBeDerived">Whether a message of a derived class can be in the place of one of this, and is not to be sent as this.</param>
/// <param name="Fields">The fields in order of declaration.</param>
/// <param name="Enums">The enums of this assembly that the fields use.</param>
/// <param name="Warnings">The warnings that the declaration asks its users to get.</param>
internal sealed record MessageModel(
    LocalType Type,
    string ProtoName,
    string? Package,
    string? File,
    bool IsPublic,
    EquatableArray<ConstructorParameter> Constructor,
    bool CreatesByAccessor,
    bool MayBeDerived,
    EquatableArray<FieldModel> Fields,
    EquatableArray<EnumModel> Enums,
    EquatableArray<string> Warnings) : TypeModel(Type, ProtoName, Package, File, IsPublic);

/// <summary>A parameter of the constructor.</summary>
/// <param name="Member">The member that it sets.</param>
/// <param name="Type">Its own type, with <c>in</c> where it is passed so.</param>
internal sealed record ConstructorParameter(string Member, string Type);

/// <summary>A type declared in the assembly that is being compiled.</summary>
/// <param name="FullName">With <c>global::</c>.</param>
/// <param name="Namespace">Its namespace as it is written, empty for the global one.</param>
/// <param name="Name">
/// A name that no other type of the namespace has: its own, with those of the types it is nested in joined by an underscore,
/// and underscores of their own doubled.
/// </param>
internal sealed record LocalType(string FullName, string Namespace, string Name)
{
    /// <summary>The package of a type that says nothing else and that no service uses.</summary>
    public string Package => Namespace.Replace("@", "");

    /// <summary>The name as a person reads it in a message.</summary>
    public string Readable => FullName.Replace("global::", "");

    /// <summary>Where what is generated for the type goes.</summary>
    public string GeneratedIn => Namespace.Length == 0 ? "Generated" : Namespace + ".Generated";

    /// <summary>Full name of a class generated for the type.</summary>
    public string Generated(string suffix) => $"global::{GeneratedIn}.{Name}{suffix}";
}

/// <summary>A message or enum of the assembly that is being compiled.</summary>
/// <param name="Type">The class or enum.</param>
/// <param name="ProtoName">Its name without a package.</param>
/// <param name="Package">The package that the declaration names, or null to derive it.</param>
/// <param name="File">The file that the declaration names, or null to derive it.</param>
/// <param name="IsPublic">Whether other assemblies can see it, and so need to see its serializer.</param>
internal abstract record TypeModel(LocalType Type, string ProtoName, string? Package, string? File, bool IsPublic);

/// <summary>An enum.</summary>
/// <param name="Values">Its values, the one of 0 first. Several may have one number.</param>
internal sealed record EnumModel(
    LocalType Type,
    string ProtoName,
    string? Package,
    string? File,
    bool IsPublic,
    EquatableArray<EnumValueModel> Values) : TypeModel(Type, ProtoName, Package, File, IsPublic);

/// <summary>A value of an enum.</summary>
internal sealed record EnumValueModel(string ProtoName, int Number);

/// <summary>What is left to protobuf-net, or protobuf-net.Grpc.</summary>
/// <param name="Id">The diagnostic's id.</param>
/// <param name="Key">What its place is known by: the type's full name, followed by <c>/member</c> for a member.</param>
/// <param name="Readable">Its name for a person.</param>
/// <param name="Reason">Why.</param>
internal sealed record FallbackModel(string Id, string Key, string Readable, string Reason);
