using ActorPipeline.Embedded.Contents;
using ActorPipeline.Embedded.Files;
using ActorPipeline.Log;
using ActorPipeline.Tests.Docs;
using Xunit;

namespace ActorPipeline.Tests.Embedded.Contents;

public sealed class FolderManifestTests : IDisposable
{
    private static readonly FolderContents Contents = (FolderContents.Empty with { Store = 17, Groups = 4 })
        .With(new TopicContents(new StoredTopic(new TopicDescription("site", 2, 1557000000000001), 21, 26), 0, 1344))
        .With(new TopicContents(new StoredTopic(new TopicDescription("ap.site.shards", 1, 1557000000000002), 21, 26), 67108864, 70000128));

    private readonly TemporaryFolder _folder = new();

    private string File => Path.Combine(_folder.Of(""), "manifest");

    [Fact]
    public void It_is_text_that_ends_with_a_checksum_as_the_documents_show_it()
    {
        Load().Update(_ => Contents);

        var text = System.IO.File.ReadAllText(File);
        Assert.Contains($"```\n{text}```", Checkout.Read("docs/formats.md"), StringComparison.Ordinal);
        Assert.StartsWith("version 1\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_written_is_read_back()
    {
        Load().Update(_ => Contents);

        var read = Load().Contents;

        Assert.Equal(Contents.Topics.Values, read.Topics.Values);
        Assert.Equal((17, 4), (read.Store, read.Groups));
    }

    [Fact]
    public void A_new_one_is_there_before_anything_it_names()
    {
        Load();

        Assert.True(System.IO.File.Exists(File));
    }

    [Fact]
    public void What_changes_nothing_is_not_written()
    {
        var manifest = Load();
        manifest.Update(_ => Contents);
        System.IO.File.Delete(File);

        manifest.Update(contents => contents with { Store = 17 });

        Assert.False(System.IO.File.Exists(File));
    }

    [Fact]
    public void Every_bit_turned_and_every_cut_is_told()
    {
        Load().Update(_ => Contents);
        var bytes = System.IO.File.ReadAllBytes(File);
        for (var i = 0; i < bytes.Length * 8; i++)
        {
            byte[] turned = [.. bytes];
            turned[i / 8] ^= (byte)(1 << (i % 8));
            AssertDamaged(turned);
        }

        for (var length = 0; length < bytes.Length; length++)
        {
            AssertDamaged(bytes[..length]);
        }
    }

    [Fact]
    public void A_later_version_is_refused_by_name()
    {
        CheckedText.Replace(File, "version 2\nanything\n");

        var refused = Assert.Throws<StoredFormatException>(Load);

        Assert.Contains("version 2", refused.Message, StringComparison.Ordinal);
        Assert.Contains(File, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("version 1\nstore x\ngroups 0\n", "line 2 should be \"store NUMBER\"")]
    [InlineData("version 1\nstore 0\ngroups 0\ntopic t partitions 1\n", "line 4 should be \"topic t partitions NUMBER epoch NUMBER page-bits NUMBER")]
    [InlineData("version 1\nstore 0\n", "line 3 should be \"groups NUMBER\"")]
    public void A_line_that_is_not_as_expected_is_named(string lines, string reason)
    {
        CheckedText.Replace(File, lines);

        Assert.Contains(reason, Assert.Throws<StoredFormatException>(Load).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_half_written_new_one_beside_it_does_not_matter()
    {
        Load().Update(_ => Contents);
        System.IO.File.WriteAllText($"{File}.new", "versi");

        var manifest = Load();
        manifest.Update(contents => contents with { Store = 18 });

        Assert.Equal(18, Load().Contents.Store);
    }

    public void Dispose() => _folder.Dispose();

    private FolderManifest Load() => FolderManifest.Load(_folder.Of(""), new FolderGuard(), _ => FolderContents.Empty);

    private void AssertDamaged(byte[] bytes)
    {
        System.IO.File.WriteAllBytes(File, bytes);
        Assert.Contains(File, Assert.Throws<DataLostException>(Load).Message, StringComparison.Ordinal);
    }
}
