using ActorPipeline.Hocon.Origins;
using ActorPipeline.Node.Engines;
using ActorPipeline.Node.Settings;
using Xunit;

namespace ActorPipeline.Tests.Node.Settings;

/// <summary>The sections that every check of a configuration reads with the pipelines.</summary>
public sealed class EngineSectionsTests
{
    [Theory]
    [InlineData("engine.backoff.longst = 1s", "engine.backoff.longst: expected one of shortest, longest (did you mean longest?)")]
    [InlineData("engine.shards.keep-logs = on", "engine.shards.keep-logs: expected one of")]
    [InlineData("engine.intake.batch-events = 0", "engine.intake.batch-events: expected a whole number from 1")]
    [InlineData("pipeline-defaults.late-aftr = 1s", "pipeline-defaults.late-aftr: expected one of late-after")]
    public void What_is_not_as_expected_is_refused_with_its_place(string text, string message)
    {
        const string Pipeline = "\npipelines.p { source { topic = t, format = json, time = record, fields { a = a } }, views.v { key = [a], window.length = 1m, columns.n = count } }";
        var configuration = NodeConfiguration.LoadAlone(text + Pipeline, "own.conf", ShippedFiles.Hocon);
        var failure = Assert.Throws<ConfigurationException>(() => new NodeEngineFactory().ReadPipelines(configuration));
        Assert.Contains("own.conf:1", failure.Message, StringComparison.Ordinal);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }
}
