using System.Text.RegularExpressions;
using ActorPipeline.Tests.Docs;
using Xunit;

namespace ActorPipeline.Tests.Architecture;

/// <summary>Akka.NET finds serializers, and what they serialize, by names in its settings: a name that is wrong is found out when the first message is sent.</summary>
public sealed partial class ConfiguredTypeTests
{
    [Fact]
    public void Every_type_that_the_settings_of_the_actor_system_name_exists()
    {
        var names = TypeName().Matches(Checkout.Read("src/ActorPipeline.Actors/Settings/akka.conf")).Select(match => match.Groups["name"].Value).ToList();

        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.True(Type.GetType(name) is not null, $"akka.conf names {name}, which does not exist"));
    }

    [GeneratedRegex(@"""(?<name>ActorPipeline[\w.]*\.\w+, ActorPipeline[\w.]*)""")]
    private static partial Regex TypeName();
}
