using System.IO.Compression;
using System.Xml.Linq;
using Tests.Interop.Harness;

namespace Tests.Packages;

/// <summary>The packages of this repository in a folder.</summary>
internal static class PackageFeed
{
    private static readonly Lazy<Task<string>> Packed = new(PackAsync);

    /// <summary>The folder; packs once per run.</summary>
    public static Task<string> FolderAsync() => Packed.Value;

    /// <summary>Opens a package, or with <paramref name="extension"/> its symbols.</summary>
    public static async Task<ZipArchive> OpenAsync(string id, string extension = "nupkg") =>
        await ZipFile.OpenReadAsync(Directory.GetFiles(await FolderAsync(), $"{id}.?.?.?*.{extension}").Single());

    /// <summary>The elements of a package's manifest, without their namespace.</summary>
    public static XElement Manifest(ZipArchive package)
    {
        using Stream stream = package.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        XElement root = XElement.Load(stream);
        foreach (XElement element in root.DescendantsAndSelf())
        {
            element.Name = element.Name.LocalName;
        }

        return root.Element("metadata")!;
    }

    /// <summary>A folder whose projects find the packages.</summary>
    public static async Task<string> MakeFolderAsync(string name)
    {
        string folder = Machine.MakeFolder(name);
        await File.WriteAllTextAsync(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <packageSources>
                <add key="packages" value="{await FolderAsync()}" />
              </packageSources>
            </configuration>
            """);
        return folder;
    }

    private static async Task<string> PackAsync()
    {
        string folder = Machine.MakeFolder("feed");

        // With the machine's own packages, which the projects were restored and built with.
        var pack = new Command(
            Clone.DotNet, ["pack", Clone.Root, "--no-build", "-c", Clone.Configuration, "-o", folder, "-nodeReuse:false", "-nologo"]);
        (await FinishedProgram.RunAsync(pack, CancellationToken.None)).Succeeded();
        return folder;
    }
}
