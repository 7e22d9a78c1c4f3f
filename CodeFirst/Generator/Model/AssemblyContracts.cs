namespace CodeFirst.Generator.Model;

/// <summary>All that an assembly declares and that can be generated.</summary>
/// <param name="Messages">Its messages.</param>
/// <param name="Services">Its services.</param>
/// <param name="Assembly">The assembly itself.</param>
/// <param name="Left">What is left to protobuf-net.</param>
/// <param name="IsComplete">Whether no mistake of a message or service keeps it out.</param>
internal sealed record AssemblyContracts(
    EquatableArray<MessageModel> Messages,
    EquatableArray<ServiceModel> Services,
    AssemblyModel Assembly,
    EquatableArray<FallbackModel> Left,
    bool IsComplete)
{
    /// <summary>The enums that messages use, each once.</summary>
    public IEnumerable<EnumModel> Enums => Messages.SelectMany(m => m.Enums).GroupBy(e => e.Type.FullName).Select(g => g.First());
}
