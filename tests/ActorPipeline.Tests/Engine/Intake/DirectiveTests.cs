using System.Text;
using ActorPipeline.Decoding;
using ActorPipeline.Hashing;
using ActorPipeline.Intake;
using ActorPipeline.Log;
using ActorPipeline.Tests.Engine.Declaring;
using Xunit;

namespace ActorPipeline.Tests.Engine.Intake;

public class DirectiveTests
{
    [Fact]
    public void A_line_that_is_no_event_is_in_no_view_and_leaves_time_where_it_is()
    {
        var pipeline = PipelineText.ReadOne(
            "pipelines.w { source { topic = t, format = w3c, columns = [date, time, page], fields { page = page } }\n"
            + "views { v { key = page, window.length = 1s, columns { n = count } } } }");
        var intake = new IntakeState(pipeline, EventDecoder.Create(pipeline.Source), 0, 1, new IntakePosition(0, EventClock.None), new IntakeOptions(), new TableHash(new Random(1)));

        Assert.Equal(IntakeOutcome.Filtered, Add("#Version: 1.0"));
        Assert.Equal(long.MinValue, intake.WatermarkMs);

        Assert.Equal(IntakeOutcome.Applied, Add("2024-03-06 09:15:01 /a"));
        var watermark = intake.WatermarkMs;
        Assert.Equal(IntakeOutcome.Filtered, Add("#Fields: date time page"));
        Assert.Equal((watermark, 3), (intake.WatermarkMs, intake.Position.NextOffset));

        IntakeOutcome Add(string line) =>
            intake.Add(new LogRecord(intake.Position.NextOffset, 1_709_716_501_000, Encoding.UTF8.GetBytes(line), default)).Outcome;
    }
}
