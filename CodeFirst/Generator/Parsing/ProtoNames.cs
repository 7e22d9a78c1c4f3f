using System.Text.RegularExpressions;

namespace CodeFirst.Generator.Parsing;

/// <summary>Names as the protobuf style guide writes them.</summary>
internal static class ProtoNames
{
    // Where a word begins: behind a small letter or a digit, or at the last capital of an acronym.
    private static readonly Regex Words = new(@"(?<=[\p{Ll}\p{Nd}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})", RegexOptions.CultureInvariant);

    /// <summary><c>ContentType</c> to <c>content_type</c>, <c>HTTPServer</c> to <c>http_server</c>.</summary>
    public static string ToSnakeCase(string name) => Words.Replace(name, "_").ToLowerInvariant();

    /// <summary>A value of an enum carries the enum's name, since values share their package's scope.</summary>
    public static string ToEnumValue(string enumName, string valueName) => (ToSnakeCase(enumName) + "_" + ToSnakeCase(valueName)).ToUpperInvariant();

    /// <summary>The JSON name that protoc derives: <c>content_type</c> to <c>contentType</c>.</summary>
    public static string ToJsonName(string protoName)
    {
        string[] words = protoName.Split('_');
        return words[0] + string.Concat(words.Skip(1).Select(Capitalized));
    }

    /// <summary>The message that protoc makes of a map's key and value: <c>content_types</c> to <c>ContentTypesEntry</c>.</summary>
    public static string ToEntryName(string fieldName) => Capitalized(ToJsonName(fieldName)) + "Entry";

    public static string Capitalized(string word) => word.Length == 0 ? "" : char.ToUpperInvariant(word[0]) + word.Substring(1);

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
        return string.Concat((rest.Length == 0 ? value : rest).ToLowerInvariant().Split('_').Select(Capitalized));
    }

    /// <summary>Whether a text is a protobuf package. A [DataContract] namespace that is a URL, its old use, is not.</summary>
    public static bool IsPackage(string text) => text.Length > 0 && text.Split('.').All(IsIdentifier);

    /// <summary>Reports a name that protobuf does not take; <paramref name="fix"/> is the attribute that gives another.</summary>
    public static void CheckName(this Findings findings, string name, ISymbol place, string fix, bool isEnumValue = false)
    {
        // Two names begin a statement where an enum's value stands.
        if (!IsIdentifier(name) || (isEnumValue && name is "option" or "reserved"))
        {
            findings.Mistake(Descriptors.NotAProtoName, place, name, fix);
        }
    }

    public static bool IsIdentifier(string text) =>
        text.Length > 0 && !char.IsDigit(text[0]) && text.All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_');
}
