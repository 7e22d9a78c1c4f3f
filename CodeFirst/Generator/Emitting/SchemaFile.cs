namespace CodeFirst.Generator.Emitting;

/// <summary>The content of one schema file.</summary>
internal sealed record SchemaFile(
    string Path,
    string Package,
    string? GoPackage,
    string Namespace,
    string ClassName,
    IReadOnlyList<MessageModel> Messages,
    IReadOnlyList<EnumModel> Enums,
    IReadOnlyList<ServiceModel> Services)
{
    public string FullClassName => $"global::{Namespace}.{ClassName}";

    /// <summary>The files of an assembly, by path.</summary>
    public static IReadOnlyList<SchemaFile> All(AssemblyContracts contracts, NameTable names)
    {
        AssemblyModel assembly = contracts.Assembly;
        IEnumerable<(string Path, string Package)> paths = names.Names.Select(n => (n.File, n.Package))
            .Concat(contracts.Services.Select(s => (assembly.FileOf(s.Package), s.Package)));
        var classes = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return [.. paths.GroupBy(p => p.Path, p => p.Package).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => new SchemaFile(
            p.Key,
            p.Last(),
            assembly.Packages.FirstOrDefault(o => o.Package == p.Last())?.GoPackage,
            assembly.Namespace,
            ClassOf(p.Key, classes),
            InReadingOrder(contracts.Messages.Where(m => names[m.Type.FullName].File == p.Key)),
            [.. contracts.Enums.Where(e => names[e.Type.FullName].File == p.Key).OrderBy(e => e.ProtoName, StringComparer.Ordinal)],
            [.. contracts.Services.Where(s => assembly.FileOf(s.Package) == p.Key).OrderBy(s => s.ProtoName, StringComparer.Ordinal)]))];
    }

    /// <summary>The class that holds the file: <c>shop.proto</c> to <c>ShopProto</c>, with a number where the name is taken.</summary>
    private static string ClassOf(string path, HashSet<string> taken)
    {
        IEnumerable<string> words = path.Split([.. path.Where(c => !char.IsLetterOrDigit(c))]);
        string name = string.Concat(words.Select(ProtoNames.Capitalized));
        string first = name.Length == 0 || char.IsDigit(name[0]) ? "_" + name : name;
        string free = first;
        for (int i = 2; !taken.Add(free); i++)
        {
            free = first + i.ToString(CultureInfo.InvariantCulture);
        }

        return free;
    }

    /// <summary>
    /// By name, but a message comes after those that it holds. The order in which a compiler is given its source files may change from
    /// build to build, and must not show in a schema.
    /// </summary>
    private static List<MessageModel> InReadingOrder(IEnumerable<MessageModel> messages)
    {
        List<MessageModel> byName = [.. messages.OrderBy(m => m.ProtoName, StringComparer.Ordinal)];
        ILookup<string, MessageModel> byType = byName.ToLookup(m => m.Type.FullName);
        var placed = new List<MessageModel>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        byName.ForEach(Place);
        return placed;

        void Place(MessageModel message)
        {
            // Messages may hold each other.
            if (!seen.Add(message.Type.FullName))
            {
                return;
            }

            foreach (MessageModel needed in message.Fields.OrderBy(f => f.Number).SelectMany(f => byType[f.Type.FullName]))
            {
                Place(needed);
            }

            placed.Add(message);
        }
    }

    /// <summary>The other files whose types this file uses.</summary>
    public IReadOnlyList<string> Imports(NameTable names) =>
        [.. Messages.SelectMany(m => m.References)
            .Concat(Services.SelectMany(s => s.References))
            .Select(names.FileOf)
            .Where(f => f != Path)
            .Distinct()
            .OrderBy(f => f, StringComparer.Ordinal)];
}
