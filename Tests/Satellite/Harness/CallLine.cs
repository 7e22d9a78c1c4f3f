using System.Text.RegularExpressions;

namespace Tests.Satellite.Harness;

/// <summary>The fields of a line that the Host logged of a call.</summary>
internal sealed partial class CallLine
{
    private readonly Dictionary<string, string> _fields;

    private CallLine(Dictionary<string, string> fields) => _fields = fields;

    public string this[string name] => _fields[name];

    public static CallLine Parse(string line) =>
        new(Field().Matches(line).ToDictionary(match => match.Groups["name"].Value, match => match.Groups["value"].Value));

    [GeneratedRegex(@"(?<name>\w+)=(?<value>\S*)")]
    private static partial Regex Field();
}
