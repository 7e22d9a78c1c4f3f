using System.Reflection;
using CodeFirst.Generator;

namespace Tests.Generator;

[TestClass]
public class KnownNamesTests
{
    public static IEnumerable<object[]> Names => typeof(KnownNames)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => new object[] { (string)f.GetRawConstantValue()! });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Name_OfWhatIsEmitted_IsATypeOfTheRuntime(string name) =>
        Assert.IsNotNull(
            GeneratorRun.Compile("Probe", "").GetTypeByMetadataName(name),
            $"the generator speaks of {name}, which does not exist");
}
