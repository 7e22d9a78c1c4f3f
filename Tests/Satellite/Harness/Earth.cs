namespace Tests.Satellite.Harness;

/// <summary>The map that the Host serves when it is not told otherwise.</summary>
internal static class Earth
{
    public const int Width = 80;
    public const int Height = 32;

    /// <summary>The same grid, with a picture of 64x64 pixels in each cell.</summary>
    public static string Pictures => Path.ChangeExtension(File, ".mbtiles");

    public static string File => Path.Combine(AppContext.BaseDirectory, "Maps", "earth-80x32.txt");
}
