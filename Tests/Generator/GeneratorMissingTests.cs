using System.Diagnostics;
using CodeFirst.Generator;
using CodeFirst.Grpc;

namespace Tests.Generator;

/// <summary>A project that declares a service and does not run the generator does not build.</summary>
[TestClass]
public sealed class GeneratorMissingTests
{
    private const string Service = """
        namespace Shop;

        /// <summary>A service.</summary>
        [ProtoBuf.Grpc.Configuration.Service("shop.Orders")]
        public interface IOrders
        {
            System.Threading.Tasks.Task Ping();
        }
        """;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow("", "", Service, true, DisplayName = "a service")]
    [DataRow(
        "",
        "",
        """
        using ProtoBuf.Grpc.Configuration; namespace Shop;
        [System.Obsolete, Service]
        [System.CLSCompliant(false)]
        internal partial interface IOrders;
        """,
        true,
        DisplayName = "a service among other attributes")]
    [DataRow("", "<Analyzer Include=\"$(Generator)\" />", Service, false, DisplayName = "with the generator")]
    [DataRow("<CompiledContracts>false</CompiledContracts>", "", Service, false, DisplayName = "with the property")]
    [DataRow(
        "",
        "",
        "namespace Shop; /// <summary>[Service] is for\n/// an interface.</summary>\npublic interface IOrders;",
        false,
        DisplayName = "without a service")]
    public async Task Project_ThatDeclaresAService_NeedsTheGenerator(string property, string item, string source, bool isRefused)
    {
        string folder = Directory.CreateTempSubdirectory("fixture").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "Shop.csproj"), Project(property, item), TestContext.CancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder, "Orders.cs"), source, TestContext.CancellationToken);

            (int exit, string output) = await BuildAsync(folder);

            Assert.AreEqual(isRefused, output.Contains("CFG401", StringComparison.Ordinal), output);
            Assert.AreEqual(isRefused ? 1 : 0, exit, output);
            if (isRefused)
            {
                StringAssert.Contains(output, "Orders.cs");
                StringAssert.Contains(output, "OutputItemType=\"Analyzer\"");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Project(string property, string item)
    {
        string runtime = Path.GetDirectoryName(typeof(CompiledContract).Assembly.Location)!;
        string targets = Path.Combine(GeneratorRun.SourceFolder(), "../../CodeFirst/Grpc/CodeFirst.Grpc.targets");
        string references = string.Join("\n", new[]
        {
            "CodeFirst.Grpc",
            "CodeFirst.Protobuf",
            "protobuf-net.Grpc",
            "protobuf-net",
            "protobuf-net.Core",
            "Grpc.Core.Api",
            "Google.Protobuf",
        }
            .Select(name => $"<Reference Include=\"{Path.Combine(runtime, name + ".dll")}\" />"));
        return $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <Generator>{typeof(ContractGenerator).Assembly.Location}</Generator>
                {property}
              </PropertyGroup>
              <ItemGroup>{references}{item}</ItemGroup>
              <Import Project="{targets}" />
            </Project>
            """;
    }

    private async Task<(int Exit, string Output)> BuildAsync(string folder)
    {
        var start = new ProcessStartInfo("dotnet", ["build", "-nologo", "-nodeReuse:false", "-p:UseSharedCompilation=false"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.CancellationToken);
        await process.WaitForExitAsync(TestContext.CancellationToken);
        return (process.ExitCode, output);
    }
}
