namespace Tests.Generator;

/// <summary>
/// Compares every generated file of every contract in Cases/ with Baselines/. UPDATE_BASELINES=1 writes them anew and
/// deletes those that nothing generates any more.
/// </summary>
[TestClass]
public class BaselineTests
{
    public static IEnumerable<object[]> Cases => Directory.GetFiles(Path.Combine(GeneratorRun.SourceFolder(), "Cases"), "*.cs")
        .Select(f => new object[] { Path.GetFileNameWithoutExtension(f) });

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void GeneratedFiles_OfCase_EqualBaselines(string name)
    {
        string folder = Path.Combine(GeneratorRun.SourceFolder(), "Baselines", name);
        GeneratorRun run = GeneratorRun.Of(File.ReadAllText(Path.Combine(GeneratorRun.SourceFolder(), "Cases", name + ".cs")));
        run.AssertCompiles();
        Dictionary<string, string> generated = run.Result.GeneratedSources.ToDictionary(
            s => s.HintName + ".txt",
            s => s.SourceText.ToString());
        if (Environment.GetEnvironmentVariable("UPDATE_BASELINES") == "1")
        {
            Directory.CreateDirectory(folder);
            foreach (string stale in Directory.GetFiles(folder).Where(f => !generated.ContainsKey(Path.GetFileName(f))))
            {
                File.Delete(stale);
            }

            foreach ((string file, string text) in generated)
            {
                File.WriteAllText(Path.Combine(folder, file), text);
            }
        }

        CollectionAssert.AreEquivalent(Directory.GetFiles(folder).Select(Path.GetFileName).ToList(), generated.Keys);
        foreach ((string file, string text) in generated)
        {
            Assert.AreEqual(
                File.ReadAllText(Path.Combine(folder, file)),
                text,
                $"{file} differs; if that is meant, run once with UPDATE_BASELINES=1");
        }
    }
}
