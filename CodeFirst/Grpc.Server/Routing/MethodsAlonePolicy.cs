using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace CodeFirst.Grpc.Server;

/// <summary>
/// Leaves a method's path to the method: <see cref="UnimplementedEndpoints"/> match it too, and where there is more than one
/// candidate routing weighs them anew for every call, with route values and constraints, which is three times as much work.
/// </summary>
internal sealed class MethodsAlonePolicy : MatcherPolicy, INodeBuilderPolicy
{
    // Before HTTP methods are told apart, which ASP.NET Core's policy does at -1000.
    public override int Order => -2000;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => endpoints.Any(IsMethod) && endpoints.Any(UnimplementedEndpoints.IsOne);

    public IReadOnlyList<PolicyNodeEdge> GetEdges(IReadOnlyList<Endpoint> endpoints) =>
        [new PolicyNodeEdge(this, [.. endpoints.Where(endpoint => !UnimplementedEndpoints.IsOne(endpoint))])];

    public PolicyJumpTable BuildJumpTable(int exitDestination, IReadOnlyList<PolicyJumpTableEdge> edges) => new Always(edges[0].Destination);

    private static bool IsMethod(Endpoint endpoint) => endpoint.Metadata.GetMetadata<Method>() is not null;

    private sealed class Always(int destination) : PolicyJumpTable
    {
        public override int GetDestination(HttpContext httpContext) => destination;
    }
}
