using Microsoft.CodeAnalysis;

namespace CodeFirst.Grpc.Generator;

/// <summary>Wires the stages together: parsing makes the model, emitting makes source text from it.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class ContractGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
    }
}
