using CodeFirstSatellite.Host.Logging;
using OpenTelemetry.Logs;

namespace CodeFirstSatellite.Host.Observability;

/// <summary>The log that is sent to a collector. What clients do wrong is in it as in our own.</summary>
[ProviderAlias("OpenTelemetry")]
internal sealed class SentLog(OpenTelemetryLoggerProvider inner, LineBudget budget) : ILoggerProvider, ISupportExternalScope
{
    /// <summary>Puts it in the place of OpenTelemetry's own.</summary>
    public static void Use(IServiceCollection services)
    {
        ServiceDescriptor own = services.Single(IsOwn);
        services.Remove(own);
        services.AddSingleton<ILoggerProvider>(provider => new SentLog(
            (OpenTelemetryLoggerProvider)own.ImplementationFactory!(provider), provider.GetRequiredService<LineBudget>()));
    }

    public ILogger CreateLogger(string categoryName)
    {
        ILogger logger = inner.CreateLogger(categoryName);
        return ClientFaultLogger.IsFor(categoryName) ? new ClientFaultLogger(logger, budget, "sent ") : logger;
    }

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => ((ISupportExternalScope)inner).SetScopeProvider(scopeProvider);

    public void Dispose() => inner.Dispose();

    private static bool IsOwn(ServiceDescriptor service) =>
        service.ServiceType == typeof(ILoggerProvider)
        && service.ImplementationFactory?.GetType().GenericTypeArguments is [_, var made]
        && made == typeof(OpenTelemetryLoggerProvider);
}
