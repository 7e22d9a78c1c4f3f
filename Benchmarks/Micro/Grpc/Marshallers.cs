using Benchmarks.Micro.Contract;

namespace Benchmarks.Micro.Grpc;

public class SmallMarshaller() : MarshallerBenchmarks<Location>(Samples.Small);

public class NestedMarshaller() : MarshallerBenchmarks<Region>(Samples.Nested);

public class ImageMarshaller() : MarshallerBenchmarks<Image>(Samples.Image);

public class ListMarshaller() : MarshallerBenchmarks<Track>(Samples.List);

public class MapMarshaller() : MarshallerBenchmarks<Gazetteer>(Samples.Map);
