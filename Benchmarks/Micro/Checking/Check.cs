using System.Reflection;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Running;

namespace Benchmarks.Micro.Checking;

/// <summary>Runs benchmarks to see that they do what they say, since one that does nothing is fast.</summary>
internal static class Check
{
    // The second run and later ones meet what the first has left behind, as measured ones do.
    private const int Runs = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>The benchmark classes of an assembly.</summary>
    public static IEnumerable<Type> BenchmarksOf(Assembly assembly) =>
        assembly.GetTypes()
            .Where(type => !type.IsAbstract && type.GetMethods().Any(method => method.IsDefined(typeof(BenchmarkAttribute))))
            .OrderBy(type => type.FullName, StringComparer.Ordinal);

    /// <summary>
    /// Runs every benchmark with every set of parameters; says what came of it, one a line. True when there are some and all are right.
    /// </summary>
    public static async Task<bool> RunAsync(IEnumerable<Type> types, TextWriter output)
    {
        int right = 0, wrong = 0;
        foreach (BenchmarkCase benchmark in types.SelectMany(type => BenchmarkConverter.TypeToBenchmarks(type).BenchmarksCases))
        {
            string? fault = await FindFaultAsync(benchmark);
            await output.WriteLineAsync($"{(fault is null ? "right" : "WRONG")} {NameOf(benchmark)}{(fault is null ? "" : ": " + fault)}");
            _ = fault is null ? right++ : wrong++;
        }

        await output.WriteLineAsync($"{right} right, {wrong} wrong");
        return right > 0 && wrong == 0;
    }

    private static string NameOf(BenchmarkCase benchmark)
    {
        const string Root = "Benchmarks.Micro.";
        string name = $"{benchmark.Descriptor.Type.FullName}.{benchmark.Descriptor.WorkloadMethod.Name}";
        string parameters = string.Join(", ", benchmark.Parameters.Items.Select(item => $"{item.Name}: {item.Value}"));
        string shortName = name.StartsWith(Root, StringComparison.Ordinal) ? name[Root.Length..] : name;
        return parameters.Length == 0 ? shortName : $"{shortName}({parameters})";
    }

    private static async Task<string?> FindFaultAsync(BenchmarkCase benchmark)
    {
        try
        {
            // Some benchmarks block their thread; a hanging one is left behind.
            return await Task.Run(() => RunOneAsync(benchmark)).WaitAsync(Patience);
        }
        catch (Exception e)
        {
            return e.ToString();
        }
    }

    private static async Task<string?> RunOneAsync(BenchmarkCase benchmark)
    {
        Descriptor descriptor = benchmark.Descriptor;
        if (descriptor.WorkloadMethod.GetCustomAttribute<CheckedByAttribute>()?.Method is not { } checkName)
        {
            return "nothing says what is right; it lacks [CheckedBy]";
        }

        MethodInfo check = descriptor.Type.GetMethod(checkName) ?? throw new MissingMethodException(descriptor.Type.FullName, checkName);
        object instance = Activator.CreateInstance(descriptor.Type)!;
        foreach (var parameter in benchmark.Parameters.Items)
        {
            descriptor.Type.GetProperty(parameter.Name)!.SetValue(instance, parameter.Value);
        }

        await CallAsync(descriptor.GlobalSetupMethod, instance);
        try
        {
            for (int run = 1; run <= Runs; run++)
            {
                object? result = await CallAsync(descriptor.WorkloadMethod, instance);
                if (check.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, [result], null) is not true)
                {
                    return $"run {run} gave {result ?? "null"}";
                }
            }
        }
        finally
        {
            await CallAsync(descriptor.GlobalCleanupMethod, instance);
        }

        return null;
    }

    private static async Task<object?> CallAsync(MethodInfo? method, object instance)
    {
        object? result = method?.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, null, null);
        if (result is not Task task)
        {
            return result;
        }

        await task;
        return method!.ReturnType.IsGenericType ? task.GetType().GetProperty(nameof(Task<>.Result))!.GetValue(task) : null;
    }
}
