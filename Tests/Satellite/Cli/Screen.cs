using System.Globalization;
using System.Text;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Cli;

/// <summary>
/// What a terminal shows of the bytes that it is sent, as far as satcli uses it: text, CR, LF, and cursor up, down and to a column.
/// </summary>
internal sealed class Screen(Stream output)
{
    private readonly List<StringBuilder> _rows = [new()];
    private readonly byte[] _byte = new byte[1];
    private int _row;
    private int _column;

    /// <summary>The rows, without blanks at their ends and without empty ones at the end.</summary>
    public string Text => string.Join('\n', _rows.Select(row => row.ToString().TrimEnd())).TrimEnd('\n');

    /// <summary>Reads on until the screen shows this.</summary>
    public async Task WaitForAsync(Predicate<string> isIt)
    {
        using var timeout = new CancellationTokenSource(Waiting.Patience);
        while (!isIt(Text))
        {
            try
            {
                Show(await ReadAsync(timeout.Token), await SequenceAsync(timeout.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or EndOfStreamException)
            {
                Assert.Fail($"the screen did not come to it:\n{Text}");
            }
        }
    }

    private async Task<char> ReadAsync(CancellationToken cancellationToken)
    {
        await output.ReadExactlyAsync(_byte, cancellationToken);
        return (char)_byte[0];
    }

    // What follows an escape: its parameters and its letter.
    private async Task<string> SequenceAsync(CancellationToken cancellationToken)
    {
        if (_byte[0] != '\e')
        {
            return "";
        }

        var sequence = new StringBuilder().Append(await ReadAsync(cancellationToken));
        if (sequence[0] == '[')
        {
            do
            {
                sequence.Append(await ReadAsync(cancellationToken));
            }
            while (!char.IsAsciiLetter(sequence[^1]));
        }

        return sequence.ToString();
    }

    private void Show(char character, string sequence)
    {
        switch (character, sequence)
        {
            case ('\r', _):
                _column = 0;
                break;
            case ('\n', _):
                MoveTo(_row + 1);
                break;
            case ('\e', ['[', .. var number, 'A']):
                MoveTo(_row - Number(number));
                break;
            case ('\e', ['[', .. var number, 'B']):
                MoveTo(_row + Number(number));
                break;
            case ('\e', ['[', .. var number, 'G']):
                _column = Number(number) - 1;
                break;
            case ('\e', _):
                break;
            default:
                StringBuilder row = _rows[_row];
                row.Append(' ', Math.Max(0, _column + 1 - row.Length));
                row[_column++] = character;
                break;
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private void MoveTo(int row)
    {
        _row = row;
        while (_rows.Count <= row)
        {
            _rows.Add(new());
        }
    }
}
