using System.Text;
using CodeFirst.Grpc.Generator.Diagnostics;
using CodeFirst.Grpc.Generator.Model;
using Microsoft.CodeAnalysis;

namespace CodeFirst.Grpc.Generator.Parsing;

/// <summary>Names as the protobuf style guide writes them.</summary>
internal static class ProtoNames
{
    /// <summary><c>ContentType</c> to <c>content_type</c>, <c>HTTPServer</c> to <c>http_server</c>.</summary>
    public static string ToSnakeCase(string name)
    {
        var result = new StringBuilder(name.Length + 4);
        for (int i = 0; i < name.Length; i++)
        {
            char c = name[i];
            bool afterLower = i > 0 && (char.IsLower(name[i - 1]) || char.IsDigit(name[i - 1]));
            bool acronymEnds = i > 0 && i + 1 < name.Length && char.IsUpper(name[i - 1]) && char.IsLower(name[i + 1]);
            if (char.IsUpper(c) && (afterLower || acronymEnds))
            {
                result.Append('_');
            }

            result.Append(char.ToLowerInvariant(c));
        }

        return result.ToString();
    }

    /// <summary>A value of an enum carries the enum's name, since values share their package's scope.</summary>
    public static string ToEnumValue(string enumName, string valueName) => (ToSnakeCase(enumName) + "_" + ToSnakeCase(valueName)).ToUpperInvariant();

    /// <summary>The JSON name that protoc derives: <c>content_type</c> to <c>contentType</c>.</summary>
    public static string ToJsonName(string protoName)
    {
        var result = new StringBuilder(protoName.Length);
        bool upper = false;
        foreach (char c in protoName)
        {
            if (c == '_')
            {
                upper = true;
            }
            else
            {
                result.Append(upper ? char.ToUpperInvariant(c) : c);
                upper = false;
            }
        }

        return result.ToString();
    }

    /// <summary>Whether a text is a protobuf package. A [DataContract] namespace that is a URL, its old use, is not.</summary>
    public static bool IsPackage(string text) => text.Length > 0 && text.Split('.').All(IsIdentifier);

    /// <summary>Reports a name that protobuf does not take; <paramref name="fix"/> is the attribute that gives another.</summary>
    public static void Check(string name, ISymbol place, string fix, List<DiagnosticInfo> diagnostics)
    {
        if (!IsIdentifier(name))
        {
            diagnostics.Add(DiagnosticInfo.Create(Descriptors.NotAProtoName, TypeReferences.Place(place), place.Readable(), name, fix));
        }
    }

    public static bool IsIdentifier(string text) =>
        text.Length > 0 && !char.IsDigit(text[0]) && text.All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_');
}
