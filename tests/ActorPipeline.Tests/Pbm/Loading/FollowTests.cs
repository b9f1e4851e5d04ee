using System.Text.Json;
using ActorPipeline.Pbm.Hosting;
using ActorPipeline.Pbm.Loading;
using Xunit;

namespace ActorPipeline.Tests.Pbm.Loading;

/// <summary><c>pbm events load --follow</c> against a node that keeps what it is sent.</summary>
public sealed class FollowTests
{
    [Fact]
    public async Task A_file_that_grows_is_followed_through_rotation_until_interrupted()
    {
        await using var node = await FakeNode.StartAsync();
        var topic = new FakeTopic(node);
        using var run = new PbmRun(node.Address) { ClockStands = true };
        var file = run.Write("log", "one\ntw");
        var loading = run.RunAsync("events", "load", "csc8101", file, "--follow", "--rotate-wait", "0", "-o", "json");

        await run.UntilAsync(topic.HoldsAsync(1), loading);
        await File.AppendAllTextAsync(file, "o\n", TestContext.Current.CancellationToken);
        await run.UntilAsync(topic.HoldsAsync(2), loading);
        File.Move(file, file + ".1");
        run.Write("log", "three\n");
        await run.UntilAsync(topic.HoldsAsync(3), loading);
        run.Interrupt();

        Assert.Equal(ExitCode.Interrupted, await loading);
        Assert.Equal(["one", "two", "three"], topic.Records.Values);

        // The key may be pressed before the last answer arrives.
        Assert.InRange(JsonDocument.Parse(run.Out.Text).RootElement.GetProperty("accepted").GetInt64(), 2, 3);
    }

    [Theory]
    [InlineData("lines", "one\ntw", "three\n", "one|tw|three")]
    [InlineData("csv", "name,text\none,1\ntwo,2", "name,text\nthree,3\n", "one,1|two,2|three,3")]
    [InlineData("json", "{\"a\":1}2", "3\n", "{\"a\":1}|2|3")]
    public async Task A_last_record_without_an_end_is_one_when_its_file_is_rotated(string format, string first, string second, string records)
    {
        await using var node = await FakeNode.StartAsync();
        var topic = new FakeTopic(node);
        using var run = new PbmRun(node.Address) { ClockStands = true };
        var file = run.Write("log", first);
        string[] header = format == "csv" ? ["--header"] : [];
        var loading = run.RunAsync(["events", "load", "csc8101", file, "--follow", "--rotate-wait", "0", "--format", format, .. header]);

        await run.UntilAsync(topic.HoldsAsync(1), loading);
        File.Move(file, file + ".1");
        run.Write("log", second);
        await run.UntilAsync(topic.HoldsAsync(3), loading);
        run.Interrupt();

        Assert.Equal(ExitCode.Interrupted, await loading);
        Assert.Equal(records.Split('|'), topic.Records.Values);
    }

    [Fact]
    public async Task A_record_that_is_cut_off_where_its_file_is_rotated_ends_the_load_after_those_before()
    {
        await using var node = await FakeNode.StartAsync();
        var topic = new FakeTopic(node);
        using var run = new PbmRun(node.Address) { ClockStands = true };
        var file = run.Write("log", "1,one\n2,\"cut\n");
        var loading = run.RunAsync("events", "load", "csc8101", file, "--follow", "--rotate-wait", "0", "--format", "csv");

        await run.UntilAsync(topic.HoldsAsync(1), loading);
        File.Move(file, file + ".1");
        run.Write("log", "3,three\n");

        Assert.Equal(ExitCode.Failed, await loading);
        Assert.Contains("log: a quoted field does not end", run.Error.Text, StringComparison.Ordinal);
        Assert.Equal(["1,one"], topic.Records.Values);
    }

    [Fact]
    public async Task A_followed_file_that_is_cut_while_its_writer_goes_on_where_it_was_begins_with_a_hole()
    {
        await using var node = await FakeNode.StartAsync();
        var topic = new FakeTopic(node);
        using var run = new PbmRun(node.Address) { ClockStands = true };
        var path = run.Write("log", "one\nhalf a li");
        await using var writer = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        var loading = run.RunAsync("events", "load", "csc8101", path, "--follow");

        await run.UntilAsync(topic.HoldsAsync(1), loading);
        writer.SetLength(0);
        writer.Position = 2 * LoadBatch.MaxBytes;
        writer.Write("two\n"u8);
        await writer.FlushAsync(TestContext.Current.CancellationToken);
        await run.UntilAsync(topic.HoldsAsync(3), loading);
        run.Interrupt();

        Assert.Equal(ExitCode.Interrupted, await loading);
        Assert.Equal(["one", "half a li", "two"], topic.Records.Values);
    }
}
