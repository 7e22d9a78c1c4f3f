namespace CodeFirst.Generator.Parsing;

/// <summary>Keeps the field numbers and names of a message unique.</summary>
internal sealed class FieldNames(Findings findings)
{
    private readonly Dictionary<string, ISymbol> _jsonNames = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(FieldModel Field, ISymbol Member)> _fields = [];

    public bool TryAdd(FieldModel field, ISymbol member)
    {
        if (_fields.Find(f => f.Field.Number == field.Number).Member is { } sameNumber)
        {
            string number = field.Number.ToString(CultureInfo.InvariantCulture);
            findings.Mistake(Descriptors.DuplicateOrder, member, number, sameNumber.Readable());
            return false;
        }

        // protoc refuses a_b beside aB, since their JSON names are equal; some versions ignore case as well.
        string jsonName = field.ProtoName.Replace("_", "");
        if (_jsonNames.TryGetValue(jsonName, out ISymbol sameName))
        {
            string same = $"'{sameName.Readable()}', but for case and underscores at most,";
            findings.Mistake(Descriptors.DuplicateFieldName, member, field.ProtoName, same);
            return false;
        }

        _jsonNames.Add(jsonName, member);
        _fields.Add((field, member));
        return true;
    }

    /// <summary>Reports oneofs and entry messages of maps whose names the message has already.</summary>
    public void CheckScope()
    {
        foreach (IGrouping<string?, ISymbol> oneof in _fields.GroupBy(f => f.Field.Oneof, f => f.Member).Where(g => g.Key is not null))
        {
            if (_fields.FirstOrDefault(f => f.Field.ProtoName == oneof.Key).Member is { } taken)
            {
                string reason = $"'{taken.Readable()}' is called that in the schema; give the oneof another name";
                findings.Mistake(Descriptors.InvalidOneof, oneof.First(), oneof.Key!, reason);
            }
        }

        foreach ((FieldModel map, ISymbol member) in _fields.Where(f => f.Field.Key is not null))
        {
            string entry = ProtoNames.ToEntryName(map.ProtoName);
            if (_fields.FirstOrDefault(f => f.Field.ProtoName == entry || f.Field.Oneof == entry).Member is { } other)
            {
                findings.Mistake(Descriptors.DuplicateFieldName, other, entry, $"the entry of the map '{member.Readable()}'");
            }
        }
    }
}
