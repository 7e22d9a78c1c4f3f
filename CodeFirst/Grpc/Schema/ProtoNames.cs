namespace CodeFirst.Grpc.Schema;

/// <summary>Writes names of types as short as they can be where they stand.</summary>
/// <remarks>
/// A name in a .proto file is looked up like one of C++: its first part in the innermost scope, then in each around it.
/// https://protobuf.dev/programming-guides/proto3/#name-resolution
/// </remarks>
internal sealed class ProtoNames
{
    private readonly string _package;
    private readonly HashSet<string> _declared = new(StringComparer.Ordinal);

    public ProtoNames(FileDescriptorProto file)
    {
        _package = file.Package;

        // Each part of the package is a scope of its own: a.b.c declares a, a.b and a.b.c.
        for (int end = _package.IndexOf('.', StringComparison.Ordinal); end > 0; end = _package.IndexOf('.', end + 1))
        {
            _declared.Add(_package[..end]);
        }

        if (_package.Length > 0)
        {
            _declared.Add(_package);
        }

        Declare(_package, file.MessageType, file.EnumType);
    }

    /// <summary>The name to write in a scope.</summary>
    /// <param name="fullName">The type's full name with its leading dot.</param>
    /// <param name="scope">The full name, without a leading dot, of the message that it is written in, or the package.</param>
    public string In(string fullName, string scope)
    {
        string target = fullName.TrimStart('.');
        bool samePackage = _package.Length > 0 && target.StartsWith(_package + ".", StringComparison.Ordinal) && _declared.Contains(target);
        string name = samePackage ? target[(_package.Length + 1)..] : target;
        string first = name.Split('.')[0];
        string meant = samePackage ? Join(_package, first) : first;

        for (string at = scope; ; at = Outer(at))
        {
            string candidate = Join(at, first);
            if (candidate == meant)
            {
                return name;
            }

            // Something nearer has that name, so the whole one is needed.
            if (_declared.Contains(candidate))
            {
                return "." + target;
            }

            if (at.Length == 0)
            {
                return name;
            }
        }
    }

    public static string Join(string scope, string name) => scope.Length == 0 ? name : scope + "." + name;

    private static string Outer(string scope) => scope.LastIndexOf('.') is >= 0 and var dot ? scope[..dot] : "";

    private void Declare(string scope, List<DescriptorProto> messages, List<EnumDescriptorProto> enums)
    {
        foreach (DescriptorProto message in messages)
        {
            string name = Join(scope, message.Name);
            _declared.Add(name);
            Declare(name, message.NestedType, message.EnumType);
        }

        foreach (EnumDescriptorProto type in enums)
        {
            _declared.Add(Join(scope, type.Name));
        }
    }
}
