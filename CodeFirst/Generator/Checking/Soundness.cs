using CodeFirst.Generator.Model;

namespace CodeFirst.Generator.Checking;

/// <summary>
/// What can be generated of an assembly with mistakes: a message that has one is not in the model, so nothing that uses it,
/// directly or through others, can be generated either. The mistake itself is what is reported.
/// </summary>
internal static class Soundness
{
    public static (EquatableArray<MessageModel> Messages, EquatableArray<ServiceModel> Services) Of(IReadOnlyList<MessageModel> messages, IReadOnlyList<ServiceModel> services)
    {
        List<MessageModel> sound = [.. messages];
        HashSet<string> known;
        do
        {
            known = [.. sound.Select(m => m.Type.FullName), .. sound.SelectMany(m => m.Enums).Select(e => e.Type.FullName)];
        }
        while (sound.RemoveAll(m => !m.Fields.Select(f => f.Type.Reference).OfType<ProtoTypeRef>().All(IsKnown)) > 0);

        return (new(sound), new(services.Where(s => s.Methods.SelectMany(m => new[] { m.Request, m.Response }).All(IsKnown))));

        bool IsKnown(ProtoTypeRef type) => type.ImportedName is not null || known.Contains(type.FullName);
    }
}
