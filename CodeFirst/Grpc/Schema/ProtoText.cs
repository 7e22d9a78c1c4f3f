using System.Globalization;
using Google.Protobuf.Reflection;

namespace CodeFirst.Grpc.Schema;

/// <summary>Prints a schema as the text of a .proto file: always the same text for the same schema, laid out as <c>buf format</c> does.</summary>
public static class ProtoText
{
    /// <summary>Prints one file, its lines ended by LF.</summary>
    public static string Print(FileDescriptorProto file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var text = new ProtoTextWriter(file.SourceCodeInfo);
        text.Comment(SchemaPath.Syntax);
        text.Line($"syntax = {Quote(file.Syntax.Length == 0 ? "proto2" : file.Syntax)};");

        if (file.Package.Length > 0)
        {
            text.Blank();
            text.Comment(SchemaPath.Package);
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

    internal static string Quote(string value) => $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";

    internal static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
