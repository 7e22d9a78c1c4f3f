namespace CodeFirst.Generator.Checking;

/// <summary>
/// What can be generated of an assembly. A message that has a mistake is not in the model, so nothing that uses it, directly or through
/// others, can be generated either; the mistake itself is what is reported. One that is left to protobuf-net takes those with it that
/// hold it, and methods that use it call its serializer.
/// </summary>
/// <param name="Messages">The messages that have serializers.</param>
/// <param name="Services">The services that have contracts.</param>
/// <param name="Left">What is left to protobuf-net.</param>
internal sealed record Soundness(EquatableArray<MessageModel> Messages, EquatableArray<ServiceModel> Services, EquatableArray<FallbackModel> Left)
{
    /// <summary>The mistakes of all, but for classes of other serializers that no message and no service uses.</summary>
    public static EquatableArray<DiagnosticInfo> Mistakes(IReadOnlyList<ParseResult<MessageModel>> messages, IReadOnlyList<ParseResult<ServiceModel>> services)
    {
        HashSet<string> used = [
            .. messages.SelectMany(m => m.Model?.Fields ?? []).Select(f => f.Type.FullName),
            .. services.SelectMany(s => s.Model?.Methods ?? []).SelectMany(m => new[] { m.Request.FullName, m.Response.FullName })];
        return new(messages.Where(m => m.IsNumbered || used.Contains(m.Type)).Concat<ParseResult>(services).SelectMany(r => r.Diagnostics));
    }

    public static Soundness Of(IReadOnlyList<ParseResult<MessageModel>> messages, IReadOnlyList<ParseResult<ServiceModel>> services)
    {
        List<FallbackModel> left = [.. messages.Where(m => m.Diagnostics.Count == 0).SelectMany(m => m.Fallbacks), .. services.Where(s => s.Diagnostics.Count == 0).SelectMany(s => s.Fallbacks)];
        HashSet<string> foreign = [.. messages.Where(m => m.Fallbacks.Count > 0 && m.Diagnostics.Count == 0).Select(m => m.Type)];
        List<MessageModel> sound = [.. messages.Select(m => m.Model).OfType<MessageModel>()];
        while (sound.FirstOrDefault(m => m.Fields.Any(f => IsForeign(f.Type.Reference))) is { } holder)
        {
            FieldModel field = holder.Fields.First(f => IsForeign(f.Type.Reference));
            left.Add(new(
                Diagnostics.Descriptors.MessageLeft.Id,
                holder.Type.FullName,
                holder.Type.Readable,
                $"its member '{field.Member.Name}' holds a '{field.Type.FullName.Replace("global::", "")}', which is"));
            foreign.Add(holder.Type.FullName);
            sound.Remove(holder);
        }

        HashSet<string> known;
        do
        {
            known = [.. sound.Select(m => m.Type.FullName), .. sound.SelectMany(m => m.Enums).Select(e => e.Type.FullName)];
        }
        while (sound.RemoveAll(m => !m.Fields.Select(f => f.Type.Reference).OfType<ProtoTypeRef>().All(IsKnown)) > 0);

        IEnumerable<ServiceModel> callable = services.Select(s => s.Model).OfType<ServiceModel>()
            .Select(s => s with { Methods = new(s.Methods.Select(m => m with { Request = Marked(m.Request), Response = Marked(m.Response) })) })
            .Where(s => s.Methods.SelectMany(m => new[] { m.Request, m.Response }).All(t => t.IsForeign || IsKnown(t)));
        return new(new(sound), new(callable), new(left));

        bool IsKnown(ProtoTypeRef type) => type.ImportedName is not null || known.Contains(type.FullName);

        bool IsForeign(ProtoTypeRef? type) => type is { ImportedName: null } && foreign.Contains(type.FullName);

        ProtoTypeRef Marked(ProtoTypeRef type) => IsForeign(type) ? type with { IsForeign = true } : type;
    }
}
