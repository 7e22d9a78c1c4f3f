using System.Text;
using CodeFirst.Generator.Diagnostics;
using CodeFirst.Generator.Model;
using Microsoft.CodeAnalysis;

namespace CodeFirst.Generator.Parsing;

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

    /// <summary>The message that protoc makes of a map's key and value: <c>content_types</c> to <c>ContentTypesEntry</c>.</summary>
    public static string ToEntryName(string fieldName)
    {
        string json = ToJsonName(fieldName);
        return json.Length == 0 ? "Entry" : char.ToUpperInvariant(json[0]) + json.Substring(1) + "Entry";
    }

    /// <summary>
    /// Whether protoc refuses two values of one enum as one: it compares names as languages write them that know an enum's
    /// values by the enum, in PascalCase and without its name.
    /// </summary>
    public static bool AreOneValue(string enumName, string one, string other) =>
        string.Equals(one, other, StringComparison.OrdinalIgnoreCase) || ToPascalValue(enumName, one) == ToPascalValue(enumName, other);

    private static string ToPascalValue(string enumName, string value)
    {
        string prefix = enumName.Replace("_", "");
        int end = 0;
        for (int matched = 0; matched < prefix.Length; end++)
        {
            if (end == value.Length || (value[end] != '_' && char.ToLowerInvariant(value[end]) != char.ToLowerInvariant(prefix[matched++])))
            {
                end = 0;
                break;
            }
        }

        string rest = value.Substring(end).TrimStart('_');
        return string.Concat((rest.Length == 0 ? value : rest).Split('_').Where(w => w.Length > 0).Select(w => char.ToUpperInvariant(w[0]) + w.Substring(1).ToLowerInvariant()));
    }

    /// <summary>Whether a text is a protobuf package. A [DataContract] namespace that is a URL, its old use, is not.</summary>
    public static bool IsPackage(string text) => text.Length > 0 && text.Split('.').All(IsIdentifier);

    /// <summary>Reports a name that protobuf does not take; <paramref name="fix"/> is the attribute that gives another.</summary>
    public static void CheckName(this Findings findings, string name, ISymbol place, string fix)
    {
        if (!IsIdentifier(name))
        {
            findings.Mistake(Descriptors.NotAProtoName, place, place.Readable(), name, fix);
        }
    }

    /// <summary>Reports a name that an enum's value cannot have: two begin a statement where it stands.</summary>
    public static void CheckEnumValue(string name, ISymbol place, string fix, List<DiagnosticInfo> diagnostics)
    {
        if (!IsIdentifier(name) || name is "option" or "reserved")
        {
            diagnostics.Add(DiagnosticInfo.Create(Descriptors.NotAProtoName, TypeReferences.Place(place), place.Readable(), name, fix));
        }
    }

    public static bool IsIdentifier(string text) =>
        text.Length > 0 && !char.IsDigit(text[0]) && text.All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_');
}
