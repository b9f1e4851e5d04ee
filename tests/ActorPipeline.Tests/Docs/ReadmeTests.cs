using ActorPipeline.Declaring;
using ActorPipeline.Hocon;
using Xunit;

namespace ActorPipeline.Tests.Docs;

public sealed class ReadmeTests
{
    [Fact]
    public void The_pipeline_it_shows_can_run_as_it_stands()
    {
        var shown = Checkout.Read("README.md").Split("```hocon\n")[1].Split("```")[0];
        var root = new HoconLayers()
            .AddFile(Path.Combine(Checkout.Root, "hocon", "reference.conf"))
            .AddText(shown, "README.md")
            .Resolve();

        var pipeline = PipelineReader.ReadAll(root.Cursor()).Single(pipeline => pipeline.Name == "shop");

        Assert.Equal(["sales", "buyers", "turnover"], pipeline.Views.Single().Columns.Select(column => column.Name));
    }

    [Fact]
    public void It_names_every_pipeline_that_ships()
    {
        var text = Checkout.Read("README.md");

        Assert.All(
            Directory.EnumerateFiles(Path.Combine(Checkout.Root, "hocon", "pipelines"), "*.conf"),
            file => Assert.Contains($"(hocon/pipelines/{Path.GetFileName(file)})", text, StringComparison.Ordinal));
    }
}
