using System.Text;
using ActorPipeline.Pbm.Loading;
using ActorPipeline.TestKit;
using Xunit;

namespace ActorPipeline.Tests.Pbm.Loading;

public sealed class FollowedFileTests : IDisposable
{
    private static readonly TimeSpan RotateWait = TimeSpan.FromSeconds(5);

    private readonly string _folder = Directory.CreateTempSubdirectory("follow-").FullName;
    private readonly VirtualTimeProvider _clock = new();
    private readonly List<string> _told = [];

    [Fact]
    public void What_is_appended_is_read_once()
    {
        using var file = Follow("one\ntw");

        Assert.Equal("one\ntw", Read(file));
        Assert.Equal("", Read(file));
        Append("log", "o\n");
        Assert.Equal("o\n", Read(file));
        Assert.Equal(8, file.Position);
    }

    [Fact]
    public void Lines_that_a_writer_adds_to_the_old_file_are_read_before_the_new_one()
    {
        using var file = Follow("1\n");
        Assert.Equal("1\n", Read(file));
        Rotate("log.1", "4\n");

        Assert.Equal("", ReadAfter(file, seconds: 4.9));
        Append("log.1", "2\n");
        Assert.Equal("2\n", ReadAfter(file, seconds: 1));
        Assert.Equal("", ReadAfter(file, seconds: 4.9));
        Append("log.1", "3");
        Assert.Equal("3", Read(file));
        Assert.Equal("|4\n", ReadAfter(file, seconds: 5));
        Append("log.1", "too late\n");
        Append("log", "5\n");
        Assert.Equal("5\n", ReadAfter(file, seconds: 60));
    }

    [Fact]
    public void A_writer_that_never_learnt_of_the_rotation_is_followed_as_long_as_the_new_file_is_empty()
    {
        using var file = Follow("1\n");
        Rotate("log.1", "");

        Assert.Equal("1\n", ReadAfter(file, seconds: 3600));
        Append("log.1", "2\n");
        Assert.Equal("2\n", ReadAfter(file, seconds: 3600));
        Assert.Equal("", ReadAfter(file, seconds: 3600));
        Append("log", "3\n");
        Assert.Equal("|3\n", Read(file));
    }

    [Fact]
    public void Rotations_in_a_row_are_read_in_their_order()
    {
        using var file = Follow("1\n");
        Rotate("log.1", "2\n");
        _clock.Advance(TimeSpan.FromSeconds(1));
        Rotate("log.2", "3\n");
        _clock.Advance(TimeSpan.FromSeconds(1));
        Rotate("log.3", "4\n");
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("1\n", Read(file));
        Assert.Equal("|2\n", ReadAfter(file, seconds: 5));
        Assert.Equal("|3\n", ReadAfter(file, seconds: 5));
        Assert.Equal("|4\n", ReadAfter(file, seconds: 5));
    }

