using System.Text.RegularExpressions;

namespace Tests.Generator;

/// <summary>The order of a schema's messages comes from the messages, not from the order in which sources are compiled.</summary>
[TestClass]
public partial class SchemaOrderTests
{
    private const string Alpha = """
        [DataContract] public class Alpha
        {
            [DataMember(Order = 1)] public Zulu? Z { get; set; }
            [DataMember(Order = 2)] public Mike? M { get; set; }
        }
        """;
    private const string Mike = "[DataContract] public class Mike { [DataMember(Order = 1)] public Alpha? Back { get; set; } }";
    private const string Zulu = "[DataContract] public class Zulu { [DataMember(Order = 1)] public int Id { get; set; } }";
    private const string Service = "[Service(\"n.S\")] public interface IS { Task<Alpha> Get(Mike request); }";

    [TestMethod]
    [DataRow(Alpha, Mike, Zulu)]
    [DataRow(Zulu, Mike, Alpha)]
    [DataRow(Mike, Zulu, Alpha)]
    public void Messages_DeclaredInAnyOrder_AreByNameWithWhatTheyHoldBefore(string first, string second, string third)
    {
        GeneratorRun run = GeneratorRun.Of($"namespace N;\n{first}\n{second}\n{third}\n{Service}");

        run.AssertCompiles();
        string schema = run.Result.GeneratedSources
            .Single(s => s.HintName.EndsWith("NProto.g.cs", StringComparison.Ordinal)).SourceText
            .ToString();
        CollectionAssert.AreEqual(new[] { "Zulu", "Mike", "Alpha" }, MessageName.Matches(schema).Select(m => m.Groups[1].Value).ToArray());
    }

    [GeneratedRegex("Name = \"(Alpha|Mike|Zulu)\"")]
    private static partial Regex MessageName { get; }
}
