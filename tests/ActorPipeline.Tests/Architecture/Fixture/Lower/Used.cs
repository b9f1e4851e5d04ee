namespace ActorPipeline.Tests.Architecture.Fixture.Lower;

internal class Used
{
    public static int Count => 1;
}

internal sealed class UsedException : Exception;

[AttributeUsage(AttributeTargets.Class)]
internal sealed class UsedAttribute : Attribute;
