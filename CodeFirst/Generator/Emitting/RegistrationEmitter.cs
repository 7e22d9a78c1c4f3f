namespace CodeFirst.Generator.Emitting;

/// <summary>Emits the module initializer that registers an assembly's contracts, and the attributes that describe its messages.</summary>
internal static class RegistrationEmitter
{
    public static string Emit(AssemblyContracts contracts, IReadOnlyList<SchemaFile> files, NameTable names)
    {
        IReadOnlyList<MessageModel> messages = contracts.Messages;
        IReadOnlyList<ServiceModel> services = contracts.Services;
        var writer = new SourceWriter(
            files[0].Namespace,
            messages.SelectMany(m => m.Warnings)
                .Concat(services.SelectMany(s => s.Warnings))
                .Distinct()
                .OrderBy(id => id, StringComparer.Ordinal),
            [
                .. messages.Where(m => m.IsPublic).Select(m => Describe(names[m.Type.FullName], m.Type.Generated("Serializer"))),
                .. contracts.Enums.Where(e => e.IsPublic).Select(e => Describe(names[e.Type.FullName], e.Type.FullName)),
            ]);
        writer.Block("internal static class ContractRegistration", () =>
        {
            writer.Line("[global::System.Runtime.CompilerServices.ModuleInitializer]");
            writer.Block("internal static void Register()", () =>
            {
                // The files that a schema imports must be registered before it can be asked for.
                foreach (string type in ImportedTypes(messages, services))
                {
                    string module = $"typeof({type}).Module.ModuleHandle";
                    writer.Line($"global::System.Runtime.CompilerServices.RuntimeHelpers.RunModuleConstructor({module});");
                }

                foreach (SchemaFile file in files)
                {
                    string path = InSource.Text(file.Path);
                    writer.Line($"global::CodeFirst.Grpc.Schema.SchemaFiles.Register({path}, static () => {file.FullClassName}.File);");
                }

                foreach (MessageModel message in messages)
                {
                    string marshaller = $"static () => {message.Type.Generated("Serializer")}.Marshaller";
                    writer.Line($"global::CodeFirst.Grpc.MessageTypes.Register(typeof({message.Type.FullName}), {marshaller});");
                }

                foreach (ServiceModel service in services)
                {
                    writer.Line($"global::CodeFirst.Grpc.CompiledContract.Register(new {service.Type.Generated("Contract")}());");
                }
            });
        });

        return writer.ToString();
    }

    /// <summary>A type of each imported schema file of other assemblies; the runtime itself registers google.protobuf's.</summary>
    private static IEnumerable<string> ImportedTypes(IReadOnlyList<MessageModel> messages, IReadOnlyList<ServiceModel> services) =>
        messages.SelectMany(m => m.References)
            .Concat(services.SelectMany(s => s.References))
            .Where(r => r.ImportedFile is { } file && !file.StartsWith("google/protobuf/", StringComparison.Ordinal))
            .GroupBy(r => r.ImportedFile, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => g.Min(r => r.FullName)!);

    private static string Describe(ProtoName name, string serializer) =>
        $"[assembly: global::CodeFirst.Grpc.ProtoMessage("
        + $"typeof({name.Type}), {InSource.Text(name.FullName)}, {InSource.Text(name.File)}, typeof({serializer}))]";
}
