using CodeFirstSatellite.Contracts;

namespace CodeFirstSatellite.Cli.Output;

/// <summary>A map as a terminal shows it: cut at its right edge, and without bytes that would drive it.</summary>
internal sealed class TerminalMapFormat(Area area, int width) : MapFormat(area)
{
    /// <summary>Whether there were columns to cut off.</summary>
    public bool WasCut { get; private set; }

    public override void BreakOff(ByteSink sink)
    {
        if (InRow)
        {
            sink.Write((byte)'\n');
        }
    }

    protected override void WriteCells(byte image, long column, long count, ByteSink sink)
    {
        long room = Math.Max(0, width - column);
        WasCut |= count > room;
        base.WriteCells(image is >= (byte)' ' and <= (byte)'~' ? image : (byte)'?', column, Math.Min(count, room), sink);
    }
}
