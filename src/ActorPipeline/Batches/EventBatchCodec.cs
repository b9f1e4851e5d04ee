namespace ActorPipeline.Batches;

/// <summary>The stored form of an <see cref="EventBatch"/>, version 1; docs/formats.md describes it byte by byte.</summary>
internal static class EventBatchCodec
{
    public const byte Version = 1;

    private const byte IdleFlag = 1;

    public static void Write(EventBatch batch, ByteWriter writer)
    {
        writer.Byte(Version);
        writer.Byte(batch.IsIdle ? IdleFlag : (byte)0);
        writer.Count(batch.Partition);
        writer.Long(batch.SourceEpoch);
        writer.Varint((ulong)batch.Base);
        writer.Varint((ulong)(batch.Through - batch.Base));
        writer.Long(batch.WatermarkMs);
        WriteList(writer, batch.DeadLetters);
        WriteList(writer, batch.Late);
        WriteList(writer, batch.Filtered);
        batch.Texts.Write(writer);
        writer.Count(batch.Sections.Length);
        foreach (var section in batch.Sections)
        {
            WriteSection(writer, section);
        }
    }

    /// <summary>Reads a batch, checking that every index points at something.</summary>
    /// <exception cref="FormatException">The bytes are damaged or not of this pipeline.</exception>
    /// <exception cref="UnknownFormatVersionException">The record was written by a newer version.</exception>
    public static void Read(ReadOnlySpan<byte> bytes, EventBatch batch)
    {
        batch.Clear();
        var reader = new ByteReader(bytes);
        UnknownFormatVersionException.ThrowUnless(reader.Byte(), Version, "event batch");
        batch.IsIdle = (reader.Byte() & IdleFlag) != 0;
        batch.Partition = reader.Count();
        batch.SourceEpoch = reader.Long();
        batch.Base = (long)reader.Varint();
        var range = reader.Varint();
        Expect(range <= int.MaxValue && batch.Base >= 0 && batch.Base <= long.MaxValue - (long)range, "a range of source offsets", ref reader);
        batch.Through = batch.Base + (long)range;
        batch.WatermarkMs = reader.Long();
        ReadOffsets(ref reader, batch.DeadLetters, (int)range);
        ReadOffsets(ref reader, batch.Late, (int)range);
        ReadOffsets(ref reader, batch.Filtered, (int)range);
        batch.Texts.Read(ref reader);
        Expect(reader.Count() == batch.Sections.Length, "as many sections as the pipeline has views", ref reader);
        foreach (var section in batch.Sections)
        {
            ReadSection(ref reader, section, batch.Texts.Count, (int)range);
        }

        Expect(reader.AtEnd, "the end", ref reader);
    }

    private static void WriteSection(ByteWriter writer, BatchSection section)
    {
        writer.Count(section.Firsts.Count);
        writer.Raw<WindowFirst>(section.Firsts.Span);
        if (section.IsZoned)
        {
            writer.Raw<long>(section.FirstEnds.Span);
        }

        writer.Count(section.UnitCount.Count);
        if (section.UnitCount.Count == 0)
        {
            return;
        }

        writer.Count(section.Panes.Count);
        foreach (var pane in section.Panes.Span)
        {
            writer.Long(pane.Number);
            writer.Count(pane.Skip);
        }

        writer.Packed(section.UnitKey.Span);
        if (section.HasBy)
        {
            writer.Packed(section.UnitBy.Span);
        }

        writer.Packed(section.UnitPane.Span);
        foreach (var column in section.Columns)
        {
            WriteColumn(writer, column);
        }

        writer.Count(section.EventOffset.Count);
        writer.Packed(section.EventOffset.Span);
        writer.Packed(section.EventPrimary.Span);
        if (section.IsFolded)
        {
            writer.Packed(section.UnitCount.Span);
            writer.Packed(section.EventUnit.Span);
        }
    }

