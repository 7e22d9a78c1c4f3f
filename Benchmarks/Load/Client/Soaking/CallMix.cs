namespace Benchmarks.Load.Client.Soaking;

/// <summary>How often each kind of call is made.</summary>
internal static class CallMix
{
    private static readonly (SoakCall Call, int Share)[] Shares =
    [
        (SoakCall.Image, 140),
        (SoakCall.SmallArea, 40),
        (SoakCall.LargeArea, 4),
        (SoakCall.LateArea, 4),
        (SoakCall.LeftArea, 6),
        (SoakCall.OutsideImage, 4),
        (SoakCall.NewConnection, 2),
    ];

    private static readonly int Whole = Shares.Sum(share => share.Share);

    public static SoakCall Next(Random random)
    {
        int at = random.Next(Whole);
        return Shares.First(share => (at -= share.Share) < 0).Call;
    }
}
