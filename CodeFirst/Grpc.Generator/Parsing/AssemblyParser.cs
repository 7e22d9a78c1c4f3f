using CodeFirst.Grpc.Generator.Model;
using Microsoft.CodeAnalysis;

namespace CodeFirst.Grpc.Generator.Parsing;

/// <summary>The assembly's own attributes to <see cref="AssemblyModel"/>.</summary>
internal static class AssemblyParser
{
    public static AssemblyModel Parse(Compilation compilation) => new(
        compilation.AssemblyName ?? "",
        new(compilation.Assembly.GetAttributes()
            .Where(a => a.AttributeClass?.ToDisplayString() == KnownNames.ProtoFile)
            .Select(a => new PackageOptions(a.FirstOrNamed("Package") ?? "", a.Named("FileName"), a.Named("GoPackage")))));
}
