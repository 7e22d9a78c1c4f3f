namespace CodeFirst.Generator.Model;

/// <summary>A <c>[DataContract]</c> or <c>[ProtoContract]</c> class, as far as its serializer and schema depend on it.</summary>
/// <remarks>
/// Every type of the model is an immutable record with structural equality and holds no symbol, syntax or compilation: incremental
/// runs compare models to decide what to emit again, and keep them alive between runs. Keep it so when you add members. Doc comments
/// and positions stay apart (<see cref="Comment"/>, <see cref="DiagnosticInfo"/>): neither may cause a serializer to be emitted again.
/// </remarks>
/// <param name="Constructor">The constructor's parameters, in order.</param>
/// <param name="CreatesByAccessor">Whether generated code needs an [UnsafeAccessor] to call the constructor.</param>
/// <param name="MayBeDerived">Whether an object may be of a derived class, which the serializer refuses.</param>
/// <param name="Fields">The fields in order of declaration.</param>
/// <param name="Enums">The enums of this assembly that the fields use.</param>
/// <param name="Warnings">Ids of warnings that the declarations cause where they are used.</param>
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
    EquatableArray<string> Warnings) : TypeModel(Type, ProtoName, Package, File, IsPublic)
{
    /// <summary>The messages, enums and well-known types of the fields.</summary>
    public IEnumerable<ProtoTypeRef> References => Fields.Select(f => f.Type.Reference).OfType<ProtoTypeRef>();
}

/// <summary>A parameter of a message's constructor.</summary>
/// <param name="Member">The member that it sets.</param>
/// <param name="Type">Its own type, after <c>in</c> where it is passed so.</param>
internal sealed record ConstructorParameter(string Member, string Type);

/// <summary>A type declared in the assembly that is being compiled.</summary>
/// <param name="FullName">With <c>global::</c>.</param>
/// <param name="Namespace">Empty for the global namespace.</param>
/// <param name="Name">
/// Unique in the namespace: outer types come first, joined by underscores; underscores in names are doubled.
/// </param>
internal sealed record LocalType(string FullName, string Namespace, string Name)
{
    /// <summary>The package of a type that names none and that no service uses.</summary>
    public string Package => Namespace.Replace("@", "");

    public string Readable => InSource.Readable(FullName);

    /// <summary>The namespace of code generated for the type.</summary>
    public string GeneratedIn => Namespace.Length == 0 ? "Generated" : Namespace + ".Generated";

    /// <summary>Full name of a class generated for the type.</summary>
    public string Generated(string suffix) => $"global::{GeneratedIn}.{Name}{suffix}";
}

/// <summary>A message or enum of the assembly that is being compiled.</summary>
/// <param name="ProtoName">Its name without a package.</param>
/// <param name="Package">The package that the declaration names, or null to derive it.</param>
/// <param name="File">The file that the declaration names, or null to derive it.</param>
/// <param name="IsPublic">Whether other assemblies can see the type, and so need its serializer.</param>
internal abstract record TypeModel(LocalType Type, string ProtoName, string? Package, string? File, bool IsPublic);

/// <param name="Values">The value 0 comes first. Several values may have one number.</param>
internal sealed record EnumModel(
    LocalType Type,
    string ProtoName,
    string? Package,
    string? File,
    bool IsPublic,
    EquatableArray<EnumValueModel> Values) : TypeModel(Type, ProtoName, Package, File, IsPublic);

internal sealed record EnumValueModel(string ProtoName, int Number);
