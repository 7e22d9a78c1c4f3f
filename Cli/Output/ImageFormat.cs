using CodeFirstSatellite.Contracts;

namespace CodeFirstSatellite.Cli.Output;

/// <summary>Writes the images of an area, in the order in which they arrive.</summary>
internal abstract class ImageFormat
{
    public abstract void Write(Image image, ByteSink sink);

    /// <summary>Writes what is due after the last image.</summary>
    public virtual void Complete(ByteSink sink)
    {
    }

    /// <summary>Leaves the output fit for an error message to follow when the images broke off.</summary>
    public virtual void BreakOff(ByteSink sink)
    {
    }
}
