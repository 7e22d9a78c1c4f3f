using CodeFirst.Grpc.Generator.Diagnostics;
using CodeFirst.Grpc.Generator.Model;

namespace CodeFirst.Grpc.Generator.Parsing;

/// <summary>
/// Gives every message and enum of the assembly its package and file. A type that does not name its package itself
/// belongs to that of the services which use it, directly or through other messages; one that no service uses belongs to
/// its C# namespace.
/// </summary>
internal static class NameResolver
{
    private const string NameService = "[Service(\"package.Name\")]";

    public static (NameTable Names, EquatableArray<DiagnosticInfo> Diagnostics) Resolve(
        IReadOnlyList<MessageModel> messages,
        IReadOnlyList<ServiceModel> services,
        AssemblyModel assembly)
    {
        var diagnostics = new List<DiagnosticInfo>();
        Dictionary<string, SortedSet<string>> users = Users(messages, services);
        var names = new Dictionary<string, ProtoName>(StringComparer.Ordinal);
        foreach ((LocalType type, string protoName, string? package, string? file) in Types(messages))
        {
            if (names.ContainsKey(type.FullName))
            {
                continue;
            }

            string resolved = package ?? Package(type, users, diagnostics);
            var name = new ProtoName(type.FullName, resolved.Length == 0 ? protoName : resolved + "." + protoName, file ?? FileOf(resolved, assembly));
            if (names.Values.FirstOrDefault(n => n.FullName == name.FullName) is { } same)
            {
                diagnostics.Add(DiagnosticInfo.Create(Descriptors.DuplicateProtoName, null, Readable(type.FullName), name.FullName, Readable(same.Type), "[DataContract(Name = \"…\")]"));
            }

            names.Add(type.FullName, name);
        }

        CheckServices(services, names.Values, diagnostics);
        return (new(new(names.Values.OrderBy(n => n.Type, StringComparer.Ordinal))), new(diagnostics));
    }

    /// <summary>A service shares the scope of types, and its name is a part of routes, which ignore case.</summary>
    private static void CheckServices(IReadOnlyList<ServiceModel> services, IReadOnlyCollection<ProtoName> types, List<DiagnosticInfo> diagnostics)
    {
        var earlier = new Dictionary<string, ServiceModel>(StringComparer.OrdinalIgnoreCase);
        foreach (ServiceModel service in services)
        {
            string readable = Readable(service.Type.FullName);
            if (types.FirstOrDefault(n => n.FullName == service.FullName) is { } type)
            {
                diagnostics.Add(DiagnosticInfo.Create(Descriptors.DuplicateProtoName, null, readable, service.FullName, Readable(type.Type), NameService));
            }

            if (!earlier.TryGetValue(service.FullName, out ServiceModel same))
            {
                earlier.Add(service.FullName, service);
            }
            else if (same.FullName == service.FullName)
            {
                diagnostics.Add(DiagnosticInfo.Create(Descriptors.DuplicateProtoName, null, readable, service.FullName, Readable(same.Type.FullName), NameService));
            }
            else
            {
                diagnostics.Add(DiagnosticInfo.Create(Descriptors.SameRoute, null, readable, service.FullName, same.FullName, Readable(same.Type.FullName)));
            }
        }
    }

    /// <summary>The schema file of a package.</summary>
    public static string FileOf(string package, AssemblyModel assembly) =>
        assembly.Packages.FirstOrDefault(p => p.Package == package)?.File
        ?? (package.Length == 0 ? assembly.Name : package.Replace('.', '/')) + ".proto";

    private static IEnumerable<(LocalType Type, string ProtoName, string? Package, string? File)> Types(IReadOnlyList<MessageModel> messages)
    {
        foreach (MessageModel message in messages)
        {
            yield return (message.Type, message.ProtoName, message.Package, message.File);
            foreach (EnumModel e in message.Enums)
            {
                yield return (e.Type, e.ProtoName, e.Package, e.File);
            }
        }
    }

    private static string Package(LocalType type, Dictionary<string, SortedSet<string>> users, List<DiagnosticInfo> diagnostics)
    {
        if (!users.TryGetValue(type.FullName, out SortedSet<string> packages))
        {
            return type.Namespace;
        }

        if (packages.Count > 1)
        {
            diagnostics.Add(DiagnosticInfo.Create(Descriptors.AmbiguousPackage, null, Readable(type.FullName), string.Join(" and ", packages)));
        }

        return packages.Min;
    }

    /// <summary>For each type, the packages of the services that use it.</summary>
    private static Dictionary<string, SortedSet<string>> Users(IReadOnlyList<MessageModel> messages, IReadOnlyList<ServiceModel> services)
    {
        Dictionary<string, MessageModel> byType = messages.ToDictionary(m => m.Type.FullName);
        var users = new Dictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (ServiceModel service in services)
        {
            var pending = new Stack<string>(service.Methods.SelectMany(m => new[] { m.Request.FullName, m.Response.FullName }));
            while (pending.Count > 0)
            {
                string type = pending.Pop();
                if (!users.TryGetValue(type, out SortedSet<string> packages))
                {
                    users.Add(type, packages = new(StringComparer.Ordinal));
                }

                // Each type is followed once per package, which also ends recursion.
                if (packages.Add(service.Package) && byType.TryGetValue(type, out MessageModel message))
                {
                    foreach (FieldModel field in message.Fields.Where(f => f.Type.Reference is not null))
                    {
                        pending.Push(field.Type.Reference!.FullName);
                    }
                }
            }
        }

        return users;
    }

    private static string Readable(string fullName) => fullName.Replace("global::", "");
}
