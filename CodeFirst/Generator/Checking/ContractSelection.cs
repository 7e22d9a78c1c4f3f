namespace CodeFirst.Generator.Checking;

/// <summary>Selects what the generator compiles.</summary>
/// <remarks>
/// A message with a mistake has no model, and whatever uses it, directly or through others, is dropped too: the mistake is what is
/// reported. A message left to protobuf-net takes the messages that hold it along; methods that use it call its serializer.
/// </remarks>
internal static class ContractSelection
{
    /// <summary>All mistakes, except in classes of other serializers that no message and no service uses.</summary>
    public static EquatableArray<DiagnosticInfo> Mistakes(
        IReadOnlyList<ParseResult<MessageModel>> messages, IReadOnlyList<ParseResult<ServiceModel>> services)
    {
        HashSet<string> used =
        [
            .. messages.SelectMany(m => m.Model?.Fields ?? []).Select(f => f.Type.FullName),
            .. services.SelectMany(s => s.Model?.Methods ?? []).SelectMany(m => m.Messages).Select(m => m.FullName),
        ];
        return new(messages.Select(m => m.Found).Where(f => f.IsNumbered || used.Contains(f.Type))
            .Concat(services.Select(s => s.Found))
            .SelectMany(f => f.Mistakes));
    }

    public static AssemblyContracts Select(
        IReadOnlyList<ParseResult<MessageModel>> messages, IReadOnlyList<ParseResult<ServiceModel>> services, AssemblyModel assembly)
    {
        List<ParseFindings> faultless = [.. messages.Select(m => m.Found).Where(f => f.Mistakes.Count == 0)];
        HashSet<string> foreign = [.. faultless.Where(f => f.Fallbacks.Count > 0).Select(f => f.Type)];
        List<FallbackModel> fallbacks =
            [.. faultless.Concat(services.Select(s => s.Found).Where(f => f.Mistakes.Count == 0)).SelectMany(f => f.Fallbacks)];
        List<MessageModel> selected = [.. messages.Select(m => m.Model).OfType<MessageModel>()];
        while (selected.Find(m => m.References.Any(IsForeign)) is { } holder)
        {
            FieldModel field = holder.Fields.First(f => f.Type.Reference is { } type && IsForeign(type));
            string reason = $"its member '{field.Member.Name}' holds a '{InSource.Readable(field.Type.FullName)}', which is";
            fallbacks.Add(new(Descriptors.MessageLeft.Id, holder.Type.FullName, holder.Type.Readable, reason));
            foreign.Add(holder.Type.FullName);
            selected.Remove(holder);
        }

        HashSet<string> known;
        do
        {
            known = [.. selected.Select(m => m.Type.FullName), .. selected.SelectMany(m => m.Enums).Select(e => e.Type.FullName)];
        }
        while (selected.RemoveAll(m => !m.References.All(IsKnown)) > 0);

        IEnumerable<ServiceModel> callable = services.Select(s => s.Model).OfType<ServiceModel>()
            .Select(s => s with { Methods = new(s.Methods.Select(Marked)) })
            .Where(s => s.Methods.SelectMany(m => m.Messages).All(t => t.IsForeign || IsKnown(t)));
        bool isComplete = messages.All(m => m.Model is not null) && services.All(s => s.Model is not null);
        return new(new(selected), new(callable), assembly, new(fallbacks), isComplete);

        bool IsKnown(ProtoTypeRef type) => type.ImportedName is not null || known.Contains(type.FullName);

        bool IsForeign(ProtoTypeRef type) => type.ImportedName is null && foreign.Contains(type.FullName);

        MethodModel Marked(MethodModel method) => method with
        {
            Request = method.Request with { IsForeign = method.Request.IsForeign || IsForeign(method.Request) },
            Response = method.Response with { IsForeign = method.Response.IsForeign || IsForeign(method.Response) },
        };
    }
}
