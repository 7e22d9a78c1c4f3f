using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace CodeFirst.Grpc.Server;

/// <summary>
/// The attributes of a contract, of the class that serves it and of both one's methods, which middleware looks for on endpoints:
/// <c>[Authorize]</c> that went unseen would let everybody in.
/// </summary>
internal sealed class EndpointAttributes
{
    private const string AsyncSuffix = "Async";
    private const string KeptByTheBinding = "The contract's generated binding calls all its methods, so trimming keeps them, and those that implement them, with their attributes.";

    private readonly Dictionary<string, object[]> _ofMethods = new(StringComparer.Ordinal);

    [UnconditionalSuppressMessage("Trimming", "IL2067", Justification = KeptByTheBinding)]
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = KeptByTheBinding)]
    public EndpointAttributes(Type contract, Type implementation)
    {
        OfService = [.. contract.GetCustomAttributes(inherit: true), .. contract == implementation ? [] : implementation.GetCustomAttributes(inherit: true)];
        InterfaceMapping? map = implementation.IsInterface ? null : implementation.GetInterfaceMap(contract);
        foreach (MethodInfo method in contract.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Where(m => m.IsVirtual))
        {
            MethodInfo? target = map is { } both ? both.TargetMethods[Array.IndexOf(both.InterfaceMethods, method)] : null;
            _ofMethods[NameOf(method)] = [.. method.GetCustomAttributes(inherit: true), .. target is null || target == method ? [] : target.GetCustomAttributes(inherit: true)];
        }
    }

    /// <summary>Those of the contract, then those of the class.</summary>
    public object[] OfService { get; }

    /// <summary>All that a method's endpoint has, the closest last: that is the one that counts where only one can.</summary>
    public object[] Of(Method method) => [.. OfService, .. _ofMethods[method.Name]];

    /// <summary>The name on the wire, by the rule that the generator has for it.</summary>
    private static string NameOf(MethodInfo method) =>
        method.GetCustomAttribute<OperationAttribute>()?.Name
        ?? (method.Name.Length > AsyncSuffix.Length && method.Name.EndsWith(AsyncSuffix, StringComparison.Ordinal) ? method.Name[..^AsyncSuffix.Length] : method.Name);
}
