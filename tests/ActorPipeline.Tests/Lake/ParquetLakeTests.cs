using System.Text;
using ActorPipeline.EventLake;
using ActorPipeline.Lake;
using ActorPipeline.TestKit.Conformance;
using ActorPipeline.TestKit.Lake;
using ActorPipeline.Tests.Embedded;
using Xunit;

namespace ActorPipeline.Tests.Lake;

public sealed class ParquetLakeTests : LakeConformance, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ParquetLake _lake;

    public ParquetLakeTests() => _lake = new ParquetLake(Root, new ParquetLakeOptions { MemoryBytes = 32 << 20, SpillFolder = _folder.Of("spill") });

    protected override IEventLake Lake => _lake;

    private string Root => _folder.Of("a lake");

    public void Dispose()
    {
        _lake.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Files_lie_in_folders_as_Hive_names_them_and_a_manifest_says_what_they_cover()
    {
        await PublishAsync(From(10), (Hour, "a", null));
        Assert.Equal(
            ["_lake", "site/_commits/0000-1-0000000000000010-0000000000100010.json", "site/date=2017-01-25/hour=13/0000-1-0000000000000010-0000000000100010.parquet"], Files());
        var manifest = await File.ReadAllBytesAsync(Path.Combine(Root, Files()[1]), Ended);
        Assert.StartsWith($$"""{"version":1,"lake":"{{_lake.Id}}","partition":0,"source_epoch":1,"from":10,"to":100010,"epoch":1,"files":[{"hour":"2017-01-25T13","rows":1,"bytes":""", Encoding.UTF8.GetString(manifest), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_has_the_columns_of_the_fields_and_where_the_event_came_from_and_is_sorted_by_time()
    {
        await PublishAsync(From(0), (Hour + 9, "a", null), (Hour + 2, "b", null), (Hour + 5, "c", "d"));
        var from = ParquetFiles.From(Root, "site");
        Assert.Equal(
            ["page VARCHAR", "it's \"x\" VARCHAR", "_source_partition INTEGER", "_source_offset BIGINT", "_event_time TIMESTAMP", "date DATE", "hour BIGINT"],
            ParquetFiles.Texts($"SELECT column_name || ' ' || column_type FROM (DESCRIBE SELECT * FROM {from})"));
        Assert.Equal(["b", "c", "a"], ParquetFiles.Texts($"SELECT page FROM {from}"));
        Assert.Equal(["2017-01-25 13:00:00.002"], ParquetFiles.Texts($"SELECT min(_event_time)::VARCHAR FROM {from}"));
        Assert.Equal(["ZSTD"], ParquetFiles.Texts($"SELECT DISTINCT compression FROM parquet_metadata('{Root}/site/*/*/*.parquet')"));
    }

    [Fact]
    public async Task Text_that_is_no_UTF_8_is_replaced_where_it_is_none()
    {
        await using var draft = _lake.NewDraft(Pipeline, 0, 1);
        var decoded = new ActorPipeline.Events.DecodedEvent(2) { TimeMs = Hour };
        decoded.SetCopy(0, [0x61, 0xFF, 0x62]);
        draft.Add(default, decoded, 0);
        await _lake.PublishAsync("site", new LakeCommit(_lake.Id, From(0), 1, await draft.WriteAsync(From(0), Ended)), Ended);
        Assert.Equal(["a\uFFFDb"], Read().Select(one => one.Fields[0]));
    }

    [Fact]
    public async Task A_draft_is_full_with_its_share_of_memory()
    {
        await using var draft = _lake.NewDraft(Pipeline, 0, 1);
        await using var other = _lake.NewDraft(Pipeline, 1, 1);
        var decoded = new ActorPipeline.Events.DecodedEvent(2) { TimeMs = Hour };
        decoded.SetCopy(0, new byte[5 << 20]);
        draft.Add(default, decoded, 0);
        Assert.False(draft.IsFull);

        other.Add(default, decoded, 0);
        Assert.True(draft.IsFull);
        _ = await draft.WriteAsync(From(0), Ended);
        Assert.False(draft.IsFull);
        Assert.False(other.IsFull);
    }

    [Fact]
    public async Task A_full_disk_is_named_and_nothing_is_half_written()
    {
        using var disk = SmallDisk.MountOrSkip(8);
        using var lake = new ParquetLake(disk.Path, new ParquetLakeOptions { SpillFolder = _folder.Of("spill 2") });
        await using var draft = lake.NewDraft(Pipeline, 0, 1);
        var decoded = new ActorPipeline.Events.DecodedEvent(2) { TimeMs = Hour };
        var bytes = new byte[100_000];
        for (var i = 0; i < 40; i++)
        {
            new Random(i).NextBytes(bytes);
            decoded.Clear();
            decoded.TimeMs = Hour;
            decoded.SetCopy(0, Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes)));
            draft.Add(default, decoded, i);
        }

        disk.Fill();
        var refused = await Assert.ThrowsAsync<EventLakeException>(async () => await draft.WriteAsync(From(0), Ended));
        Assert.StartsWith($"events of site cannot be written into the lake at {disk.Path}: ", refused.Message, StringComparison.Ordinal);

        disk.Free();
        await lake.DropUnclaimedAsync("site", 0, 2, Ended);
        Assert.Empty(Directory.EnumerateFiles(disk.Path, "*.parquet", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Files_that_were_merged_are_gone_and_the_merged_one_is_sorted()
    {
        for (var i = 0; i < 4; i++)
        {
            await PublishAsync(new LakeSpan(0, 1, i, i + 1), (Hour + 50 - i, $"page {i}", null));
        }

        // What a killed run left, and what is not the lake's.
        var hour = Path.Combine(Root, "site", "date=2017-01-25", "hour=13");
        Directory.CreateDirectory(Path.Combine(Root, "site", "_merging", "6"));
        await File.WriteAllTextAsync(Path.Combine(Root, "site", "_merging", "6", "half.parquet"), "PAR1", Ended);
        await File.WriteAllTextAsync(Path.Combine(hour, "notes.txt"), "foreign", Ended);

        var work = await _lake.MergeAsync("site", 7, new LakeMergeOptions(), _ => { }, Ended);
        Assert.Equal((4, 4L), (work.Files, work.Rows));
        Assert.Equal(["0000-1-0000000000000000-0000000000000004.parquet", "notes.txt"], Directory.EnumerateFiles(hour).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(["page 3", "page 2", "page 1", "page 0"], ParquetFiles.Texts($"SELECT page FROM {ParquetFiles.From(Root, "site")}"));
        Assert.False(Directory.Exists(Path.Combine(Root, "site", "_merging", "6")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("PAR1 this is no Parquet file PAR1")]
    public async Task A_damaged_file_is_named_when_it_is_to_be_merged_and_nothing_is_lost(string content)
    {
        for (var i = 0; i < 4; i++)
        {
            await PublishAsync(new LakeSpan(0, 1, i, i + 1), (Hour, "a", null));
        }

        const string Damaged = "0000-1-0000000000000002-0000000000000003.parquet";
        await File.WriteAllTextAsync(Path.Combine(Root, "site", "date=2017-01-25", "hour=13", Damaged), content, Ended);
        var refused = await Assert.ThrowsAsync<EventLakeException>(async () => await _lake.MergeAsync("site", 7, new LakeMergeOptions(), _ => { }, Ended));
        Assert.StartsWith($"files of site in the lake at {Root} cannot be merged: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(Damaged, refused.Message, StringComparison.Ordinal);
        Assert.Equal(9, Files().Count);
    }

    [Fact]
    public async Task A_damaged_file_keeps_no_others_from_being_merged()
    {
        for (var i = 0; i < 8; i++)
        {
            await PublishAsync(new LakeSpan(i / 4, 1, i, i + 1), (Hour, "a", null));
        }

        await File.WriteAllTextAsync(Path.Combine(Root, "site", "date=2017-01-25", "hour=13", "0000-1-0000000000000002-0000000000000003.parquet"), "", Ended);
        await Assert.ThrowsAsync<EventLakeException>(async () => await _lake.MergeAsync("site", 7, new LakeMergeOptions(), _ => { }, Ended));
        Assert.Contains("site/date=2017-01-25/hour=13/0001-1-0000000000000004-0000000000000008.parquet", Files());
        Assert.Equal(1 + 8 + 4 + 1, Files().Count);
    }

    [Theory]
    [InlineData("hour", "hour_")]
    [InlineData("Date", "Date_")]
    [InlineData("_event_time", "_event_time_")]
    [InlineData("PAGE", "PAGE_")]
    public async Task A_field_that_bears_the_name_of_another_column_gets_one_of_its_own(string field, string column)
    {
        var fields = new[] { Pipeline.Source.Fields[0], new Definitions.FieldDefinition(field, "x") };
        await using var draft = _lake.NewDraft(Pipeline with { Source = Pipeline.Source with { Fields = fields } }, 0, 1);
        var decoded = new ActorPipeline.Events.DecodedEvent(2) { TimeMs = Hour };
        decoded.SetCopy(1, "value"u8);
        draft.Add(default, decoded, 0);
        await _lake.PublishAsync("site", new LakeCommit(_lake.Id, From(0), 1, await draft.WriteAsync(From(0), Ended)), Ended);
        Assert.Equal(["value"], ParquetFiles.Texts($"SELECT {column} FROM {ParquetFiles.From(Root, "site")}"));
    }

    [Fact]
    public async Task Files_with_different_fields_are_merged_by_name()
    {
        await PublishAsync(new LakeSpan(0, 1, 0, 1), (Hour, "a", "b"));
        var fewer = Pipeline with { Source = Pipeline.Source with { Fields = [Pipeline.Source.Fields[1], new Definitions.FieldDefinition("new", "new")] } };
        for (var i = 1; i < 4; i++)
        {
            await using var draft = _lake.NewDraft(fewer, 0, 1);
            var decoded = new ActorPipeline.Events.DecodedEvent(2) { TimeMs = Hour };
            decoded.SetCopy(1, "n"u8);
            draft.Add(default, decoded, i);
            var span = new LakeSpan(0, 1, i, i + 1);
            await _lake.PublishAsync("site", new LakeCommit(_lake.Id, span, 1, await draft.WriteAsync(span, Ended)), Ended);
        }

        Assert.Equal(4, (await _lake.MergeAsync("site", 7, new LakeMergeOptions(), _ => { }, Ended)).Files);
        const string More = "\"it's \"\"x\"\"\"";
        Assert.Equal(["a/b/-", "-/-/n", "-/-/n", "-/-/n"], ParquetFiles.Texts(
            $"SELECT concat_ws('/', coalesce(page, '-'), coalesce({More}, '-'), coalesce(new, '-')) FROM {ParquetFiles.From(Root, "site")} ORDER BY _source_offset"));
    }

    [Fact]
    public async Task The_newest_manifests_are_kept()
    {
        for (var i = 0; i < 105; i++)
        {
            await PublishAsync(new LakeSpan(0, 1, i, i + 1), (Hour, "a", null));
        }

        await _lake.MergeAsync("site", 7, new LakeMergeOptions(), _ => { }, Ended);
        var manifests = Directory.EnumerateFiles(Path.Combine(Root, "site", "_commits")).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToList();
        Assert.Equal((100, "0000-1-0000000000000005-0000000000000006.json"), (manifests.Count, manifests[0]));
    }

    [Fact]
    public async Task A_commit_whose_hour_was_deleted_for_its_age_is_published_already()
    {
        var commit = await WriteAsync(1, From(0), (Hour - 1, "old", null), (Hour, "b", null));
        await _lake.PublishAsync("site", commit, Ended);

        // As if its owner had died just before it wrote this.
        File.Delete(Directory.EnumerateFiles(Path.Combine(Root, "site", "_commits")).Single());
        await _lake.DropBeforeAsync("site", LakeHour.Of(Hour), Ended);
        await _lake.PublishAsync("site", commit, Ended);
        Assert.Equal(["b"], Read().Select(one => one.Fields[0]));
    }

    [Fact]
    public async Task A_lake_that_was_made_anew_is_not_taken_for_the_one_that_was_there()
    {
        var commit = await WriteAsync(1, From(0), (Hour, "a", null));
        Directory.Delete(Root, recursive: true);
        using var other = new ParquetLake(Root, new ParquetLakeOptions { SpillFolder = _folder.Of("spill 4") });
        var refused = await Assert.ThrowsAsync<EventLakeException>(async () => await other.PublishAsync("site", commit, Ended));
        Assert.StartsWith($"the lake at {Root} ({other.Id}) is not the one that holds site/0 below offset 100000 ({commit.Lake}): mount that one there; ", refused.Message, StringComparison.Ordinal);

        // As the message says.
        await File.WriteAllTextAsync(Path.Combine(Root, "_lake"), commit.Lake, Ended);
        using var again = new ParquetLake(Root, new ParquetLakeOptions { SpillFolder = _folder.Of("spill 4") });
        var lost = await Assert.ThrowsAsync<EventLakeException>(async () => await again.PublishAsync("site", commit, Ended));
        Assert.Contains("to go on without them create the empty file ", lost.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_no_pointer_says_how_far_it_has_come_the_manifests_do_and_what_is_behind_them_is_deleted()
    {
        await PublishAsync(new LakeSpan(0, 1, 0, 5), (Hour, "a", null));
        await PublishAsync(new LakeSpan(0, 1, 5, 9), (Hour, "b", null), (Hour - 1, "c", null));
        Assert.Equal(9, await _lake.ResumeAsync("site", 0, 1, Ended));

        File.Delete(Directory.EnumerateFiles(Path.Combine(Root, "site", "_commits")).Order(StringComparer.Ordinal).Last());
        Assert.Equal(5, await _lake.ResumeAsync("site", 0, 1, Ended));
        Assert.Equal(["a"], Read().Select(one => one.Fields[0]));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_named()
    {
        var file = _folder.Of("a file");
        File.WriteAllText(file, "");
        var refused = Assert.Throws<EventLakeException>(() => new ParquetLake(Path.Combine(file, "lake"), new ParquetLakeOptions { SpillFolder = _folder.Of("spill 3") }));
        Assert.StartsWith($"the folder of the lake, {Path.Combine(file, "lake")}, cannot be created: ", refused.Message, StringComparison.Ordinal);
    }

    protected override IReadOnlyList<LakeEvent> Read() => ParquetFiles.Read(Root, "site", "page", "it's \"x\"");

    private async Task PublishAsync(LakeSpan span, params (long TimeMs, string? Page, string? More)[] events) =>
        await _lake.PublishAsync("site", await WriteAsync(1, span, events), Ended);

    private List<string> Files() =>
        [.. Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];
}
