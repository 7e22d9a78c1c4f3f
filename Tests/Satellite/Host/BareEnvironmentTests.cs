using System.Runtime.Versioning;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>The Host as a user without a name and a home folder, where it can write to nothing.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
[UnsupportedOSPlatform("windows")]
public sealed class BareEnvironmentTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task Host_WithoutHomeNameAndWritableFolder_Serves()
    {
        BareHost.RequireRoot(TestContext);
        using TestCertificates certificates = BareHost.ReadableCertificates();
        await using HostProcess host = BareHost.Start(certificates);

        await BareHost.AssertServesAsync(host, certificates, TestContext.CancellationToken);
    }
}