    private static void ReadSection(ref ByteReader reader, BatchSection section, int texts, int range)
    {
        ReadFirsts(ref reader, section);

        // There are no more units than events, whose offsets follow.
        var units = reader.Count(1);
        if (units == 0)
        {
            return;
        }

        ReadPanes(ref reader, section);
        ReadIndexes(ref reader, section.UnitKey, units, texts);
        if (section.HasBy)
        {
            ReadIndexes(ref reader, section.UnitBy, units, texts);
        }

        ReadIndexes(ref reader, section.UnitPane, units, section.Panes.Count);
        foreach (var column in section.Columns)
        {
            ReadColumn(ref reader, column, units, texts);
        }

        ReadEvents(ref reader, section, units, range);
    }

    private static void ReadFirsts(ref ByteReader reader, BatchSection section)
    {
        var firsts = section.Firsts.Resize(reader.Count(section.IsZoned ? 24 : 16));
        reader.Raw(firsts);
        if (!section.IsZoned)
        {
            return;
        }

        reader.Raw(section.FirstEnds.Resize(firsts.Length));
        for (var i = 0; i < firsts.Length; i++)
        {
            Expect(section.FirstEnds[i] > firsts[i].WindowStart, "a window's end after its start", ref reader);
        }
    }

    private static void ReadPanes(ref ByteReader reader, BatchSection section)
    {
        var panes = section.Panes.Resize(reader.Count(9));
        for (var i = 0; i < panes.Length; i++)
        {
            panes[i] = new Batches.PaneKey(reader.Long(), reader.Count());
        }
    }

    private static void ReadEvents(ref ByteReader reader, BatchSection section, int units, int range)
    {
        ReadOffsets(ref reader, section.EventOffset, range);
        var events = section.EventOffset.Count;
        reader.Packed(section.EventPrimary.Resize(events));
        if (section.IsFolded)
        {
            reader.Packed(section.UnitCount.Resize(units));
            ReadIndexes(ref reader, section.EventUnit, events, units);
            return;
        }

        Expect(events == units, "one unit an event", ref reader);
        section.UnitCount.Resize(units).Fill(1);
        var unitOf = section.EventUnit.Resize(units);
        for (var i = 0; i < units; i++)
        {
            unitOf[i] = i;
        }
    }

    private static void WriteColumn(ByteWriter writer, UnitColumn column)
    {
        if (column.HasText)
        {
            writer.Packed(column.Text.Span);
        }

        if (column.Kind == Definitions.ColumnKind.Last)
        {
            writer.Raw<long>(column.TimeMs.Span);
        }

        if (column.HasNumber)
        {
            writer.Packed(column.Present.Span);
            writer.Raw<Int128>(column.Number.Span);
        }
    }

    private static void ReadColumn(ref ByteReader reader, UnitColumn column, int units, int texts)
    {
        if (column.HasText)
        {
            ReadIndexes(ref reader, column.Text, units, texts + 1);
        }

        if (column.Kind == Definitions.ColumnKind.Last)
        {
            reader.Raw(column.TimeMs.Resize(units));
        }

        if (column.HasNumber)
        {
            reader.Packed(column.Present.Resize(units));
            reader.Raw(column.Number.Resize(units));
        }
    }

    private static void WriteList(ByteWriter writer, Buffer<int> values)
    {
        writer.Count(values.Count);
        writer.Packed(values.Span);
    }

    // No two are the same, so that each takes a byte at least, but for one that is zero: the column's width stands for that.
    private static void ReadOffsets(ref ByteReader reader, Buffer<int> values, int range) => ReadIndexes(ref reader, values, reader.Count(1), range);

    private static void ReadIndexes(ref ByteReader reader, Buffer<int> values, int count, int limit)
    {
        var span = values.Resize(count);
        reader.Packed(span);
        foreach (var value in span)
        {
            Expect((uint)value < (uint)limit, "an index", ref reader);
        }
    }

    private static void Expect(bool condition, string what, ref ByteReader reader)
    {
        if (!condition)
        {
            throw new FormatException($"expected {what} before byte {reader.Position}");
        }
    }
}
