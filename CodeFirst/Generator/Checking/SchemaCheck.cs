using CodeFirst.Generator.Model;

namespace CodeFirst.Generator.Checking;

/// <summary>The mistakes that show only when all declarations of an assembly and their names are known.</summary>
internal static class SchemaCheck
{
    public static EquatableArray<DiagnosticInfo> Of(AssemblyContracts contracts, NameTable names)
    {
        IReadOnlyList<Declaration> declarations = Declaration.All(contracts, names);
        return new(
        [
            .. ScopeCheck.Of(contracts, declarations, names),
            .. CaseCheck.Of(contracts.Services, declarations),
            .. FileCheck.Of(declarations),
            .. ImportCheck.Of(declarations, names),
            .. ProtoFileCheck.Of(contracts, declarations),
        ]);
    }
}
