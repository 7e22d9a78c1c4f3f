using CodeFirst.Grpc.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace CodeFirst.Grpc.Server;

/// <summary>Answers gRPC calls of methods and services that do not exist with UNIMPLEMENTED, as HTTP 200.</summary>
internal static class UnimplementedEndpoints
{
    public static readonly string[] Post = ["POST"];

    /// <summary>Everything below a service that none of its methods takes.</summary>
    public static IEndpointConventionBuilder MapMethodsOf(IEndpointRouteBuilder endpoints, string service) =>
        Map(endpoints, $"{service}/{{unimplementedMethod}}", "gRPC - unimplemented method of " + service);

    /// <summary>Every path of the form of a gRPC method that nothing else takes.</summary>
    public static void MapServices(IEndpointRouteBuilder endpoints) =>
        Map(endpoints, "{unimplementedService}/{unimplementedMethod}", "gRPC - unimplemented service");

    public static Status Unimplemented(HttpContext http) =>
        new(StatusCode.Unimplemented, $"the method '{http.Request.Path.Value}' does not exist here; names are case-sensitive");

    public static bool IsOne(Endpoint endpoint) => endpoint.Metadata.GetMetadata<Mark>() is not null;

    private static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string pattern, string displayName)
    {
        // The constraint leaves requests that are not gRPC to the application's other endpoints.
        RoutePattern parsed = RoutePatternFactory.Parse("/" + pattern, defaults: null, parameterPolicies: new RouteValueDictionary { ["unimplementedMethod"] = new GrpcOnly() });
        return endpoints.Map(parsed, AnswerAsync).WithDisplayName(displayName).WithMetadata(new HttpMethodMetadata(Post), Mark.Instance);
    }

    private static Task AnswerAsync(HttpContext http)
    {
        if (RequestCheck.IsGrpc(http))
        {
            http.Response.ContentType = GrpcContentType.Value;
            ResponseTrailer.Write(http.Response.Headers, Unimplemented(http));
        }

        return Task.CompletedTask;
    }

    private sealed class Mark
    {
        public static readonly Mark Instance = new();
    }

    private sealed class GrpcOnly : IRouteConstraint
    {
        public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
            httpContext is not null && GrpcContentType.IsGrpc(httpContext.Request.ContentType);
    }
}
