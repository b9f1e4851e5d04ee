using ActorPipeline.Node.Engines;
using ActorPipeline.TestKit;
using ActorPipeline.Tests.Security;
using Xunit;

namespace ActorPipeline.Tests.Node.Hosting;

public sealed class StopProgressTests
{
    private readonly VirtualTimeProvider _clock = new();

    [Fact]
    public void A_stop_that_takes_long_names_what_it_waits_for_every_ten_seconds()
    {
        using var log = new RecordedLog();
        using var stopping = new StopProgress(_clock, log);
        stopping.WaitFor("its actors");
        stopping.Begin();
        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Empty(log.Warnings);

        _clock.Advance(TimeSpan.FromSeconds(1));
        using (stopping.Before("Kafka's clients"))
        {
            // The block stands for a part that is disposed of before those clients.
        }

        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(["the node was told to stop 10 s ago and waits for its actors", "the node was told to stop 20 s ago and waits for Kafka's clients"], log.Warnings);
    }

    [Fact]
    public void Nothing_is_said_before_a_stop_nor_after_it()
    {
        using var log = new RecordedLog();
        using (var stopping = new StopProgress(_clock, log))
        {
            // As when an engine whose servers are missing is disposed of, to be started again.
            stopping.WaitFor("Kafka's clients");
            _clock.Advance(TimeSpan.FromMinutes(1));
            Assert.Empty(log.Warnings);
            stopping.WaitFor("its actors");
            stopping.Begin();
        }

        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(log.Warnings);
    }
}
