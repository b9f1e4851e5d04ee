using ActorPipeline.Actors.Tests.Harness;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Event;
using Xunit;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace ActorPipeline.Actors.Tests.Telemetry;

public sealed class AkkaLoggerTests : IDisposable
{
    private readonly LogLines _lines = new();
    private readonly ActorSystem _system;

    public AkkaLoggerTests() => _system = Systems.Local(loggers: _lines);

    public void Dispose() => _system.Dispose();

    [Fact]
    public async Task Levels_categories_and_exceptions_come_through()
    {
        var (log, failure) = (Logging.GetLogger(_system, typeof(AkkaLoggerTests)), new InvalidOperationException("broken"));
        log.Debug("not logged");
        log.Info("one {0}", 1);
        log.Warning("two");
        log.Error(failure, "three");
        var lines = await FoundAsync(typeof(AkkaLoggerTests).FullName!, 3);
        Assert.Equal([LogLevel.Information, LogLevel.Warning, LogLevel.Error], lines.Select(line => line.Level));
        Assert.Equal(["one 1", "two", "three"], lines.Select(line => line.Text.Split(": ")[^1]));
        Assert.Equal([null, null, failure], lines.Select(line => line.Exception));
    }

    [Fact]
    public async Task What_has_no_class_is_logged_as_Akka_s()
    {
        Logging.GetLogger(_system, "somewhere").Warning("told");
        await Eventually.HoldsAsync(() => _lines.All.Any(line => line.Category == "Akka" && line.Text.StartsWith("somewhere") && line.Text.EndsWith(": told")));
    }

    [Fact]
    public async Task A_region_that_waits_for_its_coordinator_is_no_warning()
    {
        Logging.GetLogger(_system, typeof(ShardRegion)).Warning("waits");
        Assert.Equal(LogLevel.Information, Assert.Single(await FoundAsync(typeof(ShardRegion).FullName!, 1)).Level);
    }

    [Fact]
    public async Task An_actor_that_fails_is_logged_with_its_exception()
    {
        _system.ActorOf(Props.Create<Failing>(), "failing").Tell("now", ActorRefs.NoSender);
        await Eventually.HoldsAsync(() => _lines.All.Any(line => line.Level == LogLevel.Error && line.Text.Contains("/user/failing") && line.Exception is InvalidOperationException));
    }

    private async Task<List<LogLine>> FoundAsync(string category, int count)
    {
        await Eventually.HoldsAsync(() => _lines.All.Count(line => line.Category == category) >= count);
        return [.. _lines.All.Where(line => line.Category == category)];
    }

    private sealed class Failing : ReceiveActor
    {
        public Failing() => ReceiveAny(_ => throw new InvalidOperationException("broken"));
    }
}