    [Fact]
    public void Rotations_are_seen_while_nobody_reads()
    {
        using var file = Follow("0");
        for (var i = 1; i <= 64; i++)
        {
            Rotate($"log.{i}", $"{i}");
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        // No more are held open; what has the name when there is room again is the next.
        Rotate("log.65", "never");
        _clock.Advance(TimeSpan.FromSeconds(1));
        Rotate("log.66", "last");

        var read = "";
        for (var i = 0; i < 70; i++)
        {
            read += ReadAfter(file, seconds: 5);
        }

        Assert.Equal($"{string.Join('|', Enumerable.Range(0, 65))}|last", read);
    }

    [Fact]
    public void A_name_that_is_gone_is_told_once_and_waited_for()
    {
        using var file = Follow("1\n");
        File.Move(Of("log"), Of("log.1"));

        Assert.Equal("1\n", ReadAfter(file, seconds: 4));
        Assert.Empty(_told);
        Append("log.1", "2\n");
        Assert.Equal("2\n", ReadAfter(file, seconds: 3600));
        Assert.Equal($"Could not find file '{Of("log")}'; waiting for a file of this name …", Assert.Single(_told));
        Append("log", "3\n");
        Assert.Equal("|3\n", ReadAfter(file, seconds: 6));
    }

    [Fact]
    public void The_same_file_under_its_old_name_again_is_no_other_one()
    {
        using var file = Follow("1\n");
        File.Move(Of("log"), Of("log.1"));
        Assert.Equal("1\n", ReadAfter(file, seconds: 1));
        File.Move(Of("log.1"), Of("log"));
        Append("log", "2\n");

        Assert.Equal("2\n", ReadAfter(file, seconds: 60));
    }

    [Theory]
    [InlineData("")]
    [InlineData("2\n")]
    [InlineData("3\n4\n5\n")]
    public void A_file_that_is_deleted_and_made_anew_is_another_one_whatever_its_length(string next)
    {
        using var file = Follow("1\n");
        Assert.Equal("1\n", Read(file));
        File.Delete(Of("log"));
        Append("log", next);

        Assert.Equal(next.Length == 0 ? "" : $"|{next}", ReadAfter(file, seconds: 6));
    }

    [Theory]
    [InlineData("3\n")]
    [InlineData("3\n4\n")]
    [InlineData("3\n4\n5\n6\n")]
    [InlineData("\0\0\0\0x\n")]
    public void A_file_that_is_cut_is_read_from_its_start_also_when_it_has_grown_again(string next)
    {
        using var file = Follow("1\n2\n");
        Assert.Equal("1\n2\n", Read(file));
        Overwrite("log", next, length: 0);

        Assert.Equal($"|{next}", Read(file));
        Append("log", "7\n");
        Assert.Equal("7\n", Read(file));
    }

    [Fact]
    public void A_file_that_is_cut_may_stay_empty_for_a_while()
    {
        using var file = Follow("1\n");
        Assert.Equal("1\n", Read(file));
        Overwrite("log", "", length: 0);
        Assert.Equal("|", ReadAfter(file, seconds: 60));
        Append("log", "1\n");

        Assert.Equal("1\n", Read(file));
    }

    [Fact]
    public void A_long_file_that_is_cut_and_longer_by_the_next_look_is_read_from_its_start()
    {
        var (old, anew) = (Lines(0, 1_000), Lines(5_000, 3_000));
        using var file = Follow(old);
        Assert.Equal(old, Read(file));
        Append("log", "last\n");
        Assert.Equal("last\n", Read(file));
        Overwrite("log", anew, length: 0);

        Assert.Equal($"|{anew}", Read(file));
    }

    [Fact]
    public void A_hole_that_comes_between_the_look_whether_a_file_is_cut_and_the_read_is_not_read()
    {
        File.WriteAllText(Of("log"), "half a li");
        using var file = GrowingFile.Open(Of("log"));
        var buffer = new byte[256];
        Assert.Equal(9, file.Read(buffer));
        Assert.False(file.IsCut());
        using (var writer = new FileStream(Of("log"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            writer.SetLength(0);
            writer.Position = 100;
            writer.Write("two\n"u8);
        }

        Assert.Null(file.Read(buffer));
        Assert.Equal(9, file.Position);
        Assert.True(file.IsCut());
    }

    [Fact]
    public void NULs_that_are_filled_in_later_are_no_cut()
    {
        using var file = Follow("1\n\0\0");
        Assert.Equal("1\n\0\0", Read(file));
        Overwrite("log", "1\n2\n", length: 4);
        Append("log", "3\n");

        Assert.Equal("3\n", Read(file));
    }

    [Fact]
    public void A_link_that_is_turned_to_another_file_is_a_rotation()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege there");
        File.WriteAllText(Of("monday"), "1\n");
        File.CreateSymbolicLink(Of("log"), Of("monday"));
        using var file = new FollowedFile(Of("log"), RotateWait, _clock, _told.Add);
        Assert.Equal("1\n", Read(file));
        File.WriteAllText(Of("tuesday"), "3\n");
        File.Delete(Of("log"));
        File.CreateSymbolicLink(Of("log"), Of("tuesday"));

        Assert.Equal("", ReadAfter(file, seconds: 4));
        Append("monday", "2\n");
        Assert.Equal("2\n", ReadAfter(file, seconds: 4));
        Assert.Equal("|3\n", ReadAfter(file, seconds: 5));
    }

    [Fact]
    public void The_next_file_is_read_at_once_when_that_is_wanted()
    {
        using var file = Follow("1", rotateWait: TimeSpan.Zero);
        Rotate("log.1", "2");
        _clock.Advance(NameWatch.BetweenLooks);

        Assert.Equal("1|2", Read(file));
    }

    [Fact]
    public async Task A_read_waits_for_what_comes()
    {
        using var file = Follow("");
        var reading = file.ReadAsync(new byte[10], TestContext.Current.CancellationToken);
        Assert.False(reading.IsCompleted);
        Append("log", "1\n");
        _clock.Advance(NameWatch.BetweenLooks);

        Assert.Equal(2, await reading);
    }

    [Fact]
    public void A_file_has_one_identity_under_all_its_names()
    {
        File.WriteAllText(Of("a"), "x");
        File.WriteAllText(Of("b"), "x");
        using var before = GrowingFile.Open(Of("a"));
        File.Move(Of("a"), Of("c"));
        using var after = GrowingFile.Open(Of("c"));
        using var other = GrowingFile.Open(Of("b"));

        Assert.Equal(before.Identity, after.Identity);
        Assert.NotEqual(before.Identity, other.Identity);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Lines(int from, int count) => string.Concat(Enumerable.Range(from, count).Select(i => $"line {i}\n"));

    /// <summary>What there is to read, a bar for every end of a file.</summary>
    private static string Read(FollowedFile file)
    {
        var text = new StringBuilder();
        var buffer = new byte[100];
        while (file.TryRead(buffer) is { } read)
        {
            text.Append(read == 0 ? "|" : Encoding.UTF8.GetString(buffer, 0, read));
        }

        return text.ToString();
    }

    private string ReadAfter(FollowedFile file, double seconds)
    {
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        return Read(file);
    }

    private FollowedFile Follow(string text, TimeSpan? rotateWait = null)
    {
        File.WriteAllText(Of("log"), text);
        return new FollowedFile(Of("log"), rotateWait ?? RotateWait, _clock, _told.Add);
    }

    private string Of(string name) => Path.Combine(_folder, name);

    private void Append(string name, string text) => File.AppendAllText(Of(name), text);

    private void Rotate(string to, string next)
    {
        File.Move(Of("log"), Of(to));
        File.WriteAllText(Of("log"), next);
    }

    // In place: what a writer leaves that cuts the file and goes on.
    private void Overwrite(string name, string text, long length)
    {
        using var file = new FileStream(Of(name), FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        file.SetLength(length);
        file.Write(Encoding.UTF8.GetBytes(text));
    }
}
