using System.Text;
using ActorPipeline.Definitions;
using ActorPipeline.Node.Http;
using ActorPipeline.Node.Serving;
using ActorPipeline.Tests.Node.Harness;
using ActorPipeline.Tests.Node.Live;
using ActorPipeline.Views;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace ActorPipeline.Tests.Node.Serving;

public sealed class RowWriterTests
{
    private static readonly ViewDefinition View = new()
    {
        Name = "prices",
        KeyFields = [0],
        ByFields = [],
        KeyNames = ["item"],
        ByNames = [],
        Window = new WindowDefinition(60_000, 60_000),
        Columns = [new("turnover", ColumnKind.Sum, 1), new("least", ColumnKind.Min, 1), new("mean", ColumnKind.Avg, 1), new("note", ColumnKind.Last, 2)],
        ServeBy = [["item"]],
    };

    private static readonly Row[] Rows = [Row("none", 0m, null, null, null), Row("zero", 0m, 0m, 0.0, ""), Row("", 1.5m, -1m, 0.75, "null")];

    // As pipelines of format csv read it: an empty value without quotes is missing.
    [Fact]
    public async Task In_csv_nothing_is_empty_and_an_empty_text_has_quotes()
    {
        const string Window = "1970-01-01T00:00:00Z,1970-01-01T00:01:00Z,1";
        Assert.Equal(
            "item,window_start,window_end,first_event,turnover,least,mean,note,layer,exact,revision\r\n"
            + $"none,{Window},0,,,,speed,true,0\r\n"
            + $"zero,{Window},0,0,0,\"\",speed,true,0\r\n"
            + $"\"\",{Window},1.5,-1,0.75,null,speed,true,0\r\n",
            await WrittenAsync(RowFormat.Csv));
    }

    [Theory]
    [InlineData(nameof(RowFormat.Json))]
    [InlineData(nameof(RowFormat.NdJson))]
    public async Task In_json_nothing_is_null(string format)
    {
        var text = await WrittenAsync(Enum.Parse<RowFormat>(format));
        Assert.Contains("""{"turnover":0,"least":null,"mean":null,"note":null}""", text, StringComparison.Ordinal);
        Assert.Contains("""{"turnover":0,"least":0,"mean":0,"note":""}""", text, StringComparison.Ordinal);
        Assert.Contains("""{"turnover":1.5,"least":-1,"mean":0.75,"note":"null"}""", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_takes_nothing_for_too_long_is_cut_off()
    {
        var time = new ManualTime();
        using var reads = TestReads.Of(new TestViews(), time, "reads.client-timeout=30s");
        using var stuck = new StuckStream();
        var context = new DefaultHttpContext();
        context.Response.Body = stuck;
        var sent = new RowWriter(reads.Pace).WriteAsync(
            context.Response, RowFormat.Csv, View, Rows.ToAsyncEnumerable(), TestContext.Current.CancellationToken);

        await stuck.Reached.Task.WaitAsync(TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(sent.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));

        var problem = await Assert.ThrowsAsync<ProblemException>(() => sent);
        Assert.Equal("slow-client", problem.Code);
        Assert.Contains("30 s", problem.Message, StringComparison.Ordinal);
    }

    private static Row Row(string item, params object?[] values) => new(
        "shop", View.Name, [new("item", item)], [], new RowWindow(0, 60_000, 1), [.. View.Columns.Zip(values, (column, value) => KeyValuePair.Create(column.Name, value))],
        RowLayer.Speed, Exact: true, Revision: 0);

    private static async Task<string> WrittenAsync(RowFormat format)
    {
        using var body = new MemoryStream();
        var context = new DefaultHttpContext();
        context.Response.Body = body;
        using var reads = TestReads.Of(new TestViews(), TimeProvider.System);
        await new RowWriter(reads.Pace).WriteAsync(context.Response, format, View, Rows.ToAsyncEnumerable(), TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(body.ToArray());
    }

    /// <summary>Takes nothing.</summary>
    private sealed class StuckStream : MemoryStream
    {
        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
        {
            Reached.TrySetResult();
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
        }
    }
}
