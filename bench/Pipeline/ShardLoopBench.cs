using System.Text.Json;
using ActorPipeline.Bench.Workload;
using Akka.Actor;

namespace ActorPipeline.Bench.Pipeline;

/// <summary>The shard's loop over batches against one mailbox message per event to an Akka.NET actor per key; both count visits and visitors per minute.</summary>
internal static class ShardLoopBench
{
    private const int Events = 1_000_000;

    public static async IAsyncEnumerable<BenchRow> RunAsync(BenchOptions options)
    {
        var events = Math.Min(options.Events, Events);
        var workload = VisitWorkload.Make(events);
        var pipeline = Csc8101.Definition();
        var log = ShardLog.Make(pipeline, workload, batchEvents: 8_192);
        var visits = Enumerable.Range(0, events).Select(index => Visit.Read(workload[index])).ToArray();
        Meter ours = default, theirs = default;
        for (var round = 0; round < 3; round++)
        {
            var loop = Meter.Measure(() => ShardLog.Apply(pipeline, log));
            var actors = await Meter.MeasureAsync(() => KeyActors.RunAsync(visits));
            ours = round == 0 || loop.CpuSeconds < ours.CpuSeconds ? loop : ours;
            theirs = round == 0 || actors.CpuSeconds < theirs.CpuSeconds ? actors : theirs;
        }

        yield return new BenchRow(
            "shard loop, events applied", ours.Rate(events), "one message an event to per-key actors", theirs.Rate(events), theirs.CpuSeconds / ours.CpuSeconds, "5×",
            "windows closed and rows emitted as well; the baseline only counts");
    }
}

/// <summary>A visit, decoded.</summary>
internal sealed record Visit(string Client, string Page, long Minute)
{
    public static Visit Read(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var url = document.RootElement.GetProperty("url");
        var time = document.RootElement.GetProperty("timestamp").GetDateTime();
        return new Visit(
            document.RootElement.GetProperty("client_id").GetString()!,
            url.GetProperty("topic").GetString() + "/" + url.GetProperty("page").GetString(),
            time.Ticks / TimeSpan.TicksPerMinute);
    }
}

/// <summary>The textbook design: an actor per page and per client, one message per event to each.</summary>
internal static class KeyActors
{
    public static async Task RunAsync(Visit[] visits)
    {
        using var system = ActorSystem.Create("bench", "akka { loggers = [], loglevel = OFF, stdout-loglevel = OFF }");
        var actors = new Dictionary<string, IActorRef>();
        foreach (var visit in visits)
        {
            Find(system, actors, "p/" + visit.Page).Tell(visit);
            Find(system, actors, "c/" + visit.Client).Tell(visit);
        }

        foreach (var actor in actors.Values)
        {
            await actor.Ask<int>("count");
        }
    }

    private static IActorRef Find(ActorSystem system, Dictionary<string, IActorRef> actors, string key)
    {
        if (!actors.TryGetValue(key, out var actor))
        {
            actor = system.ActorOf(Props.Create(() => new KeyActor(key[0] == 'p')));
            actors.Add(key, actor);
        }

        return actor;
    }

    private sealed class KeyActor : ReceiveActor
    {
        private readonly Dictionary<(long, string), int> _visits = [];
        private readonly Dictionary<long, HashSet<string>> _visitors = [];

        public KeyActor(bool isPage)
        {
            Receive<Visit>(visit => Count(visit, isPage));
            Receive<string>(_ => Sender.Tell(_visits.Count, Self));
        }

        private void Count(Visit visit, bool isPage)
        {
            var key = (visit.Minute, isPage ? "" : visit.Page);
            _visits[key] = _visits.GetValueOrDefault(key) + 1;
            if (!isPage)
            {
                return;
            }

            if (!_visitors.TryGetValue(visit.Minute, out var visitors))
            {
                visitors = [];
                _visitors.Add(visit.Minute, visitors);
            }

            visitors.Add(visit.Client);
        }
    }
}
