using System.Text.RegularExpressions;
using Tests.Interop.Harness;

namespace Tests.Packages;

/// <summary>What a project has that references a package.</summary>
[TestClass]
public sealed partial class PackageUseTests(TestContext context)
{
    private const string Contract = """
        using System.Runtime.Serialization;
        using ProtoBuf.Grpc.Configuration;

        namespace Clocks;

        [Service("clocks.Clock")]
        public interface IClock
        {
            Task<Time> Now();
        }

        [DataContract]
        public sealed class Time
        {
            [DataMember(Order = 1)]
            public int Hour { get; set; }
        }
        """;

    private const string AsksForTheContract =
        "System.Console.WriteLine(CodeFirst.Grpc.CompiledContract.TryGet(typeof(Clocks.IClock), out _) ? \"compiled\" : \"left\");";

    [TestMethod]
    [DataRow("CodeFirst.Grpc.AspNetCore")]
    [DataRow("CodeFirst.Grpc.Client")]
    public async Task Contract_InProjectWithServerOrClientPackage_IsCompiled(string package)
    {
        string folder = await MakeProjectAsync(package, "<OutputType>Exe</OutputType>", Package(package), Contract);
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), AsksForTheContract, context.CancellationToken);

        FinishedProgram run = await Machine.DotNetAsync(folder, context.CancellationToken, "run");

        Assert.AreEqual("compiled", run.Succeeded().OutputText.Trim());
    }

    [TestMethod]
    public async Task Mistake_InAContract_LinksToTheHelpInThePackage()
    {
        string folder = await MakeProjectAsync(
            "mistake", "", Package("CodeFirst.Grpc"), Contract.Replace("(Order = 1)", "", StringComparison.Ordinal));

        FinishedProgram build = await Machine.DotNetAsync(folder, context.CancellationToken, "build", "-nologo");

        Match link = Help.Match(build.OutputText);
        Assert.IsTrue(link.Success, build.ToString());
        string help = new Uri(link.Groups["file"].Value).LocalPath;
        StringAssert.Contains(help, "codefirst.grpc");
        StringAssert.Contains(await File.ReadAllTextAsync(help, context.CancellationToken), "## CFG002");
    }

    [TestMethod]
    public async Task Service_WhereTheGeneratorIsKeptOut_IsRefused()
    {
        const string KeptOut = """
            <Target Name="KeepOut" AfterTargets="ResolveLockFileAnalyzers">
              <ItemGroup>
                <Analyzer Remove="@(Analyzer)" Condition="'%(Filename)' == 'CodeFirst.Generator'" />
              </ItemGroup>
            </Target>
            """;
        string folder = await MakeProjectAsync("refused", "", Package("CodeFirst.Grpc"), Contract, KeptOut);

        FinishedProgram refused = await Machine.DotNetAsync(folder, context.CancellationToken, "build", "-nologo");

        StringAssert.Contains(refused.OutputText, "error CFG401");
        StringAssert.Contains(refused.OutputText, "which the package CodeFirst.Grpc brings");
    }

    [TestMethod]
    public async Task Satcli_InstalledAsATool_Runs()
    {
        string folder = await PackageFeed.MakeFolderAsync("tool");
        (await Machine.DotNetAsync(folder, context.CancellationToken, "tool", "install", "satcli", "--tool-path", "installed")).Succeeded();

        Command satcli = Machine.Program(folder, Path.Combine(folder, "installed", "satcli"), "export-proto");
        FinishedProgram schema = (await FinishedProgram.RunAsync(satcli, context.CancellationToken)).Succeeded();

        Assert.AreEqual(Clone.Read("proto-export/satellite.proto"), schema.OutputText);
    }

    // The version is that of the package in the feed.
    private static string Package(string id) => $"<PackageReference Include=\"{id}\" Version=\"*\" />";

    private async Task<string> MakeProjectAsync(string name, string properties, string reference, string contract, string target = "")
    {
        string folder = await PackageFeed.MakeFolderAsync(name);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "Clocks.csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                {properties}
              </PropertyGroup>
              <ItemGroup>{reference}</ItemGroup>
              {target}
            </Project>
            """,
            context.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "Contract.cs"), contract, context.CancellationToken);
        return folder;
    }

    [GeneratedRegex(@"error CFG002: .*\((?<file>file://[^#)]+)#cfg002\)")]
    private static partial Regex Help { get; }
}
