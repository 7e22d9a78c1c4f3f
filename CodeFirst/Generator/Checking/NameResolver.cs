namespace CodeFirst.Generator.Checking;

/// <summary>
/// Gives each message and enum of the assembly its package and file. A type that names no package is in the package of the services that
/// use it, directly or through other messages, the first by name of several; if no service does, the package is its C# namespace.
/// </summary>
internal static class NameResolver
{
    public static (NameTable Names, EquatableArray<DiagnosticInfo> Mistakes) Resolve(AssemblyContracts contracts)
    {
        var mistakes = new List<DiagnosticInfo>();
        var names = new List<ProtoName>();
        Dictionary<string, SortedSet<string>> users = Users(contracts.Messages, contracts.Services);
        foreach (TypeModel model in contracts.Messages.Concat<TypeModel>(contracts.Enums))
        {
            LocalType type = model.Type;
            users.TryGetValue(type.FullName, out SortedSet<string>? packages);
            string package = model.Package ?? packages?.Min ?? type.Package;
            if (model.Package is null && packages?.Count > 1)
            {
                string all = string.Join(" and ", packages);
                mistakes.Add(DiagnosticInfo.About(type.FullName, Descriptors.SharedPackage, type.Readable, all));
            }

            string fullName = package.Length == 0 ? model.ProtoName : package + "." + model.ProtoName;
            if (package.Length > 0 && !ProtoNames.IsPackage(package))
            {
                mistakes.Add(DiagnosticInfo.About(
                    type.FullName, Descriptors.NotAProtoName, type.Readable, fullName, Parsing.DeclaredFile.PackageFix));
            }

            names.Add(new(type.FullName, fullName, model.File ?? contracts.Assembly.FileOf(package)));
        }

        return (new(new(names.OrderBy(n => n.Type, StringComparer.Ordinal))), new(mistakes));
    }

    /// <summary>For each type, the packages of the services that use it.</summary>
    private static Dictionary<string, SortedSet<string>> Users(IReadOnlyList<MessageModel> messages, IReadOnlyList<ServiceModel> services)
    {
        Dictionary<string, MessageModel> byType = messages.ToDictionary(m => m.Type.FullName);
        var users = new Dictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (ServiceModel service in services)
        {
            var pending = new Stack<string>(service.Methods.SelectMany(m => m.Messages).Select(m => m.FullName));
            while (pending.Count > 0)
            {
                string type = pending.Pop();
                if (!users.TryGetValue(type, out SortedSet<string> packages))
                {
                    users.Add(type, packages = new(StringComparer.Ordinal));
                }

                // Following each type once per package also ends recursion.
                if (packages.Add(service.Package) && byType.TryGetValue(type, out MessageModel message))
                {
                    foreach (ProtoTypeRef reference in message.References)
                    {
                        pending.Push(reference.FullName);
                    }
                }
            }
        }

        return users;
    }
}
