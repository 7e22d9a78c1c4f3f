using System.Reflection;

namespace CodeFirst.Generator.Diagnostics;

/// <summary>
/// All diagnostics, explained in docs/diagnostics.md. Ids: 0xx messages and members, 1xx services and methods, 2xx the schema as a
/// whole, errors but for CFG201; 3xx what protobuf-net handles instead. A new diagnostic takes an id of its range that was never used.
/// </summary>
internal static class Descriptors
{
    public static readonly DiagnosticDescriptor UnsupportedMemberType = Error("CFG001", "Unsupported member type",
        "'{0}' is of type '{1}', which has no place in a message; use {2}");
    public static readonly DiagnosticDescriptor MissingOrder = Error("CFG002", "Missing field number",
        "'{0}' has no field number and would be skipped silently; write {1} with n from 1 up");
    public static readonly DiagnosticDescriptor DuplicateOrder = Error("CFG003", "Duplicate field number",
        "'{0}' has the field number {1}, which '{2}' has too; give each member a number of its own");
    public static readonly DiagnosticDescriptor ReservedOrder = Error("CFG004", "Field number out of range",
        "'{0}' has the field number {1}; choose one from 1 to 536870911 outside 19000-19999, which protobuf reserves");
    public static readonly DiagnosticDescriptor SkippedMember = Error("CFG005", "Member would not be sent",
        "'{0}' has no field number and would be skipped silently; add {1}, or {2} to leave it out on purpose");
    public static readonly DiagnosticDescriptor NotSettable = Error("CFG007", "Member cannot be set",
        "'{0}' cannot be set when a message is read; give it a set or init accessor");
    public static readonly DiagnosticDescriptor UnsupportedMessageClass = Error("CFG008", "Unsupported message class",
        "'{0}' cannot be a message: {1}");
    public static readonly DiagnosticDescriptor DuplicateFieldName = Error("CFG009", "Duplicate field name",
        "'{0}' is called '{1}' in the schema, as {2} is; name one of them with [DataMember(Name = \"…\")]");
    public static readonly DiagnosticDescriptor NotAMessage = Error("CFG011", "Not a message",
        "'{0}' uses '{1}', which is not a message; mark the class with [DataContract], or use one that is");
    public static readonly DiagnosticDescriptor InvalidOneof = Error("CFG013", "Member cannot be in a oneof",
        "'{0}' cannot be in the oneof '{1}': {2}");
    public static readonly DiagnosticDescriptor CannotBeSent = Error("CFG014", "Member cannot be sent",
        "'{0}' has a field number and cannot be sent: {1}");

    public static readonly DiagnosticDescriptor UnsupportedSignature = Error("CFG101", "Unsupported method signature",
        "'{0}' is not a signature that can be called: {1}; write Task<Response> Method(Request request, CallContext context = default), "
        + "or IAsyncEnumerable<Response> for a stream");
    public static readonly DiagnosticDescriptor DuplicateMethod = Error("CFG102", "Duplicate method name",
        "'{0}' is called '{1}' on the wire, as an earlier method is, ignoring case; name one of them with [Operation(\"…\")]");
    public static readonly DiagnosticDescriptor UnsupportedService = Error("CFG103", "Unsupported service contract",
        "'{0}' cannot be a service contract: {1}");
    public static readonly DiagnosticDescriptor SameRoute = Error("CFG104", "Service names differ only in case",
        "'{0}' is called '{1}', and '{3}' is called '{2}'; routes ignore case, so name one of them with [Service(\"package.Name\")]");

