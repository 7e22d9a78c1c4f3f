using System.CommandLine.Completions;

namespace CodeFirstSatellite.Cli.Completion;

/// <summary>Marks values that are paths, which the shell completes by itself.</summary>
internal static class PathCompletion
{
    private const string FileKind = "file";
    private const string FolderKind = "folder";

    /// <summary>Source of completions for the path of a file.</summary>
    public static IEnumerable<CompletionItem> File(CompletionContext context) => [new CompletionItem("", FileKind)];

    /// <summary>Source of completions for the path of a folder.</summary>
    public static IEnumerable<CompletionItem> Folder(CompletionContext context) => [new CompletionItem("", FolderKind)];

    public static bool IsFile(CompletionItem item) => item.Kind == FileKind;

    public static bool IsFolder(CompletionItem item) => item.Kind == FolderKind;
}
