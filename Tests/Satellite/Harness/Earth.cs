namespace Tests.Satellite.Harness;

/// <summary>The map that the Host serves when it is not told otherwise.</summary>
internal static class Earth
{
    public const int Width = 80;
    public const int Height = 32;

    public static string File => Path.Combine(AppContext.BaseDirectory, "Maps", "earth-80x32.txt");
}
