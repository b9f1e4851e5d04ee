using System.Reflection;

namespace ActorPipeline.Tests.Architecture;

/// <summary>A type of an assembly names another one of it. Nested and generated types stand for the one they are declared in.</summary>
internal readonly record struct TypeUse(Type From, Type To);

/// <summary>Finds which types of an assembly use which: in what they declare, and in the code of their methods.</summary>
internal static class TypeUses
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>All uses between different types of an assembly.</summary>
    public static IReadOnlySet<TypeUse> Of(Assembly assembly) => assembly.GetTypes()
        .SelectMany(type => NamedBy(type).SelectMany(Parts).Where(named => named.Assembly == assembly).Select(named => new TypeUse(Outermost(type), Outermost(named))))
        .Where(use => use.From != use.To)
        .ToHashSet();

    private static IEnumerable<Type?> NamedBy(Type type) =>
    [
        type.BaseType,
        .. type.GetInterfaces(),
        .. type.GetGenericArguments().SelectMany(argument => argument.GetGenericParameterConstraints()),
        .. AttributesOf(type),
        .. type.GetFields(Declared).SelectMany(field => AttributesOf(field).Append(field.FieldType)),
        .. type.GetProperties(Declared).SelectMany(AttributesOf),
        .. type.GetMethods(Declared).SelectMany(NamedBy),
        .. type.GetConstructors(Declared).SelectMany(NamedBy),
    ];

    private static IEnumerable<Type?> NamedBy(MethodBase method) =>
    [
        (method as MethodInfo)?.ReturnType,
        .. method.GetParameters().Select(parameter => parameter.ParameterType),
        .. method.IsGenericMethod ? method.GetGenericArguments().SelectMany(argument => argument.GetGenericParameterConstraints()) : [],
        .. AttributesOf(method),
        .. method.GetMethodBody()?.LocalVariables.Select(local => local.LocalType) ?? [],
        .. method.GetMethodBody()?.ExceptionHandlingClauses.Where(clause => clause.Flags == ExceptionHandlingClauseOptions.Clause).Select(clause => clause.CatchType) ?? [],
        .. MethodCode.MembersIn(method).SelectMany(NamedBy),
    ];

    private static IEnumerable<Type?> NamedBy(MemberInfo member) => member switch
    {
        Type type => [type],
        MethodInfo { IsGenericMethod: true } method => [method.DeclaringType, .. method.GetGenericArguments()],
        _ => [member.DeclaringType],
    };

    private static IEnumerable<Type> AttributesOf(MemberInfo member) => member.GetCustomAttributesData().Select(attribute => attribute.AttributeType);

    // List<A[]> names List and A.
    private static IEnumerable<Type> Parts(Type? type) => type switch
    {
        null or { IsGenericParameter: true } => [],
        { HasElementType: true } => Parts(type.GetElementType()),
        { IsFunctionPointer: true } => type.GetFunctionPointerParameterTypes().Append(type.GetFunctionPointerReturnType()).SelectMany(Parts),
        { IsGenericType: true } => type.GetGenericArguments().SelectMany(Parts).Append(type),
        _ => [type],
    };

    private static Type Outermost(Type type) => type switch
    {
        { DeclaringType: { } outer } => Outermost(outer),
        { IsConstructedGenericType: true } => type.GetGenericTypeDefinition(),
        _ => type,
    };
}
