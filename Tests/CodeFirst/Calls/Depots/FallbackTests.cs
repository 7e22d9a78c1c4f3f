using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Tests.CodeFirst.Calls.Depots;

/// <summary>Calls of what the generator leaves to protobuf-net.Grpc, beside what it compiles: both lines break neither.</summary>
[TestClass]
public sealed class FallbackTests
{
    private static readonly ColdCrate Cold = new()
    {
        Degrees = 4,
        Parcels = { new Parcel { Label = "milk", Grams = 1_030 }, new Parcel { Label = "eggs", Grams = 600 } },
    };

    [TestMethod]
    public async Task Method_OfCompiledMessages_IsServedBesideOthers()
    {
        await using ProbeServer server = await StartAsync();
        Parcel weighed = await Contracts.Create<IDepot>(server.Channel).Weigh(new Parcel { Label = "tea" }).Patiently();
        Assert.AreEqual(("tea", 100), (weighed.Label, weighed.Grams));
    }

    [TestMethod]
    public async Task Message_ThatAsksForItsLength_IsToldItOnBothSides()
    {
        await using ProbeServer server = await StartAsync();
        var sent = new Parcel { Label = "tea" };
        Parcel received = await Contracts.Create<IDepot>(server.Channel).Weigh(sent).Patiently();

        // A tag, a length and "tea"; the answer has a tag and 100 besides.
        Assert.AreEqual((5L, 7L), (sent.Length, received.Length));
    }

    [TestMethod]
    public async Task Method_ThatReturnsAString_IsServed()
    {
        await using ProbeServer server = await StartAsync();
        Assert.AreEqual("TEA", await Contracts.Create<IDepot>(server.Channel).Code(new Parcel { Label = "tea" }).AsTask().Patiently());
    }

    [TestMethod]
    public async Task DerivedMessage_SentBothWays_ArrivesAsWhatItIs()
    {
        await using ProbeServer server = await StartAsync();
        Crate opened = await Contracts.Create<IDepot>(server.Channel).Open(Cold).Patiently();
        Assert.AreEqual(4, Assert.IsInstanceOfType<ColdCrate>(opened).Degrees);
        CollectionAssert.AreEqual(new[] { "milk", "eggs" }, opened.Parcels.ConvertAll(parcel => parcel.Label));
    }

    [TestMethod]
    public async Task Failure_OfAHandler_HasItsStatus()
    {
        await using ProbeServer server = await StartAsync();
        RpcException failure = await Assert.ThrowsExactlyAsync<RpcException>(
            () => Contracts.Create<IDepot>(server.Channel).Open(new Crate()).Patiently());
        Assert.AreEqual(new Status(StatusCode.FailedPrecondition, "the crate is empty").ToString(), failure.Status.ToString());
    }

    [TestMethod]
    public async Task Streams_OfAllKinds_CarryEveryMessage()
    {
        await using ProbeServer server = await StartAsync();
        IDepot depot = Contracts.Create<IDepot>(server.Channel);
        var crate = new Crate();
        crate.Parcels.AddRange(Enumerable.Range(0, 1_000).Select(i => new Parcel { Label = $"{i}", Grams = i }));

        List<Crate> unloaded = await depot.Unload(crate).ToListAsync().AsTask().Patiently();
        Assert.HasCount(1_000, unloaded);
        Crate loaded = await depot.Load(unloaded.ToAsyncEnumerable()).Patiently();
        Assert.AreEqual(-18, Assert.IsInstanceOfType<ColdCrate>(loaded).Degrees);
        List<Crate> exchanged = await depot.Exchange(unloaded.ToAsyncEnumerable()).ToListAsync().AsTask().Patiently();
        foreach (IEnumerable<Parcel> parcels in new[] { loaded.Parcels, exchanged.SelectMany(one => one.Parcels) })
        {
            CollectionAssert.AreEqual(crate.Parcels.ConvertAll(parcel => parcel.Label), parcels.Select(parcel => parcel.Label).ToList());
        }
    }

    [TestMethod]
    public async Task Service_LeftAsAWhole_IsServedWithWhatItInherits()
    {
        await using ProbeServer server = await StartAsync();
        IYard yard = Contracts.Create<IYard>(server.Channel);
        Assert.AreEqual("tea", (await yard.Fetch(new Parcel { Label = "tea" }).Patiently()).Label);
        Assert.AreEqual(1_000_000, (await yard.Capacity().Patiently()).Grams);
    }

#if !PLAIN
    [TestMethod]
    public void Generator_OfTheseContracts_CompilesWhatTheseTestsSay()
    {
        Assert.IsTrue(global::CodeFirst.Grpc.CompiledContract.TryGet(typeof(IDepot), out var depot), "IDepot is not compiled");
        Assert.IsFalse(global::CodeFirst.Grpc.CompiledContract.TryGet(typeof(IYard), out _), "IYard is compiled");
        Assert.AreEqual(
            "Weigh",
            string.Join(' ', depot!.File.Service.Single(service => service.Name == "Depot").Method.Select(method => method.Name)));
    }
#endif

    private static Task<ProbeServer> StartAsync() => ProbeServer.StartAsync(
        services: services => services.AddSingleton<Depot>(), map: app => app.MapGrpcService<Depot>());
}
