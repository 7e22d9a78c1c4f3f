namespace CodeFirst.Generator.Emitting;

/// <summary>The module initializer that registers an assembly's contracts, and what tells other assemblies of its messages.</summary>
internal static class RegistrationEmitter
{
    public static string Emit(AssemblyContracts contracts, IReadOnlyList<SchemaFile> files, NameTable names)
    {
        IReadOnlyList<MessageModel> messages = contracts.Messages;
        IReadOnlyList<ServiceModel> services = contracts.Services;
        var writer = new SourceWriter(
            files[0].Namespace,
            messages.SelectMany(m => m.Warnings).Concat(services.SelectMany(s => s.Warnings)).Distinct().OrderBy(id => id, StringComparer.Ordinal),
            [
                .. messages.Where(m => m.IsPublic).Select(m => Describe(names[m.Type.FullName], m.Type.Generated("Serializer"))),
                .. contracts.Enums.Where(e => e.IsPublic).Select(e => Describe(names[e.Type.FullName], e.Type.FullName)),
            ]);
        writer.Block("internal static class ContractRegistration", () =>
        {
            writer.Line("[global::System.Runtime.CompilerServices.ModuleInitializer]");
            writer.Block("internal static void Register()", () =>
            {
                // Else a schema could be asked for before the files that it imports are registered.
                foreach (string type in ImportedTypes(messages, services))
                {
                    writer.Line($"global::System.Runtime.CompilerServices.RuntimeHelpers.RunModuleConstructor(typeof({type}).Module.ModuleHandle);");
                }

                foreach (SchemaFile file in files)
                {
                    string path = InSource.Text(file.Path);
                    writer.Line($"global::CodeFirst.Grpc.Schema.SchemaFiles.Register({path}, static () => {file.FullClassName}.File);");
                }

                foreach (MessageModel message in messages)
                {
                    writer.Line($"global::CodeFirst.Grpc.MessageTypes.Register(typeof({message.Type.FullName}), static () => {message.Type.Generated("Serializer")}.Marshaller);");
                }

                foreach (ServiceModel service in services)
                {
                    writer.Line($"global::CodeFirst.Grpc.CompiledContract.Register(new {service.Type.Generated("Contract")}());");
                }
            });
        });

        return writer.ToString();
    }

    /// <summary>One type of each schema file of other assemblies that this one's use. The runtime's own are always there.</summary>
    private static IEnumerable<string> ImportedTypes(IReadOnlyList<MessageModel> messages, IReadOnlyList<ServiceModel> services) =>
        messages.SelectMany(m => m.Fields).Select(f => f.Type.Reference).OfType<ProtoTypeRef>()
            .Concat(services.SelectMany(s => s.InSchema).SelectMany(m => new[] { m.Request, m.Response }))
            .Where(r => r.ImportedFile is { } file && !file.StartsWith("google/protobuf/", StringComparison.Ordinal))
            .GroupBy(r => r.ImportedFile, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => g.Min(r => r.FullName)!);

    private static string Describe(ProtoName name, string serializer) =>
        $"[assembly: global::CodeFirst.Grpc.ProtoMessage("
        + $"typeof({name.Type}), {InSource.Text(name.FullName)}, {InSource.Text(name.File)}, typeof({serializer}))]";
}
