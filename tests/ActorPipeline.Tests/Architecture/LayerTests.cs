using System.Globalization;
using ActorPipeline.Tests.Docs;
using Xunit;

namespace ActorPipeline.Tests.Architecture;

/// <summary>The folders of a project are layers: none uses another in a circle, and those of the engine use only those above them in docs/architecture.md.</summary>
public sealed class LayerTests
{
    private const string Engine = "ActorPipeline";

    // The layers of the engine, each uses only those above it.
    private static readonly string[] EngineLayers =
    [
        "Hashing",
        "Log",
        "Events",
        "Definitions.Filters",
        "Definitions",
        "Decoding.Time",
        "Decoding.Layouts",
        "Decoding",
        "Guessing",
        "Declaring",
        "Batches",
        "Views",
        "Storage",
        "EventLake",
        "Windows",
        "BatchViews",
        "Jobs",
        "Intake",
        "Shards",
        "Checkpoints",
        "Emission",
        "Asking",
        "Status",
        "Running",
        "Serving",
    ];

    public static TheoryData<string> Projects { get; } = [.. SourceProject.All.Select(project => project.Name)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_two_folders_use_each_other_in_a_circle(string project)
    {
        var circles = Find(project).FolderGraph().Circles();

        Assert.True(circles.Count == 0, $"folders of {project} use each other in a circle:\n{string.Join("\n\n", circles)}");
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_namespace_is_the_folder_of_its_files(string project)
    {
        var elsewhere = Find(project).Files
            .Where(file => file.Namespace != file.Folder && file.Namespace.Length > 0)
            .Select(file => $"{file.Path} declares {file.Namespace} and lies in {file.Folder}")
            .ToList();

        Assert.True(elsewhere.Count == 0, string.Join('\n', elsewhere));
    }

    [Fact]
    public void A_layer_of_the_engine_uses_only_those_above_it()
    {
        var upwards = Find(Engine).FolderGraph().Against([.. EngineLayers.Select(layer => $"{Engine}.{layer}")]);

        Assert.True(upwards.Count == 0, $"these uses go against the order of the engine's layers:\n{string.Join('\n', upwards)}");
    }

    [Fact]
    public void The_layers_are_the_folders_that_there_are()
    {
        var folders = Find(Engine).Files.Select(file => file.Folder[(Engine.Length + 1)..]).Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(EngineLayers.Order(StringComparer.Ordinal), folders);
    }

    [Theory]
    [InlineData("docs/architecture.md", "| {0} |")]
    [InlineData("docs/images/layers.svg", ">{0}</text>")]
    public void The_layers_are_shown_in_their_order(string document, string form)
    {
        var text = Checkout.Read(document);
        var places = EngineLayers.Where(layer => !layer.Contains('.', StringComparison.Ordinal))
            .Select(layer => text.IndexOf(string.Format(CultureInfo.InvariantCulture, form, layer), StringComparison.Ordinal)).ToList();

        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
    }

    private static SourceProject Find(string name) => SourceProject.All.Single(project => project.Name == name);
}
