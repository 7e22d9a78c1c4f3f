using System.Globalization;
using System.Text.RegularExpressions;

namespace CodeFirstSatellite.Maps.GeoTiff;

/// <summary>The value of pixels that are none, as GDAL reads it of the text that it wrote (its GTiff driver, "Nodata value").</summary>
internal static partial class NodataValue
{
    /// <summary>Reads it; null if there is none, or none that a sample can have, such as -9999 or nan.</summary>
    /// <exception cref="MapReadException">The file ends before.</exception>
    public static byte? Read(TiffDirectory directory)
    {
        string text = directory.Text(TiffTag.GdalNodata);
        if (text.Length == 0)
        {
            return null;
        }

        // What follows a number is not looked at, and a text without any is 0. Fractions are cut off.
        Match number = Number.Match(text);
        double value = number.Success
            ? double.Parse(number.Value.Replace(',', '.'), CultureInfo.InvariantCulture)
            : NoNumber.IsMatch(text) ? double.NaN : 0;
        return value is >= byte.MinValue and <= byte.MaxValue ? (byte)value : null;
    }

    [GeneratedRegex(@"^[+-]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)(e[+-]?[0-9]+)?", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Number { get; }

    [GeneratedRegex("^[+-]?(nan|inf)", RegexOptions.IgnoreCase)]
    private static partial Regex NoNumber { get; }
}
