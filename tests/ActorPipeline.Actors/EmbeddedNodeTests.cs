using System.Diagnostics.CodeAnalysis;
using ActorPipeline.Actors.Regions;
using ActorPipeline.Actors.Settings;
using ActorPipeline.Actors.Telemetry;
using ActorPipeline.Actors.Tests.Harness;
using ActorPipeline.Asking;
using ActorPipeline.Serving;
using ActorPipeline.Storage;
using ActorPipeline.TestKit;
using ActorPipeline.Views;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace ActorPipeline.Actors.Tests;

[SuppressMessage("Design", "CA1001", Justification = "All in memory: there is nothing to dispose of.")]
public sealed class EmbeddedNodeTests
{
    private readonly Servers _servers = new();
    private readonly LogLines _log = new();

    [Fact]
    public async Task A_node_that_is_alone_serves_every_partition_and_hands_over_in_order_when_it_ends()
    {
        await RunAsync([PlacedRole.Intake, PlacedRole.Shards], async pipeline =>
        {
            _servers.Visit("/", "/", "/a");
            await pipeline.WaitAppliedAsync(flush: false, Eventually.Limit);
            var rows = await pipeline.OpenRowsAsync(new RowQuery { Pipeline = Site.Name, View = Site.Pages }, Eventually.Limit);
            Assert.Equal(["/ 2", "/a 1"], rows.Select(row => $"{row.Key.Single().Value} {row.Columns.Single().Value}").Order());
        });
        Assert.All(Enumerable.Range(0, Site.Definition.Shards), shard => Assert.Equal(1, _servers.Pointer(shard).Epoch));
        Assert.False(_servers.Pointer(7).Current.IsEmpty);
        Assert.DoesNotContain(_log.All, line => line.Level >= Microsoft.Extensions.Logging.LogLevel.Warning);
    }

    [Fact]
    public async Task A_role_that_the_node_lacks_is_served_by_nobody() => await RunAsync([PlacedRole.Shards], async pipeline =>
    {
        await Eventually.HoldsAsync(() => pipeline.Board.Shard(0) != null);
        Assert.Null(pipeline.Board.Intake(0));
    });

    [Fact]
    public async Task Reading_what_a_shard_holds_that_nobody_serves_fails_and_names_it() => await RunAsync([PlacedRole.Intake], async pipeline =>
    {
        var query = new RowQuery { Pipeline = Site.Name, View = Site.Pages, Where = [new("page", "/")] };
        var shard = pipeline.ShardOf(Site.Pages, ["/"]);
        var failure = await Assert.ThrowsAsync<ViewStoreException>(async () => await pipeline.OpenRowsAsync(query, Eventually.Limit));
        Assert.StartsWith($"shard site/{shard} has not answered for 10 s", failure.Message, StringComparison.Ordinal);
        failure = await Assert.ThrowsAsync<ViewStoreException>(async () => await pipeline.EntityAsync(Site.Pages, ["/"], Eventually.Limit));
        Assert.StartsWith($"shard site/{shard} has not answered for 10 s", failure.Message, StringComparison.Ordinal);
    });

    [Fact]
    public async Task The_actors_are_seen_as_a_tree() => await RunAsync([PlacedRole.Intake, PlacedRole.Shards], async (pipeline, system) =>
    {
        ActorTree Region() => ActorTree.Of(system, 4).Children.Single().Children.Single(child => child.Path == "/user/site-shards");
        await Eventually.HoldsAsync(() => Region().Children.Count == 8);
        var region = Region();
        Assert.Equal(("LocalRegion", "/user/site-shards/0", "ShardEntity"), (region.Type, region.Children[0].Path, region.Children[0].Type));
        Assert.Empty(ActorTree.Of(system, 1).Children);
    });

    [Fact]
    public async Task What_reaches_nobody_and_actors_that_start_again_are_counted() => await RunAsync([PlacedRole.Intake], async (pipeline, system) =>
    {
        using var counted = new MeterSums(ActorInstruments.MeterName);
        var failing = system.ActorOf(Props.Create(() => new FailingEntity(pipeline)), "0");
        failing.Tell(new FailingEntity.Message());
        await Eventually.HoldsAsync(() => counted["actorpipeline.actors.restarts{FailingEntity}"] == 1);

        await failing.GracefulStop(TimeSpan.FromSeconds(60));
        failing.Tell(new FailingEntity.Message());
        await Eventually.HoldsAsync(() => counted["actorpipeline.actors.dead_letters{Message}"] == 1);
    });

    [Fact]
    public void The_node_s_section_goes_over_the_product_s_settings_and_the_mode_over_both()
    {
        var settings = AkkaSettings.Of("""{ "cluster": { "min-nr-of-members": 3 }, "actor": { "provider": "local" } }""", isCluster: true, "akka.actor.provider = cluster");
        Assert.Equal((3, "cluster", "off"), (settings.GetInt("akka.cluster.min-nr-of-members"), settings.GetString("akka.actor.provider"), settings.GetString("akka.log-dead-letters")));
    }

    private Task RunAsync(IReadOnlyCollection<PlacedRole> roles, Func<PipelineRuntime, Task> test) => RunAsync(roles, (pipeline, _) => test(pipeline));

    private sealed class FailingEntity : PartitionEntity
    {
        public FailingEntity(PipelineRuntime pipeline)
            : base(pipeline, PlacedRole.Shards, TimeProvider.System) => Receive<Message>(_ => throw new InvalidOperationException("as the test wants it"));

        public sealed record Message;
    }

    private async Task RunAsync(IReadOnlyCollection<PlacedRole> roles, Func<PipelineRuntime, ActorSystem, Task> test)
    {
        var regions = new PartitionRegions(isAlone: true, TimeSpan.FromMilliseconds(1), TimeProvider.System);
        var pipeline = await _servers.StartAsync(regions, loggers: _log);
        var node = new ActorNode { Pipelines = [pipeline], Regions = regions, Roles = roles, Time = TimeProvider.System, ShutdownTimeout = TimeSpan.FromSeconds(60) };
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddAkka(ActorNode.SystemName, system => system.AddEmbeddedNode(node, _log));
        using var host = builder.Build();
        await host.StartAsync(Eventually.Limit);
        var system = host.Services.GetRequiredService<ActorSystem>();
        await test(pipeline, system);
        await CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ClrExitReason.Instance);
        await pipeline.DisposeAsync();
    }
}
