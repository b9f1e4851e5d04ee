using System.Globalization;
using System.Text;
using ActorPipeline.Batches;
using ActorPipeline.Definitions;
using Xunit;

namespace ActorPipeline.Tests.Docs;

/// <summary>The record that docs/formats.md takes apart byte by byte is one that the codec reads and writes.</summary>
public sealed class FormatExampleTests
{
    private static readonly ViewDefinition View = new()
    {
        Name = "page-visits",
        KeyFields = [1],
        ByFields = [],
        KeyNames = ["page"],
        ByNames = [],
        Window = new WindowDefinition(5_000, 5_000),
        Columns = [new ColumnDefinition("visits", ColumnKind.Count, -1), new ColumnDefinition("visitors", ColumnKind.Distinct, 0)],
        ServeBy = [["page"]],
    };

    [Fact]
    public void The_codec_writes_the_example_of_the_document() =>
        Assert.Equal(Convert.ToHexString(BytesOfDocument()), Convert.ToHexString(Written(Example())));

    [Fact]
    public void The_codec_reads_the_example_of_the_document()
    {
        var batch = new EventBatch([View]);
        EventBatchCodec.Read(BytesOfDocument(), batch);

        Assert.Equal((2, 1000L, 1004L), (batch.Partition, batch.Base, batch.Through));
        Assert.Equal([3], batch.DeadLetters.Span.ToArray());
        Assert.Equal("/a", Encoding.UTF8.GetString(batch.Texts[0]));
        Assert.Equal([2, 1], batch.Sections[0].UnitCount.Span.ToArray());
        Assert.Equal([2, 3], batch.Sections[0].Columns[1].Text.Span.ToArray());
    }

    private static EventBatch Example()
    {
        var batch = new EventBatch([View]) { Partition = 2, SourceEpoch = 7, Base = 1000, Through = 1004, WatermarkMs = 1_485_352_947_000 };
        batch.DeadLetters.Add(3);
        foreach (var text in (string[])["/a", "u1", "u2"])
        {
            batch.Texts.Add(Encoding.UTF8.GetBytes(text));
        }

        var section = batch.Sections[0];
        section.Firsts.Add(new WindowFirst(1_485_352_950_000, 1_485_352_951_000));
        section.Panes.Add(new PaneKey(297_070_590, 0));
        Fill(section.UnitKey, 0, 0);
        Fill(section.UnitPane, 0, 0);
        Fill(section.Columns[1].Text, 2, 3);
        Fill(section.UnitCount, 2, 1);
        Fill(section.EventOffset, 0, 1, 2);
        Fill(section.EventUnit, 0, 1, 0);
        Fill(section.EventPrimary, 1, 1, 1);
        return batch;
    }

    private static void Fill(Buffer<int> buffer, params ReadOnlySpan<int> values)
    {
        foreach (var value in values)
        {
            buffer.Add(value);
        }
    }

    private static byte[] Written(EventBatch batch)
    {
        var writer = new ByteWriter();
        EventBatchCodec.Write(batch, writer);
        return writer.Written.ToArray();
    }

    // The block fenced as hex: bytes at the beginning of each line, a word of explanation after two spaces.
    private static byte[] BytesOfDocument()
    {
        var document = Checkout.Read("docs/formats.md");
        var block = document.Split("```hex\n")[1].Split("```")[0];
        return [.. block.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(line => line.Split("  ")[0].Split(' '))
            .Select(pair => byte.Parse(pair, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
    }
}
