using CodeFirst.Generator.Diagnostics;
using CodeFirst.Generator.Model;

namespace CodeFirst.Generator.Checking;

/// <summary>Names that are two in protobuf and one elsewhere, since they differ in case alone: of packages in files and folders, of services in routes.</summary>
internal static class CaseCheck
{
    public static IEnumerable<DiagnosticInfo> Of(IReadOnlyList<ServiceModel> services, IReadOnlyList<Declaration> declarations)
    {
        var packages = new Dictionary<string, Declaration>(StringComparer.OrdinalIgnoreCase);
        foreach (Declaration declaration in declarations.GroupBy(d => d.Package).Select(g => g.First()))
        {
            if (packages.TryGetValue(declaration.Package, out Declaration same))
            {
                yield return DiagnosticInfo.About(declaration.Key, Descriptors.SamePackage, declaration.Readable, declaration.Package, same.Package, same.Readable);
            }
            else
            {
                packages.Add(declaration.Package, declaration);
            }
        }

        var routes = new Dictionary<string, ServiceModel>(StringComparer.OrdinalIgnoreCase);
        foreach (ServiceModel service in services)
        {
            if (!routes.TryGetValue(service.FullName, out ServiceModel same))
            {
                routes.Add(service.FullName, service);
            }
            else if (same.Package == service.Package && same.FullName != service.FullName)
            {
                yield return DiagnosticInfo.About(service.Type.FullName, Descriptors.SameRoute, service.Type.Readable, service.FullName, same.FullName, same.Type.Readable);
            }
        }
    }
}
