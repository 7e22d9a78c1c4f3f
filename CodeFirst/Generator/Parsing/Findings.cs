using CodeFirst.Generator.Model;
using Microsoft.CodeAnalysis;

namespace CodeFirst.Generator.Parsing;

/// <summary>What is found while a message or a service is parsed: mistakes, and what protobuf-net can do and the generator cannot.</summary>
internal sealed class Findings
{
    private readonly List<DiagnosticInfo> _mistakes = [];
    private readonly List<FallbackModel> _fallbacks = [];

    public IReadOnlyList<DiagnosticInfo> Mistakes => _mistakes;

    public IReadOnlyList<FallbackModel> Fallbacks => _fallbacks;

    public bool AreNone => _mistakes.Count == 0 && _fallbacks.Count == 0;

    public void Mistake(DiagnosticDescriptor descriptor, ISymbol place, params string[] arguments) =>
        _mistakes.Add(DiagnosticInfo.Create(descriptor, TypeReferences.Place(place), arguments));

    public void Fallback(DiagnosticDescriptor descriptor, string key, string readable, string reason)
    {
        // One reason is enough; the next shows when it is gone.
        if (_fallbacks.All(f => f.Key != key))
        {
            _fallbacks.Add(new(descriptor.Id, key, readable, reason));
        }
    }
}
