namespace Benchmarks.Micro.Checking;

/// <summary>Names the method of the same class that says whether a benchmark's result is right.</summary>
/// <param name="method">A public method from the result to <c>bool</c>.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CheckedByAttribute(string method) : Attribute
{
    /// <summary>The method's name.</summary>
    public string Method { get; } = method;
}
