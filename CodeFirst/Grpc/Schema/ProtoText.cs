using System.Globalization;

namespace CodeFirst.Grpc.Schema;

/// <summary>Prints a schema as the text of a .proto file: the same text for the same schema, laid out as <c>buf format</c> does.</summary>
public static class ProtoText
{
    private const StringComparison Exactly = StringComparison.Ordinal;

    /// <summary>Prints one file, its lines ended by LF.</summary>
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

        new ProtoDeclarationPrinter(text, new ProtoNames(file)).PrintAll(file);
        return text.ToString();
    }

    internal static string Quote(string value) =>
        "\"" + value.Replace("\\", "\\\\", Exactly).Replace("\"", "\\\"", Exactly).Replace("\n", "\\n", Exactly) + "\"";

    internal static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
