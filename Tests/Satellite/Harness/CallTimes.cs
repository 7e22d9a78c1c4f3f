using System.Globalization;
using CodeFirstSatellite.Maps.Changes;

namespace Tests.Satellite.Harness;

/// <summary>Calls that name times, and times as microseconds since 1970 and as text.</summary>
internal static class CallTimes
{
    public const long Hour = 3_600_000_000;
    public const long Day = 24 * Hour;

    public static long Now => VersionTime.Of(DateTimeOffset.UtcNow);

    public static CallContext At(long time) => At(Number(time));

    public static CallContext At(string time) => With("at", time);

    public static CallContext Taken(long time) => Taken(Number(time));

    public static CallContext Taken(string time) => With("taken", time);

    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Text(long time) => DateTimeOffset.UnixEpoch.AddMicroseconds(time)
        .ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    public static async Task AssertFailsAsync(StatusCode status, string message, Func<Task> call)
    {
        RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(call);
        Assert.AreEqual(status, e.StatusCode, e.Status.Detail);
        StringAssert.StartsWith(e.Status.Detail, message, StringComparison.Ordinal);
    }

    private static CallContext With(string name, string value) => new CallOptions(new Metadata { { name, value } });
}
