using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using CodeFirstSatellite.Cli;
using CodeFirstSatellite.Cli.Pictures;
using CodeFirstSatellite.Maps;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Cli;

/// <summary>A picture on a terminal that shows pictures, and what it is on others.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed partial class PictureTests(TestContext context)
{
    private const string PngCell = "--x 0 --y 0";
    private const string JpegCell = "--x 1 --y 0";
    private const string BrokenCell = "--x 2 --y 0";

    private static readonly byte[] PngBytes = TestPictures.Png();
    private static readonly byte[] JpegBytes = TestPictures.Jpeg();

    private static InProcessHost _host = null!;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context)
    {
        var map = new MemoryMap(3, 1) { ContentType = "image/png" };
        byte[][] images = [PngBytes, JpegBytes, [.. JpegBytes[..200], .. new byte[200]]];
        await map.StoreAsync(
            [.. images.Select((image, x) => map.Grid.TryGetCell(x, 0, out Cell cell, out _) ? new CellImage(cell, image) : default)],
            context.CancellationToken);
        _host = await InProcessHost.StartAsync(map);
    }

    [ClassCleanup]
    public static async Task StopAsync() => await _host.DisposeAsync();

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("TERM=xterm-kitty", DisplayName = "kitty")]
    [DataRow("KITTY_WINDOW_ID=1", DisplayName = "a shell in kitty")]
    [DataRow("TERM=xterm-ghostty", DisplayName = "Ghostty")]
    public async Task Png_OnKitty_IsSentAsItIs(string variable)
    {
        string screen = await ShowAsync(PngCell, variable);

        (string keys, byte[] data) = Kitty(screen);
        Assert.AreEqual("a=T,q=2,f=100", keys);
        CollectionAssert.AreEqual(PngBytes, data);
        Assert.EndsWith($"(0,0: image/png, 37x20, {PngBytes.Length:N0} bytes)\n", screen);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Jpeg_OnKitty_IsSentAsPixels()
    {
        Picture picture = PictureFile.Identify(JpegBytes)!.Decode()!;

        (string keys, byte[] data) = Kitty(await ShowAsync(JpegCell, "TERM=xterm-kitty"));

        Assert.AreEqual($"a=T,q=2,f=32,o=z,s={picture.Width},v={picture.Height}", keys);
        using var pixels = new MemoryStream();
        await using (var zlib = new ZLibStream(new MemoryStream(data), CompressionMode.Decompress))
        {
            await zlib.CopyToAsync(pixels, context.CancellationToken);
        }

        CollectionAssert.AreEqual(picture.Rgba.ToArray(), pixels.ToArray());
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("TERM_PROGRAM=iTerm.app")]
    [DataRow("TERM_PROGRAM=WezTerm")]
    [DataRow("LC_TERMINAL=iTerm2")]
    public async Task Jpeg_OnIterm2_IsSentAsItIs(string variable)
    {
        string screen = await ShowAsync(JpegCell, variable);

        Match file = Iterm2File.Match(screen);
        Assert.AreEqual($"inline=1;size={JpegBytes.Length}", file.Groups[1].Value, screen);
        CollectionAssert.AreEqual(JpegBytes, Convert.FromBase64String(file.Groups[2].Value));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("\e[?62;4;22c", "TERM=xterm", DisplayName = "sixels")]
    [DataRow("\e[?4c", "TERM=xterm", DisplayName = "nothing but sixels")]
    [DataRow("\e[?1;2;4c", "TMUX=/tmp/tmux-1/default,1,0 KITTY_WINDOW_ID=1", DisplayName = "multiplexer in kitty")]
    public async Task Png_OnATerminalThatSaysSixel_HasItsPixels(string answer, string variables)
    {
        string screen = await ShowAsync(PngCell, variables, answer);

        Dictionary<(int X, int Y), (int Red, int Green, int Blue)> shown = SixelPixels(screen);
        Assert.HasCount(TestPictures.Width * TestPictures.Height, shown);
        foreach (((int x, int y), (int red, int green, int blue)) in shown)
        {
            // Colours that agree in five bits are one.
            (byte wantedRed, byte wantedGreen, byte wantedBlue) = TestPictures.Colour(x, y);
            Assert.AreEqual(wantedRed, red, 8, $"red of {x},{y}");
            Assert.AreEqual(wantedGreen, green, 8, $"green of {x},{y}");
            Assert.AreEqual(wantedBlue, blue, 8, $"blue of {x},{y}");
        }

        Assert.DoesNotContain(answer[2..], screen, "the answer is not shown");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Jpeg_AsSixels_IsCloseToThePicture()
    {
        Picture picture = PictureFile.Identify(JpegBytes)!.Decode()!;

        var shown = SixelPixels(await ShowAsync(JpegCell + " --format sixel", "TERM=xterm"));

        Assert.HasCount(picture.Width * picture.Height, shown);
        double away = shown.Average(pixel =>
        {
            ReadOnlySpan<byte> wanted = picture.Rgba.Slice(4 * ((pixel.Key.Y * picture.Width) + pixel.Key.X), 3);
            return Math.Abs(wanted[0] - pixel.Value.Red) + Math.Abs(wanted[1] - pixel.Value.Green) + Math.Abs(wanted[2] - pixel.Value.Blue);
        });
        Assert.IsLessThan(12, away, "mean distance from the picture, of 765");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow(JpegCell, "TERM=xterm", "\e[?62;22c", "image/jpeg, ", DisplayName = "terminal without pictures")]
    [DataRow(JpegCell, "TERM=dumb KITTY_WINDOW_ID=1", null, "image/jpeg, ", DisplayName = "dumb terminal")]
    [DataRow(BrokenCell, "TERM=xterm-kitty", null, "bytes)", DisplayName = "broken picture")]
    public async Task Picture_ThatCannotBeShown_IsDescribed(string cell, string variables, string? answer, string expected)
    {
        string screen = await ShowAsync(cell, variables, answer);

        Assert.Contains(expected, screen);
        Assert.DoesNotContain("\e_G", screen);
        Assert.DoesNotContain("\eP", screen);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Picture_OnAPipe_IsJsonUnlessAFormatIsNamed()
    {
        Dictionary<string, string> environment = Environment("TERM=xterm-kitty");
        string[] arguments = ["get-image", .. PngCell.Split(' ')];

        SatcliProcess.Result plain = await SatcliProcess.RunAsync(_host.Certificates.Folder, environment, arguments);
        StringAssert.StartsWith(plain.Expect(ExitCode.Done).Output, "{\"x\":0,\"y\":0,\"img\":", StringComparison.Ordinal);
        SatcliProcess.Result kitty =
            await SatcliProcess.RunAsync(_host.Certificates.Folder, environment, [.. arguments, "--format", "kitty"]);
        CollectionAssert.AreEqual(PngBytes, Kitty(kitty.Expect(ExitCode.Done).Output).Data);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Picture_ThatIsBroken_CannotBeAskedForAsSixels() =>
        (await SatcliProcess.RunAsync(
            _host.Certificates.Folder,
            Environment("TERM=xterm"),
            ["get-image", .. BrokenCell.Split(' '), "--format", "sixel"]))
        .Expect(ExitCode.Usage)
        .ExpectError("the image at 2,0 is no picture that can be shown");

    private static (string Keys, byte[] Data) Kitty(string screen)
    {
        MatchCollection parts = KittyPart.Matches(screen);
        Assert.IsNotEmpty(parts, screen);
        Assert.IsTrue(parts.All(part => part.Groups[3].Length <= 4096));
        Assert.IsTrue(parts.SkipLast(1).All(part => part.Groups[2].Value == "1") && parts[^1].Groups[2].Value == "0", screen);
        return (parts[0].Groups[1].Value.TrimEnd(','), Convert.FromBase64String(string.Concat(parts.Select(part => part.Groups[3].Value))));
    }

    /// <summary>The pixels that a terminal sets for the sixels among what it is sent.</summary>
    private static Dictionary<(int X, int Y), (int Red, int Green, int Blue)> SixelPixels(string screen)
    {
        Match sixels = Sixels.Match(screen);
        Assert.IsTrue(sixels.Success, screen);
        var colours = new Dictionary<int, (int, int, int)>();
        var pixels = new Dictionary<(int X, int Y), (int Red, int Green, int Blue)>();
        (int x, int top, int colour) = (0, 0, 0);
        foreach (Match item in SixelItem.Matches(sixels.Groups[1].Value))
        {
            int[] numbers = [.. item.Groups["numbers"].Value.Split(';', StringSplitOptions.RemoveEmptyEntries)
                .Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
            switch (item.Groups["op"].Value, numbers)
            {
                case ("#", [var chosen]):
                    colour = chosen;
                    break;
                case ("#", [var defined, 2, var red, var green, var blue]):
                    colours[defined] = (red * 255 / 100, green * 255 / 100, blue * 255 / 100);
                    break;
                case ("$", _):
                    x = 0;
                    break;
                case ("-", _):
                    (x, top) = (0, top + 6);
                    break;
                default:
                    for (int left = numbers is [var repeats] ? repeats : 1; left > 0; left--, x++)
                    {
                        foreach (int bit in Enumerable.Range(0, 6).Where(bit => (((item.Groups["sixel"].Value[0] - '?') >> bit) & 1) != 0))
                        {
                            pixels.Add((x, top + bit), colours[colour]);
                        }
                    }

                    break;
            }
        }

        return pixels;
    }

    private static Dictionary<string, string> Environment(string variables)
    {
        var environment = new Dictionary<string, string>
        {
            ["SATCLI_SERVER"] = _host.Address,
            ["SATCLI_CERTS"] = _host.Certificates.Folder,
            ["TERM"] = "xterm",
            ["NO_COLOR"] = "1",
        };

        // Whatever terminal the tests run in.
        foreach (string name in new[] { "KITTY_WINDOW_ID", "TERM_PROGRAM", "LC_TERMINAL", "TMUX", "STY" })
        {
            environment[name] = "";
        }

        foreach (string[] variable in variables.Split(' ').Select(pair => pair.Split('=')))
        {
            environment[variable[0]] = variable[1];
        }

        return environment;
    }

    /// <summary>Shows an image on a terminal, which answers when it is asked what it can do.</summary>
    /// <returns>What the terminal was sent.</returns>
    private async Task<string> ShowAsync(string cell, string variables, string? answer = null)
    {
        using var timeout = new CancellationTokenSource(Waiting.Patience);
        using Process process =
            PseudoTerminal.Start(context, _host.Certificates.Folder, Environment(variables), "cols 80", $"get-image {cell}");
        var screen = new StringBuilder();
        char[] buffer = new char[4096];
        int read;
        while ((read = await process.StandardOutput.ReadAsync(buffer, timeout.Token)) > 0)
        {
            screen.Append(buffer, 0, read);
            if (answer is not null && screen.ToString().Contains("\e[c", StringComparison.Ordinal))
            {
                await process.StandardInput.WriteAsync(answer.AsMemory(), timeout.Token);
                await process.StandardInput.FlushAsync(timeout.Token);
                answer = null;
            }
        }

        await process.WaitForExitAsync(timeout.Token);
        Assert.AreEqual(ExitCode.Done, process.ExitCode, screen.ToString());
        Assert.IsNull(answer, "the terminal was asked");
        return screen.ToString().Replace("\r\n", "\n", StringComparison.Ordinal);
    }

    [GeneratedRegex("\e_G([^;]*)m=([01]);([^\e]*)\e\\\\")]
    private static partial Regex KittyPart { get; }

    [GeneratedRegex("\e\\]1337;File=([^:]*):([^\a]*)\a")]
    private static partial Regex Iterm2File { get; }

    [GeneratedRegex("\eP[0-9;]*q\"[0-9;]*([^\e]*)\e\\\\")]
    private static partial Regex Sixels { get; }

    // A colour, the beginning of a band or of the next, or a sixel and how often.
    [GeneratedRegex("(?<op>#)(?<numbers>[0-9;]+)|(?<op>[$-])|(?:!(?<numbers>[0-9]+))?(?<sixel>[?-~])")]
    private static partial Regex SixelItem { get; }
}
