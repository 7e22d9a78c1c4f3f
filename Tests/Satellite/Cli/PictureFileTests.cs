using System.Diagnostics;
using System.Text;
using CodeFirstSatellite.Cli.Pictures;

namespace Tests.Satellite.Cli;

/// <summary>Decoding of pictures, and what a terminal says that it can show.</summary>
[TestClass]
public sealed class PictureFileTests(TestContext context)
{
    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Jpeg_Decoded_HasThePixelsOfLibjpeg()
    {
        Requirement.Check(context, "djpeg", Requirement.Program("djpeg", "libjpeg-turbo-progs"));
        byte[] jpeg = TestPictures.Jpeg();
        using var folder = new ScratchFolder();
        await File.WriteAllBytesAsync(folder["marble.jpg"], jpeg, context.CancellationToken);
        using Process djpeg = Process.Start("djpeg", ["-pnm", "-nosmooth", "-outfile", folder["marble.ppm"], folder["marble.jpg"]]);
        await djpeg.WaitForExitAsync(context.CancellationToken);

        Picture picture = PictureFile.Identify(jpeg)!.Decode()!;

        byte[] ppm = await File.ReadAllBytesAsync(folder["marble.ppm"], context.CancellationToken);
        byte[] header = Encoding.ASCII.GetBytes($"P6\n{picture.Width} {picture.Height}\n255\n");
        Assert.IsTrue(ppm.AsSpan().StartsWith(header));
        byte[] wanted = ppm[header.Length..];
        byte[] pixels = [.. picture.Rgba.ToArray().Where((_, i) => i % 4 != 3)];
        Assert.HasCount(wanted.Length, pixels);
        Assert.IsLessThan(5, wanted.Zip(pixels, (want, pixel) => Math.Abs(want - pixel)).Max());
    }

    [TestMethod]
    [DataRow((byte)8, (byte)2, TestPictures.Width * 3, true, DisplayName = "colours")]
    [DataRow((byte)8, (byte)3, TestPictures.Width, true, DisplayName = "palette")]
    [DataRow((byte)4, (byte)3, (TestPictures.Width + 1) / 2, false, DisplayName = "palette whose rows end within a byte")]
    [DataRow((byte)4, (byte)0, (TestPictures.Width + 1) / 2, false, DisplayName = "few greys")]
    public void Png_OfSomeKind_IsDecodedOrLeftAlone(byte bitDepth, byte colourType, int rowLength, bool isDecoded)
    {
        byte[] png = TestPictures.Png(bitDepth, colourType, new byte[TestPictures.Height * (1 + rowLength)]);

        PictureFile file = PictureFile.Identify(png)!;

        Assert.AreEqual((TestPictures.Width, TestPictures.Height), (file.Width, file.Height));
        Assert.AreEqual(isDecoded, file.Decode() is not null);
    }

    [TestMethod]
    [DataRow(TestPictures.Height, true)]
    [DataRow(8 * TestPictures.Height, false)]
    public void Png_WithMoreRowsThanItSays_IsLeftAlone(int rows, bool isDecoded)
    {
        byte[] png = TestPictures.Png(bitDepth: 8, colourType: 2, new byte[rows * (1 + (3 * TestPictures.Width))]);

        Assert.AreEqual(isDecoded, PictureFile.Identify(png)!.Decode() is not null);
    }

    [TestMethod]
    [DataRow("\e[?62;4;22c", "62 4 22")]
    [DataRow("typed ahead\e[?64c", "64")]
    [DataRow("\e[?62;4", "")]
    [DataRow("", "")]
    public void Attributes_OfAnAnswer_AreItsNumbers(string answer, string expected) =>
        Assert.AreEqual(expected, string.Join(' ', TerminalQuery.Attributes(answer)));
}
