namespace Tests.Interop.Harness;

/// <summary>Where what is made once for all tests of a run lies: certificates, stubs, built peers.</summary>
[TestClass]
public static class RunFolder
{
    private static readonly Lazy<string> Root = new(() => Directory.CreateTempSubdirectory("satellite-interop-").FullName);

    /// <summary>Makes a folder inside it.</summary>
    internal static string Make(string name) => Directory.CreateDirectory(Path.Combine(Root.Value, name)).FullName;

    [AssemblyCleanup]
    public static void Remove()
    {
        if (Root.IsValueCreated)
        {
            Directory.Delete(Root.Value, recursive: true);
        }
    }
}
