using System.Diagnostics;
using System.Runtime.Versioning;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Cli;

/// <summary>The script that runs satcli from a clone: it builds when, and only when, a source is newer than what was built.</summary>
[TestClass]
[UnsupportedOSPlatform("windows")]
public sealed class CloneScriptTests
{
    private static readonly DateTime Built = DateTime.UtcNow.AddHours(-1);

    [TestMethod]
    [DataRow("Cli/Program.cs")]
    [DataRow("Settings/Duration.cs")]
    [DataRow("Trust/PemFile.cs")]
    [DataRow("CodeFirst/Grpc/CompiledContracts.cs")]
    [DataRow("Directory.Packages.props")]
    public async Task Satcli_ChangedSource_IsBuiltBeforeItStarts(string source)
    {
        using var clone = new Clone();
        clone.Write(source, Built.AddMinutes(1));
        CollectionAssert.AreEqual(new[] { "build", "start" }, await clone.RunAsync());
    }

    [TestMethod]
    [DataRow("README.md")]
    [DataRow("Host/Program.cs")]
    [DataRow("Cli/obj/project.assets.json")]
    public async Task Satcli_BuiltByAnybody_StartsAtOnce(string change)
    {
        using var clone = new Clone();
        clone.Write(change, Built.AddMinutes(1));
        CollectionAssert.AreEqual(new[] { "start" }, await clone.RunAsync());
    }

    [TestMethod]
    public async Task Satcli_DeletedSource_IsBuiltBeforeItStarts()
    {
        using var clone = new Clone();
        clone.Delete("Cli/Commands/OldCommand.cs");
        CollectionAssert.AreEqual(new[] { "build", "start" }, await clone.RunAsync());
    }

    [TestMethod]
    public async Task Satcli_AfterItsOwnBuild_StartsAtOnce()
    {
        using var clone = new Clone();
        clone.Write("Contracts/ISatellite.cs", Built.AddMinutes(1));
        CollectionAssert.AreEqual(new[] { "build", "start" }, await clone.RunAsync());
        CollectionAssert.AreEqual(new[] { "start" }, await clone.RunAsync());
    }

    /// <summary>What the script looks at, built, and a `dotnet` that says what it was asked to do.</summary>
    private sealed class Clone : IDisposable
    {
        private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

        private static readonly string[] Files =
        [
            "Cli/Commands/OldCommand.cs", "Contracts/ISatellite.cs", "Maps/Grid.cs", "Settings/Duration.cs", "Trust/PemFile.cs",
            "CodeFirst/Grpc/CompiledContracts.cs", "CodeFirst/Protobuf/ProtoWriter.cs", "Directory.Packages.props",
            "Cli/obj/project.assets.json",
        ];

        private readonly ScratchFolder _folder = new();

        public Clone()
        {
            File.Copy(Path.Combine(Programs.Repository, "satcli"), PathOf("satcli"));
            foreach (string file in Files)
            {
                Write(file, Built.AddMinutes(-1));
            }

            foreach (string folder in Directory.GetDirectories(_folder.Path, "*", SearchOption.AllDirectories))
            {
                Directory.SetLastWriteTimeUtc(folder, Built.AddMinutes(-1));
            }

            Write("Cli/bin/Release/net10.0/satcli.dll", Built.AddMinutes(-1));
            Write("Cli/bin/Release/net10.0/satcli.runtimeconfig.json", Built);
            Directory.SetLastWriteTimeUtc(PathOf("Cli"), Built.AddMinutes(-1));
            Write("tools/dotnet", Built);
            File.WriteAllText(PathOf("tools/dotnet"), "#!/bin/sh\ncase $1 in build) echo build ;; *) echo start ;; esac >>\"$SAID\"\n");
            File.SetUnixFileMode(PathOf("tools/dotnet"), Executable);
        }

        public void Write(string file, DateTime time)
        {
            string folder = Path.GetDirectoryName(PathOf(file))!;
            bool isNew = !Directory.Exists(folder);
            Directory.CreateDirectory(folder);
            DateTime folderTime = isNew ? time : Directory.GetLastWriteTimeUtc(folder);
            File.WriteAllText(PathOf(file), "");
            File.SetLastWriteTimeUtc(PathOf(file), time);

            // A file that only changed leaves its folder's time alone.
            Directory.SetLastWriteTimeUtc(folder, folderTime);
        }

        public void Delete(string file) => File.Delete(PathOf(file));

        /// <returns>What `dotnet` was asked to do.</returns>
        public async Task<string[]> RunAsync()
        {
            string said = PathOf("said");
            File.Delete(said);
            var start = new ProcessStartInfo("sh", [PathOf("satcli"), "--version"]) { WorkingDirectory = Path.GetTempPath() };
            start.Environment["PATH"] = $"{PathOf("tools")}:{start.Environment["PATH"]}";
            start.Environment["SAID"] = said;
            using Process script = Process.Start(start)!;
            await script.WaitForExitAsync().WaitAsync(Waiting.Patience);
            Assert.AreEqual(0, script.ExitCode);
            return await File.ReadAllLinesAsync(said);
        }

        public void Dispose() => _folder.Dispose();

        private string PathOf(string file) => Path.Combine(_folder.Path, file);
    }
}
