using System.Globalization;

namespace CodeFirst.Grpc.Schema;

/// <summary>Prints a schema as .proto text in the layout of <c>buf format</c>; equal schemas give equal text.</summary>
public static class ProtoText
{
    private const StringComparison Exactly = StringComparison.Ordinal;

    /// <summary>Prints a file; every line ends with LF.</summary>
    /// <exception cref="ArgumentException">A field is a group, which proto3 does not have.</exception>
    public static string Print(FileDescriptorProto file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var text = new ProtoTextWriter(file.SourceCodeInfo);
        text.Comment([FileDescriptorProto.SyntaxFieldNumber]);
        text.Line($"syntax = {Quote(file.Syntax.Length == 0 ? "proto2" : file.Syntax)};");

        if (file.Package.Length > 0)
        {
            text.Blank();
            text.Comment([FileDescriptorProto.PackageFieldNumber]);
            text.Line($"package {file.Package};");
        }

        if (file.Dependency.Count > 0)
        {
            text.Blank();
            foreach (string path in file.Dependency.Order(StringComparer.Ordinal))
            {
                text.Line($"import {Quote(path)};");
            }
        }

        if (file.Options is { GoPackage.Length: > 0 } options)
        {
            text.Blank();
            text.Line($"option go_package = {Quote(options.GoPackage)};");
        }

        new ProtoDeclarationPrinter(text, new TypeNames(file)).PrintAll(file);
        return text.ToString();
    }

    internal static string Quote(string value) =>
        "\"" + value.Replace("\\", "\\\\", Exactly).Replace("\"", "\\\"", Exactly).Replace("\n", "\\n", Exactly) + "\"";

    internal static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
