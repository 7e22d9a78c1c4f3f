using Google.Protobuf.Collections;

namespace CodeFirst.Grpc.Schema;

/// <summary>Shortens type names as far as the scope where they stand allows.</summary>
/// <remarks>
/// A name in a .proto file is resolved like a C++ name: its first part in the innermost scope, then in each scope around it.
/// https://protobuf.dev/programming-guides/proto3/#name-resolution
/// </remarks>
internal sealed class TypeNames
{
    /// <summary>Keywords that may begin a statement where a type name may stand too; after a dot each is a name.</summary>
    private static readonly HashSet<string> Words = new(StringComparer.Ordinal)
    {
        "enum", "export", "extend", "extensions", "group", "local", "map", "message",
        "oneof", "option", "optional", "repeated", "required", "reserved", "stream",
        "bool", "bytes", "double", "fixed32", "fixed64", "float", "int32", "int64",
        "sfixed32", "sfixed64", "sint32", "sint64", "string", "uint32", "uint64",
    };

    private readonly string _package;
    private readonly HashSet<string> _declared = new(StringComparer.Ordinal);

    public TypeNames(FileDescriptorProto file)
    {
        _package = file.Package;
        DeclareScopes(_package + ".");
        Declare(_package, file.MessageType, file.EnumType);
        foreach (ServiceDescriptorProto service in file.Service)
        {
            string name = Join(_package, service.Name);
            _declared.Add(name);
            foreach (MethodDescriptorProto method in service.Method)
            {
                _declared.Add(Join(name, method.Name));
                DeclareScopes(method.InputType.TrimStart('.'));
                DeclareScopes(method.OutputType.TrimStart('.'));
            }
        }
    }

    /// <summary>The name to write in a scope.</summary>
    /// <param name="fullName">The type's full name with its leading dot.</param>
    /// <param name="scope">The full name, without a leading dot, of the message around it, or the package.</param>
    public string In(string fullName, string scope)
    {
        string target = fullName.TrimStart('.');
        bool samePackage = _package.Length > 0 && target.StartsWith(_package + ".", StringComparison.Ordinal) && _declared.Contains(target);
        string name = samePackage ? target[(_package.Length + 1)..] : target;
        string first = name.Split('.')[0];
        string meant = samePackage ? Join(_package, first) : first;
        string written = Words.Contains(first) ? "." + target : name;

        for (string at = scope; ; at = Outer(at))
        {
            string candidate = Join(at, first);
            if (candidate != meant && _declared.Contains(candidate))
            {
                // A nearer declaration has that name, so the full name is needed.
                return "." + target;
            }

            if (candidate == meant || at.Length == 0)
            {
                return written;
            }
        }
    }

    public static string Join(string scope, string name) => scope.Length == 0 ? name : scope + "." + name;

    private static string Outer(string scope) => scope.LastIndexOf('.') is >= 0 and var dot ? scope[..dot] : "";

    /// <summary>Each part of a package is a scope of its own: a type in a.b.c declares a, a.b and a.b.c.</summary>
    private void DeclareScopes(string fullName)
    {
        for (int end = fullName.IndexOf('.', StringComparison.Ordinal); end > 0; end = fullName.IndexOf('.', end + 1))
        {
            _declared.Add(fullName[..end]);
        }
    }

    private void Declare(string scope, RepeatedField<DescriptorProto> messages, RepeatedField<EnumDescriptorProto> enums)
    {
        foreach (DescriptorProto message in messages)
        {
            string name = Join(scope, message.Name);
            _declared.Add(name);
            Declare(name, message.NestedType, message.EnumType);
            foreach (FieldDescriptorProto field in message.Field)
            {
                DeclareScopes(field.TypeName.TrimStart('.'));
            }
        }

        foreach (EnumDescriptorProto type in enums)
        {
            _declared.Add(Join(scope, type.Name));
        }
    }
}