    public static readonly DiagnosticDescriptor SharedPackage = Of("CFG201", "Message of several packages",
        "'{0}' is used by services of the packages {1}, and its schema is in the first; [ProtoFile(\"package\")] names another",
        DiagnosticSeverity.Info);
    public static readonly DiagnosticDescriptor DuplicateProtoName = Error("CFG202", "Duplicate schema name",
        "'{0}' is called '{1}' in the schema, as {2} is; name one of them with {3}");
    public static readonly DiagnosticDescriptor NotAProtoName = Error("CFG203", "Not a protobuf name",
        "'{0}' is called '{1}' in the schema, which is not a protobuf name: letters A to Z, digits and underscores, no digit first, "
        + "and no enum value 'option' or 'reserved'; name it with {2}");
    public static readonly DiagnosticDescriptor SamePackage = Error("CFG204", "Package names differ only in case",
        "'{0}' is in the package '{1}', and '{3}' is in '{2}'; file systems of other languages may ignore case, "
        + "so write both alike, or rename one of them");
    public static readonly DiagnosticDescriptor ImportCycle = Error("CFG205", "Schema files import each other",
        "'{0}' makes schema files import each other in a circle, which protobuf does not allow: {1}; "
        + "put the types into one package and file with [ProtoFile(\"package\")]");
    public static readonly DiagnosticDescriptor SameFile = Error("CFG206", "Duplicate schema file",
        "'{0}' goes to the schema file '{1}', where {2} is; a file has one package and a name that differs in more than case: "
        + "give one of them another with [assembly: ProtoFile(\"package\", FileName = \"…\")]");
    public static readonly DiagnosticDescriptor NotAFileName = Error("CFG207", "Not a schema file name",
        "'{0}' goes to the schema file '{1}', which is not a path for one; write a relative path with slashes that ends in .proto, "
        + "such as shop/orders.proto");
    public static readonly DiagnosticDescriptor IgnoredProtoFile = Error("CFG208", "[ProtoFile] would be ignored",
        "'{0}' has a [ProtoFile] that would be ignored: {1}");

    public static readonly DiagnosticDescriptor MessageLeft = Fallback("CFG301", "Message left to protobuf-net",
        "'{0}' is serialized by protobuf-net, and neither it nor the methods that use it are in the schema: {1}");
    public static readonly DiagnosticDescriptor MethodLeft = Fallback("CFG302", "Method left to protobuf-net",
        "'{0}' is not in the schema, and protobuf-net serializes or calls it: {1}");
    public static readonly DiagnosticDescriptor ServiceLeft = Fallback("CFG303", "Service left to protobuf-net.Grpc",
        "'{0}' is left to protobuf-net.Grpc, and has no schema: {1}");
    public static readonly DiagnosticDescriptor BelowLevel = Of("CFG304", "Type in a form that only protobuf-net reads",
        "'{0}' is a {1}; until then its message is serialized by protobuf-net and not in the schema", DiagnosticSeverity.Warning);

    public static readonly IReadOnlyDictionary<string, DiagnosticDescriptor> ById = typeof(Descriptors)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(f => f.FieldType == typeof(DiagnosticDescriptor))
        .Select(f => (DiagnosticDescriptor)f.GetValue(null))
        .ToDictionary(d => d.Id);

    /// <summary>A descriptor whose link leads to <paramref name="help"/>, the file that explains it.</summary>
    public static DiagnosticDescriptor Find(string id, string? help)
    {
        DiagnosticDescriptor found = ById[id];
        string link = string.IsNullOrEmpty(help) ? found.HelpLinkUri : $"{new Uri(help).AbsoluteUri}#{id.ToLowerInvariant()}";
        return new(id, found.Title, found.MessageFormat, found.Category, found.DefaultSeverity, true, null, link);
    }

    private static DiagnosticDescriptor Error(string id, string title, string message) => Of(id, title, message, DiagnosticSeverity.Error);

    private static DiagnosticDescriptor Fallback(string id, string title, string message) =>
        Of(id, title, message, DiagnosticSeverity.Info);

    private static DiagnosticDescriptor Of(string id, string title, string message, DiagnosticSeverity severity) =>
        new(id, title, message, "CodeFirst.Grpc", severity, true, helpLinkUri: "docs/diagnostics.md#" + id.ToLowerInvariant());
}
