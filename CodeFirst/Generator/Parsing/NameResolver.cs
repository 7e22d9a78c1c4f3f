namespace CodeFirst.Generator.Parsing;

/// <summary>
/// Gives every message and enum of the assembly its package and file. A type that does not name its package itself
/// belongs to that of the services which use it, directly or through other messages; one that no service uses belongs to
/// its C# namespace.
/// </summary>
internal static class NameResolver
{
    public static (NameTable Names, EquatableArray<DiagnosticInfo> Diagnostics) Resolve(AssemblyContracts contracts)
    {
        var diagnostics = new List<DiagnosticInfo>();
        Dictionary<string, SortedSet<string>> users = Users(contracts.Messages, contracts.Services);
        var names = new List<ProtoName>();
        foreach (TypeModel model in contracts.Messages.Concat<TypeModel>(contracts.Enums))
        {
            LocalType type = model.Type;
            string resolved = model.Package ?? Package(type, users, diagnostics);
            string fullName = resolved.Length == 0 ? model.ProtoName : resolved + "." + model.ProtoName;
            if (resolved.Length > 0 && !ProtoNames.IsPackage(resolved))
            {
                diagnostics.Add(DiagnosticInfo.About(type.FullName, Descriptors.NotAProtoName, type.Readable, fullName, "[ProtoFile(\"package\")]"));
            }

            names.Add(new(type.FullName, fullName, model.File ?? FileOf(resolved, contracts.Assembly)));
        }

        return (new(new(names.OrderBy(n => n.Type, StringComparer.Ordinal))), new(diagnostics));
    }

    /// <summary>The schema file of a package.</summary>
    public static string FileOf(string package, AssemblyModel assembly) =>
        assembly.Packages.FirstOrDefault(p => p.Package == package)?.File
        ?? (package.Length == 0 ? assembly.Name : package.Replace('.', '/')) + ".proto";

    private static string Package(LocalType type, Dictionary<string, SortedSet<string>> users, List<DiagnosticInfo> diagnostics)
    {
        if (!users.TryGetValue(type.FullName, out SortedSet<string> packages))
        {
            return type.Package;
        }

        if (packages.Count > 1)
        {
            diagnostics.Add(DiagnosticInfo.About(type.FullName, Descriptors.AmbiguousPackage, type.Readable, string.Join(" and ", packages)));
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
}
