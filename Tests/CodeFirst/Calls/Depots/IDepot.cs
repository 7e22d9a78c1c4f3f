using System.Runtime.Serialization;
using ProtoBuf;
using ProtoBuf.Grpc.Configuration;

namespace Tests.CodeFirst.Calls.Depots;

/// <summary>A service of which the generator compiles <see cref="Weigh"/> and leaves all other methods to protobuf-net.Grpc.</summary>
[Service("test.Depot")]
public interface IDepot
{
    Task<Parcel> Weigh(Parcel parcel, CallContext context = default);

    // protobuf-net.Grpc serves it; its analyzer does not know that.
#pragma warning disable PBN2003
    ValueTask<string> Code(Parcel parcel, CancellationToken cancellationToken = default);
#pragma warning restore PBN2003

    Task<Crate> Open(Crate crate, CallContext context = default);

    IAsyncEnumerable<Crate> Unload(Crate crate, CallContext context = default);

    Task<Crate> Load(IAsyncEnumerable<Crate> crates, CallContext context = default);

    IAsyncEnumerable<Crate> Exchange(IAsyncEnumerable<Crate> crates, CallContext context = default);
}

/// <summary>A service that is protobuf-net.Grpc's as a whole, because it inherits methods.</summary>
[Service("test.Yard")]
public interface IYard : IHasCapacity
{
    Task<Parcel> Fetch(Parcel parcel);
}

/// <summary>Methods that services share.</summary>
[SubService]
public interface IHasCapacity
{
    Task<Parcel> Capacity();
}

[DataContract]
public sealed class Parcel : IPayloadLength
{
    /// <summary>Bytes that it took on the wire.</summary>
    public long Length { get; private set; }

    [DataMember(Order = 1)]
    public string Label { get; set; } = "";

    [DataMember(Order = 2)]
    public int Grams { get; set; }

    void IPayloadLength.SetLength(long length) => Length = length;
}

/// <summary>A message that only protobuf-net can serialize: it has a derived one.</summary>
[ProtoContract]
[ProtoInclude(10, typeof(ColdCrate))]
public class Crate
{
    [ProtoMember(1)]
    public List<Parcel> Parcels { get; } = [];
}

[ProtoContract]
public sealed class ColdCrate : Crate
{
    [ProtoMember(1)]
    public int Degrees { get; set; }
}

/// <summary>Serves both.</summary>
internal sealed class Depot : IDepot, IYard
{
    public Task<Parcel> Weigh(Parcel parcel, CallContext context) => Task.FromResult(new Parcel { Label = parcel.Label, Grams = 100 });

    public ValueTask<string> Code(Parcel parcel, CancellationToken cancellationToken) => new(parcel.Label.ToUpperInvariant());

    public Task<Crate> Open(Crate crate, CallContext context) => crate.Parcels.Count == 0
        ? throw new RpcException(new Status(StatusCode.FailedPrecondition, "the crate is empty"))
        : Task.FromResult(crate);

    public async IAsyncEnumerable<Crate> Unload(Crate crate, CallContext context)
    {
        foreach (Parcel parcel in crate.Parcels)
        {
            await Task.Yield();
            yield return new Crate { Parcels = { parcel } };
        }
    }

    public async Task<Crate> Load(IAsyncEnumerable<Crate> crates, CallContext context)
    {
        var all = new ColdCrate { Degrees = -18 };
        await foreach (Crate crate in crates)
        {
            all.Parcels.AddRange(crate.Parcels);
        }

        return all;
    }

    public IAsyncEnumerable<Crate> Exchange(IAsyncEnumerable<Crate> crates, CallContext context) => crates;

    public Task<Parcel> Fetch(Parcel parcel) => Task.FromResult(parcel);

    public Task<Parcel> Capacity() => Task.FromResult(new Parcel { Label = "all", Grams = 1_000_000 });
}
