using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using ActorPipeline.Pbm.Hosting;
using ActorPipeline.Pbm.Loading;
using Xunit;

namespace ActorPipeline.Tests.Pbm.Loading;

public sealed class LoadTests
{
    // Three parts: two full ones and a rest.
    private static readonly string[] Events = [.. Enumerable.Range(0, 12_000).Select(i => $"{{\"event\":{i}}}")];

    // A look at the file, three parts, and what became of them, after the beginning.
    private const int RequestsOfASmoothLoad = 6;

    private static readonly string Text = string.Concat(Events.Select(line => line + "\n"));

    public static TheoryData<int, Mishap> EveryStepAndMishap()
    {
        var data = new TheoryData<int, Mishap>();
        for (var request = 1; request <= RequestsOfASmoothLoad + 1; request++)
        {
            foreach (var mishap in Enum.GetValues<Mishap>().Where(mishap => request > 1 || mishap != Mishap.NotThereYet))
            {
                data.Add(request, mishap);
            }
        }

        return data;
    }

    [Fact]
    public async Task A_file_arrives_line_by_line_and_the_summary_says_so()
    {
        await using var node = await FakeNode.StartAsync();
        var topic = new FakeTopic(node);
        using var run = new PbmRun(node.Address);

        var code = await run.RunAsync("events", "load", "csc8101", run.Write("a", Text), "-o", "json");

        Assert.Equal((ExitCode.Ok, ""), (code, run.Error.Text));
        AssertWhole(topic);
        Assert.Equal(RequestsOfASmoothLoad, topic.Requests);
        using var summary = JsonDocument.Parse(run.Out.Text);
        Assert.Equal(["pipeline", "files", "accepted", "rejected", "applied", "late", "dead_letters", "reasons", "bytes", "seconds"], summary.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.Equal(Events.Length, summary.RootElement.GetProperty("accepted").GetInt64());
        Assert.Equal(0, summary.RootElement.GetProperty("rejected").GetInt64());
        Assert.Equal(Events.Sum(line => line.Length), summary.RootElement.GetProperty("bytes").GetInt64());
    }

    [Theory]
    [MemberData(nameof(EveryStepAndMishap))]
    public async Task Whatever_happens_at_whichever_step_every_event_is_there_once(int request, Mishap mishap)
    {
        await using var node = await FakeNode.StartAsync();

        // The last request is the one that follows a killed node: two mishaps in a row.
        var topic = new FakeTopic(node).Plan(request, mishap);
        _ = request > RequestsOfASmoothLoad ? topic.Plan(3, Mishap.KilledHalfway) : topic;
        using var run = new PbmRun(node.Address);

        var code = await run.RunAsync("events", "load", "csc8101", run.Write("a", Text), "-o", "json");

        Assert.Equal(ExitCode.Ok, code);
        AssertWhole(topic);
        Assert.InRange(topic.Requests, RequestsOfASmoothLoad + 1, RequestsOfASmoothLoad + 6);
        Assert.Contains("node gone, waiting …", run.Error.Text, StringComparison.Ordinal);
        Assert.Equal(Events.Length, JsonDocument.Parse(run.Out.Text).RootElement.GetProperty("accepted").GetInt64());
    }

    [Fact]
    public async Task Several_files_are_one_load_and_standard_input_is_one_of_them()
    {
        await using var node = await FakeNode.StartAsync();
        var topic = new FakeTopic(node).Plan(3, Mishap.KilledHalfway);
        using var run = new PbmRun(node.Address) { Input = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', Events[4_000..9_000]))) };
        var first = run.Write("a", string.Join("\r\n", Events[..4_000]));
        var last = run.Write("c", "\n\n" + string.Join("\n\n", Events[9_000..]) + "\n");

        Assert.Equal(ExitCode.Ok, await run.RunAsync("events", "load", "csc8101", first, "-", last));

        AssertWhole(topic);
    }

    [Fact]
    public async Task A_node_that_lost_what_it_had_accepted_gets_it_again_from_the_file()
    {
        await using var node = await FakeNode.StartAsync();
        var topic = new FakeTopic(node);
        topic.OnPart = parts =>
        {
            if (parts == 2)
            {
                topic.LoseFrom(1_234);
            }
        };
        using var run = new PbmRun(node.Address);

        Assert.Equal(ExitCode.Ok, await run.RunAsync("events", "load", "csc8101", run.Write("a", Text), "-o", "json"));

        AssertWhole(topic);
        Assert.Contains((1_234, 3_766), topic.Parts);
        var summary = JsonDocument.Parse(run.Out.Text).RootElement;
        Assert.Equal(Events.Length, summary.GetProperty("accepted").GetInt64());
        Assert.Equal(Events.Sum(line => line.Length), summary.GetProperty("bytes").GetInt64());
    }

    [Fact]
    public async Task Standard_input_that_would_have_to_be_read_again_ends_the_load()
    {
        await using var node = await FakeNode.StartAsync();
        var topic = new FakeTopic(node);
        topic.OnPart = parts =>
        {
            if (parts == 2)
            {
                topic.LoseFrom(1_234);
            }
        };
        using var run = new PbmRun(node.Address) { Input = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Text)) };

        Assert.Equal(ExitCode.Failed, await run.RunAsync("events", "load", "csc8101", "-"));
        Assert.Contains("lacks events from number 1234 on", run.Error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interrupting_a_load_that_waits_for_standard_input_ends_it()
    {
        await using var node = await FakeNode.StartAsync();
        var topic = new FakeTopic(node);
        using var run = new PbmRun(node.Address) { Input = new HangingStream("one\n"u8.ToArray()) };
        var loading = run.RunAsync("events", "load", "csc8101", "-");

        await run.UntilAsync(topic.HoldsAsync(1), loading);
        run.Interrupt();

        Assert.Equal(ExitCode.Interrupted, await loading);
    }

    [Fact]
    public async Task A_node_whose_port_is_closed_for_a_while_is_waited_for()
    {
        await using var node = await FakeNode.StartAsync();
        var topic = new FakeTopic(node).Plan(4, Mishap.KilledHalfway);
        var killed = new TaskCompletionSource();
        topic.OnPart = parts =>
        {
            if (parts == 2)
            {
                killed.SetResult();
            }
        };
        using var run = new PbmRun(node.Address);
        var loading = run.RunAsync("events", "load", "csc8101", run.Write("a", Text), "--retry-for", "300d");

        await run.UntilAsync(killed.Task, loading);
        await node.StopAsync();
        await run.UntilAsync(run.Error.SeenAsync("node gone, waiting …"), loading);
        await node.RestartAsync();

        Assert.Equal(ExitCode.Ok, await loading);
        AssertWhole(topic);
        Assert.Equal(1, run.Error.Text.Split("node gone").Length - 1);
        Assert.Contains("node back, going on after event 5000", run.Error.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", 1)]
    [InlineData("3s", 6)]
    public async Task Patience_ends(string retryFor, int attempts)
    {
        await using var node = await FakeNode.StartAsync();
        var topic = new FakeTopic(node);
        Enumerable.Range(4, 20).ToList().ForEach(request => topic.Plan(request, Mishap.LostRequest));
        using var run = new PbmRun(node.Address);

        Assert.Equal(ExitCode.CannotConnect, await run.RunAsync("events", "load", "csc8101", run.Write("a", Text), "--retry-for", retryFor, "-o", "json"));

        Assert.InRange(topic.Requests - 3, attempts, attempts + 2);
        Assert.Equal(5_000, JsonDocument.Parse(run.Out.Text).RootElement.GetProperty("accepted").GetInt64());
    }

    [Theory]
    [InlineData(401, ExitCode.Unauthorised)]
    [InlineData(404, ExitCode.NotFound)]
    [InlineData(413, ExitCode.Failed)]
    public async Task A_refusal_is_not_tried_again(int status, int expected)
    {
        await using var node = await FakeNode.StartAsync();
        node.Refuse("POST /pbm/pipelines/csc8101/loads", status, "No", "because");
        using var run = new PbmRun(node.Address);

        Assert.Equal(expected, await run.RunAsync("events", "load", "csc8101", run.Write("a", Text)));
        Assert.Single(node.Requests);
    }

    [Fact]
    public async Task A_record_that_is_too_large_is_left_out_and_told()
    {
        await using var node = await FakeNode.StartAsync();
        var topic = new FakeTopic(node);
        using var run = new PbmRun(node.Address);
        var largest = new string('x', LoadBatch.MaxRecordBytes);

        var code = await run.RunAsync("events", "load", "csc8101", run.Write("a", $"one\n{largest}y\n{largest}\r\nthree\n{largest}{largest}"), "-o", "json");

        Assert.Equal(ExitCode.Failed, code);
        Assert.Equal(["one", largest, "three"], topic.Records.Values);
        var summary = JsonDocument.Parse(run.Out.Text).RootElement;
        Assert.Equal((3, 2), (summary.GetProperty("accepted").GetInt64(), summary.GetProperty("rejected").GetInt64()));
        Assert.Contains("record 2 is larger", run.Error.Text, StringComparison.Ordinal);
        Assert.Contains("2 records were left out", run.Error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CSV_records_may_span_lines_and_the_header_of_each_file_is_none()
    {
        await using var node = await FakeNode.StartAsync();
        var topic = new FakeTopic(node);
        using var run = new PbmRun(node.Address);
        var first = run.Write("a", "\ufeffuser,text\r\n1,\"two\nlines, \"\"quoted\"\"\"\r\n2,plain\r\n");
        var second = run.Write("b", "user,text\n3,last");

        Assert.Equal(ExitCode.Ok, await run.RunAsync("events", "load", "csc8101", first, second, "--format", "csv", "--header"));

        Assert.Equal(["1,\"two\nlines, \"\"quoted\"\"\"", "2,plain", "3,last"], topic.Records.Values);
    }

    [Fact]
    public async Task A_quote_opens_a_field_only_behind_the_separator_of_the_pipeline()
    {
        await using var node = await FakeNode.StartAsync();
        var topic = new FakeTopic(node) { Separator = ";" };
        using var run = new PbmRun(node.Address);

        Assert.Equal(ExitCode.Ok, await run.RunAsync("events", "load", "csc8101", run.Write("a", "1,\"x\n2;\"y\nz\"\n"), "--format", "csv"));
        Assert.Equal(["1,\"x", "2;\"y\nz\""], topic.Records.Values);
    }

    [Theory]
    [InlineData("gzip", false)]
    [InlineData("gzip", true)]
    [InlineData("zstd", false)]
    [InlineData("zstd", true)]
    public async Task A_compressed_file_is_expanded_whatever_its_name(string compression, bool isPiped)
    {
        await using var node = await FakeNode.StartAsync();
        var topic = new FakeTopic(node);
        using var run = new PbmRun(node.Address);
        var records = Enumerable.Range(0, 20_000).Select(i => $"record {i}").ToList();
        var bytes = Compress(compression, string.Join('\n', records));
        run.Input = new MemoryStream(bytes);

        Assert.Equal(ExitCode.Ok, await run.RunAsync("events", "load", "csc8101", isPiped ? "-" : run.Write("log", bytes)));
        Assert.Equal(records, topic.Records.Values);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public async Task A_compressed_file_that_is_cut_short_is_1_and_its_whole_lines_are_taken(string compression)
    {
        await using var node = await FakeNode.StartAsync();
        var topic = new FakeTopic(node);
        using var run = new PbmRun(node.Address);
        var records = Enumerable.Range(0, 200_000).Select(i => $"record {i * 7919L}").ToList();
        var bytes = Compress(compression, string.Join('\n', records));

        Assert.Equal(ExitCode.Failed, await run.RunAsync("events", "load", "csc8101", run.Write("log", bytes[..(bytes.Length * 3 / 4)])));
        Assert.Contains($"log: the {compression} data is cut short", run.Error.Text, StringComparison.Ordinal);
        Assert.InRange(topic.Records.Count, 1, records.Count - 1);
        Assert.Equal(records.Take(topic.Records.Count), topic.Records.Values);
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("a damaged member")]
    [InlineData("zstd")]
    [InlineData("a damaged member that is filled up")]
    public async Task What_follows_gzip_data_and_is_none_is_1_and_said(string what)
    {
        await using var node = await FakeNode.StartAsync();
        var topic = new FakeTopic(node);
        using var run = new PbmRun(node.Address);
        var member = Compress("gzip", "one\ntwo\n");
        byte[] behind = what switch
        {
            "garbage" => "garbage"u8.ToArray(),
            "a damaged member" => [0x1E, .. member.AsSpan(1)],
            "zstd" => Compress("zstd", "three\nfour\n"),
            _ => [0x1E, .. member.AsSpan(1), .. new byte[512]],
        };

        Assert.Equal(ExitCode.Failed, await run.RunAsync("events", "load", "csc8101", run.Write("log", [.. member, .. behind])));
        Assert.Contains("log: behind the gzip data something else follows", run.Error.Text, StringComparison.Ordinal);
        Assert.Equal(["one", "two"], topic.Records.Values);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    public async Task Several_members_of_gzip_are_one_file_and_may_be_filled_up_with_zeros(int zeros)
    {
        await using var node = await FakeNode.StartAsync();
        var topic = new FakeTopic(node);
        using var run = new PbmRun(node.Address);

        byte[] bytes = [.. Compress("gzip", "one\ntwo\n"), .. Compress("gzip", "three\n"), .. new byte[zeros]];

        Assert.Equal(ExitCode.Ok, await run.RunAsync("events", "load", "csc8101", run.Write("log", bytes)));
        Assert.Equal(["one", "two", "three"], topic.Records.Values);
    }

    [Fact]
    public async Task A_frame_of_zstd_that_is_to_be_skipped_may_come_first_and_a_cut_mark_is_no_text()
    {
        await using var node = await FakeNode.StartAsync();
        var topic = new FakeTopic(node);
        using var run = new PbmRun(node.Address);
        var data = Compress("zstd", "one\ntwo\n");

        Assert.Equal(ExitCode.Ok, await run.RunAsync("events", "load", "csc8101", run.Write("a", [0x50, 0x2A, 0x4D, 0x18, 4, 0, 0, 0, 1, 2, 3, 4, .. data])));
        Assert.Equal(["one", "two"], topic.Records.Values);

        Assert.Equal(ExitCode.Failed, await run.RunAsync("events", "load", "csc8101", run.Write("b", data[..3])));
        Assert.Contains("b: the zstd data is cut short", run.Error.Text, StringComparison.Ordinal);
        Assert.Equal(2, topic.Records.Count);
    }

    [Theory]
    [InlineData("csv", "a\n\"b")]
    [InlineData("json", "[{\"a\":1},{\"b\"")]
    [InlineData("json", "[1 2]")]
    [InlineData("json", "[1,2")]
    [InlineData("json", "{}}")]
    public async Task A_file_that_is_not_of_its_format_is_1_and_says_which(string format, string text)
    {
        await using var node = await FakeNode.StartAsync();
        _ = new FakeTopic(node);
        using var run = new PbmRun(node.Address);

        Assert.Equal(ExitCode.Failed, await run.RunAsync("events", "load", "csc8101", run.Write("broken", text), "--format", format));
        Assert.Contains("broken: ", run.Error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_are_read_in_the_order_of_their_first_events_unless_the_given_one_is_wanted()
    {
        await using var node = await FakeNode.StartAsync();
        var topic = new FakeTopic(node) { Preview = records => (0, null, long.TryParse(records[0], out var first) ? first : null) };
        using var run = new PbmRun(node.Address);
        string[] files = [run.Write("now", "30\n31\n"), run.Write("note", "none\n"), run.Write("old.1", "20\n21\n"), run.Write("old.2", "10\n11\n")];

        Assert.Equal(ExitCode.Ok, await run.RunAsync(["events", "load", "csc8101", .. files, "-o", "json"]));
        Assert.Equal(["10", "11", "20", "21", "30", "31", "none"], topic.Records.Values);
        Assert.Contains("reading in the order of their first events", run.Error.Text, StringComparison.Ordinal);
        var read = JsonDocument.Parse(run.Out.Text).RootElement.GetProperty("files").EnumerateArray().Select(file => file.GetString());
        Assert.Equal([files[3], files[2], files[0], files[1]], read);

        topic.Records.Clear();
        Assert.Equal(ExitCode.Ok, await run.RunAsync(["events", "load", "csc8101", .. files, "--as-given"]));
        Assert.Equal(["30", "31", "none", "20", "21", "10", "11"], topic.Records.Values);
    }

    [Fact]
    public async Task A_file_that_is_mostly_of_another_format_is_refused_before_anything_is_loaded()
    {
        await using var node = await FakeNode.StartAsync();
        var topic = new FakeTopic(node) { Preview = records => records[0].StartsWith('x') ? (8, "record 1: bad-json: no object", 5) : (4, "record 9: bad-json: cut", 1), LooksLike = "csv of 2 columns" };
        using var run = new PbmRun(node.Address);
        var good = run.Write("good", string.Join('\n', Enumerable.Repeat("{}", 12)));
        var bad = run.Write("bad", string.Join('\n', Enumerable.Repeat("x", 12)));

        Assert.Equal(ExitCode.Failed, await run.RunAsync("events", "load", "csc8101", good, bad));
        Assert.Contains(
            "bad: 66.7 % of the first 12 events are not of the format of csc8101 (record 1: bad-json: no object); they look like csv of 2 columns; nothing was loaded",
            run.Error.Text,
            StringComparison.Ordinal);
        Assert.Empty(topic.Records);

        Assert.Equal(ExitCode.Ok, await run.RunAsync("events", "load", "csc8101", good, bad, "--force"));
        Assert.Equal(24, topic.Records.Count);
    }

    [Fact]
    public async Task A_pipe_is_opened_once_and_read_whole()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "pipes have no path there");
        await using var node = await FakeNode.StartAsync();
        var topic = new FakeTopic(node) { Preview = records => (records.Count, "record 1: bad-json: no object", 1) };
        using var run = new PbmRun(node.Address);
        var pipe = Path.Combine(run.Folder, "pipe");
        await Process.Start("mkfifo", pipe).WaitForExitAsync(TestContext.Current.CancellationToken);
        var writing = Task.Run(() => File.WriteAllText(pipe, Text), TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Ok, await run.RunAsync("events", "load", "csc8101", pipe));
        await writing;
        AssertWhole(topic);
    }

    [Fact]
    public async Task What_comes_before_a_file_that_has_gone_is_loaded()
    {
        await using var node = await FakeNode.StartAsync();
        var topic = new FakeTopic(node);
        using var run = new PbmRun(node.Address);
        var gone = run.Write("gone", "never\n");
        topic.OnPart = _ => File.Delete(gone);

        Assert.Equal(ExitCode.Failed, await run.RunAsync("events", "load", "csc8101", run.Write("a", Text), gone));
        Assert.Contains("gone: ", run.Error.Text, StringComparison.Ordinal);
        AssertWhole(topic);
    }

    [Fact]
    public async Task Too_few_lines_say_nothing_of_a_file()
    {
        await using var node = await FakeNode.StartAsync();
        var topic = new FakeTopic(node) { Preview = records => (records.Count, "record 1: bad-json: no object", null) };
        using var run = new PbmRun(node.Address);

        Assert.Equal(ExitCode.Ok, await run.RunAsync("events", "load", "csc8101", run.Write("a", "nonsense\n")));
        Assert.Single(topic.Records);
    }

    [Theory]
    [InlineData("0", "{}", "", ExitCode.Ok)]
    [InlineData("3", "{}", "3 events were late", ExitCode.Failed)]
    [InlineData("0", "{\"bad-json\":2,\"bad-time\":1}", "3 became dead letters: bad-json 2, bad-time 1", ExitCode.Failed)]
    public async Task What_was_lost_is_told_and_is_1_unless_it_is_allowed(string late, string letters, string told, int expected)
    {
        await using var node = await FakeNode.StartAsync();
        var topic = new FakeTopic(node);
        topic.Outcomes.Clear();
        topic.Outcomes.Enqueue("{\"done\":false}");
        topic.Outcomes.Enqueue($"{{\"done\":true,\"late\":{late},\"dead_letters\":{letters}}}");
        using var run = new PbmRun(node.Address);
        var file = run.Write("a", "1\n2\n3\n4\n");

        Assert.Equal(expected, await run.RunAsync("events", "load", "csc8101", file, "-o", "json"));
        Assert.Contains("waiting until it is applied", run.Error.Text, StringComparison.Ordinal);
        Assert.Contains(told, run.Error.Text, StringComparison.Ordinal);
        var summary = JsonDocument.Parse(run.Out.Text).RootElement;
        Assert.Equal(expected == ExitCode.Ok ? 4 : 1, summary.GetProperty("applied").GetInt64());
        Assert.Equal(letters, JsonSerializer.Serialize(summary.GetProperty("reasons")));

        Assert.Equal(ExitCode.Ok, await run.RunAsync("events", "load", "csc8101", file, "--allow-late", "--allow-dead-letters"));
    }

    [Fact]
    public async Task Who_does_not_wait_is_not_told_what_became_of_the_load()
    {
        await using var node = await FakeNode.StartAsync();
        var topic = new FakeTopic(node);
        using var run = new PbmRun(node.Address);

        Assert.Equal(ExitCode.Ok, await run.RunAsync("events", "load", "csc8101", run.Write("a", "1\n"), "--no-wait", "-o", "json"));
        Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(run.Out.Text).RootElement.GetProperty("late").ValueKind);
        Assert.Equal(3, topic.Requests);
    }

    [Fact]
    public async Task Progress_is_drawn_on_a_terminal_only()
    {
        await using var node = await FakeNode.StartAsync();
        _ = new FakeTopic(node);
        using var pipe = new PbmRun(node.Address);
        using var terminal = new PbmRun(node.Address) { IsTerminal = true };

        await pipe.RunAsync("events", "load", "csc8101", pipe.Write("a", Text));
        await terminal.RunAsync("events", "load", "csc8101", terminal.Write("a", Text), "-o", "csv");

        Assert.Equal("", pipe.Error.Text);
        Assert.Contains("12,000 events", terminal.Error.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", terminal.Out.Text, StringComparison.Ordinal);
    }

    private static void AssertWhole(FakeTopic topic)
    {
        Assert.Empty(topic.Violations);
        Assert.Equal(Enumerable.Range(0, Events.Length).Select(i => (long)i), topic.Records.Keys);
        Assert.Equal(Events, topic.Records.Values);
    }

    /// <summary>Gives some bytes, then neither more nor an end, and heeds no cancellation: a console.</summary>
    private sealed class HangingStream(byte[] bytes) : MemoryStream(bytes)
    {
        private readonly TaskCompletionSource<int> _never = new();

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position < Length ? ValueTask.FromResult(Read(buffer.Span)) : new ValueTask<int>(_never.Task);
    }

    private static byte[] Compress(string compression, string text)
    {
        using var buffer = new MemoryStream();
        using (Stream stream = compression == "gzip" ? new GZipStream(buffer, CompressionLevel.Fastest) : new ZstdSharp.CompressionStream(buffer))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
        }

        return buffer.ToArray();
    }
}
