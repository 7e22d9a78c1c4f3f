using BitMiracle.LibTiff.Classic;

namespace CodeFirstSatellite.Maps.GeoTiff;

/// <summary>What the TIFF library says of errors and oddities. It would write it to stderr.</summary>
internal static class TiffMessages
{
    private static readonly Silence Quiet = new();

    /// <summary>Keeps the library quiet in the whole process, which can be done again and again.</summary>
    public static void Suppress() => _ = Tiff.SetErrorHandler(Quiet);

    private sealed class Silence : TiffErrorHandler
    {
        public override void ErrorHandler(Tiff tif, string method, string format, params object[] args)
        {
        }

        public override void WarningHandler(Tiff tif, string method, string format, params object[] args)
        {
        }
    }
}
