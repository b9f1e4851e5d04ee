using System.Text;
using ActorPipeline.Decoding;
using ActorPipeline.Definitions;
using ActorPipeline.Events;
using ActorPipeline.Hashing;
using ActorPipeline.Intake;
using ActorPipeline.Tests.Engine.Decoding;
using Xunit;

namespace ActorPipeline.Tests.Engine.Intake;

/// <summary>What of decoded events counts, and how.</summary>
public sealed class EventChecksTests
{
    private const int MaxTextBytes = 64;

    private static readonly PipelineDefinition Pipeline = new()
    {
        Name = "sales",
        Shards = 1,
        Source = Sources.Json("user", "price?", "note?") with { FutureLimit = TimeSpan.FromMinutes(10) },
        Views =
        [
            new ViewDefinition
            {
                Name = "turnover",
                KeyFields = [0],
                ByFields = [],
                KeyNames = ["user"],
                ByNames = [],
                Window = new WindowDefinition(60_000, 60_000),
                Columns = [new ColumnDefinition("turnover", ColumnKind.Sum, 1), new ColumnDefinition("note", ColumnKind.Last, 2)],
                ServeBy = [["user"]],
            },
        ],
    };

    [Theory]
    [InlineData("12.50", null)]
    [InlineData("\"-1e3\"", null)]
    [InlineData("null", null)]
    [InlineData("\"12,50\"", "field price: expected a number below 10^18")]
    [InlineData("1E400", "field price: expected a number below 10^18")]
    [InlineData("true", "field price: expected a number below 10^18")]
    public void What_is_summed_must_be_a_number(string price, string? refusal) => Assert.Equal(refusal, Check($$"""{"user":"ann","price":{{price}}}""", 0));

    [Fact]
    public void An_event_may_not_lie_too_far_after_its_record()
    {
        Assert.Null(Check("""{"user":"ann"}""", aheadMs: 600_000));
        Assert.Equal("event time is 601 s after the record's, expected at most 600 s", Check("""{"user":"ann"}""", aheadMs: 601_000));
    }

    [Fact]
    public void Of_a_long_value_the_beginning_is_kept_and_the_hash_of_all_of_it()
    {
        var (one, other) = (new string('x', 44) + "é" + new string('y', 100), new string('x', 44) + "é" + new string('y', 99) + "z");
        Assert.Matches("^x{44}…[0-9a-f]{16}$", NoteOf(one));
        Assert.NotEqual(NoteOf(one), NoteOf(other));
        Assert.InRange(Encoding.UTF8.GetByteCount(NoteOf(one)), 1, MaxTextBytes);
        Assert.Equal(new string('x', MaxTextBytes), NoteOf(new string('x', MaxTextBytes)));
    }

    private static string? Check(string record, long aheadMs)
    {
        var (bytes, decoded) = Decode(record);
        var error = new EventChecks(Pipeline.Source, new IntakePlan(Pipeline)).Check(bytes, decoded, Sources.TimestampMs - aheadMs);
        Assert.Equal(error.IsError, error.Code is "bad-number" or "in-the-future");
        return error.Detail;
    }

    private static string NoteOf(string note)
    {
        var (bytes, decoded) = Decode($$"""{"user":"ann","note":"{{note}}"}""");
        var plan = new IntakePlan(Pipeline);
        var values = new EventValues(Pipeline, plan, MaxTextBytes, new TableHash(new Random(1)));
        Assert.False(values.Load(bytes, decoded).IsError);
        return Encoding.UTF8.GetString(values.Texts[values.Text(plan.Views[0].Columns[1].Source)]);
    }

    private static (byte[] Record, DecodedEvent Decoded) Decode(string record)
    {
        var (bytes, decoded) = (Encoding.UTF8.GetBytes(record), new DecodedEvent(Pipeline.Source.Fields.Count));
        Assert.False(EventDecoder.Create(Pipeline.Source).Decode(bytes, Sources.TimestampMs, default, decoded).IsError);
        return (bytes, decoded);
    }
}
