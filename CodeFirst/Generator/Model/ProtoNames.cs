using System.Text.RegularExpressions;

namespace CodeFirst.Generator.Model;

/// <summary>Names as the protobuf style guide writes them (https://protobuf.dev/programming-guides/style).</summary>
internal static class ProtoNames
{
    // A word begins after a small letter or digit, and at the last capital of an acronym.
    private static readonly Regex Words = new(@"(?<=[\p{Ll}\p{Nd}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})", RegexOptions.CultureInvariant);

    /// <summary><c>ContentType</c> to <c>content_type</c>, <c>HTTPServer</c> to <c>http_server</c>.</summary>
    public static string ToSnakeCase(string name) => Words.Replace(name, "_").ToLowerInvariant();

    /// <summary><c>Color</c> and <c>Red</c> to <c>COLOR_RED</c>: enum values share their package's scope.</summary>
    public static string ToEnumValue(string enumName, string valueName) =>
        (ToSnakeCase(enumName) + "_" + ToSnakeCase(valueName)).ToUpperInvariant();

    /// <summary>The JSON name that protoc derives: <c>content_type</c> to <c>contentType</c>.</summary>
    public static string ToJsonName(string protoName)
    {
        string[] words = protoName.Split('_');
        return words[0] + string.Concat(words.Skip(1).Select(Capitalized));
    }

    /// <summary>The message that protoc makes for a map's entries: <c>content_types</c> to <c>ContentTypesEntry</c>.</summary>
    public static string ToEntryName(string fieldName) => Capitalized(ToJsonName(fieldName)) + "Entry";

    public static string Capitalized(string word) => word.Length == 0 ? "" : char.ToUpperInvariant(word[0]) + word.Substring(1);

    /// <summary>
    /// Whether protoc refuses two values of an enum as duplicates: it compares them in PascalCase and without the enum's name, as
    /// languages write them that scope values by enum.
    /// </summary>
    public static bool AreOneValue(string enumName, string one, string other) =>
        string.Equals(one, other, StringComparison.OrdinalIgnoreCase) || ToPascalValue(enumName, one) == ToPascalValue(enumName, other);

    /// <summary>Whether a text is a protobuf package.</summary>
    public static bool IsPackage(string text) => text.Length > 0 && text.Split('.').All(IsIdentifier);

    public static bool IsIdentifier(string text) => text.Length > 0 && !char.IsDigit(text[0])
        && text.All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_');

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
        return string.Concat((rest.Length == 0 ? value : rest).ToLowerInvariant().Split('_').Select(Capitalized));
    }
}
