using System.Text;

namespace CodeFirst.Grpc.Schema;

/// <summary>Writes the lines of a .proto file, indented by block, and the comments of declarations.</summary>
internal sealed class ProtoTextWriter(SourceCodeInfo? info)
{
    /// <summary>Columns at which comments wrap, indentation included.</summary>
    private const int Width = 100;

    private readonly StringBuilder _text = new();
    private readonly ILookup<string, string> _comments = (info?.Location ?? [])
        .Where(location => location.LeadingComments.Length > 0)
        .ToLookup(location => Key(location.Path), location => location.LeadingComments);

    private int _depth;
    private bool _atBlockStart = true;

    public bool HasComment(IEnumerable<int> path) => _comments.Contains(Key(path));

    public void Line(string line)
    {
        _text.Append(' ', 2 * _depth).Append(line).Append('\n');
        _atBlockStart = false;
    }

    /// <summary>An empty line, except at the start of a block.</summary>
    public void Blank()
    {
        if (!_atBlockStart)
        {
            _text.Append('\n');
        }
    }

    public void Open(int[] path, string head)
    {
        Comment(path);
        Line(head + " {");
        _depth++;
        _atBlockStart = true;
    }

    public void Close()
    {
        _depth--;
        Line("}");
    }

    public void Comment(IEnumerable<int> path)
    {
        foreach (string line in _comments[Key(path)].LastOrDefault()?.TrimEnd('\n').Split('\n') ?? [])
        {
            CommentLine(line.TrimEnd());
        }
    }

    public override string ToString() => _text.ToString();

    private void CommentLine(string line)
    {
        string indent = line[..(line.Length - line.TrimStart(' ').Length)];
        int room = Width - (2 * _depth) - "//".Length;
        while (line.Length > room && line.LastIndexOf(' ', room) is var blank && blank >= indent.Length + 1)
        {
            Line("//" + line[..blank].TrimEnd());
            line = indent + line[(blank + 1)..];
        }

        Line("//" + line);
    }

    private static string Key(IEnumerable<int> path) => string.Join('.', path);
}
