using System.Text;
using ActorPipeline.Batches;
using ActorPipeline.EventLake;
using Xunit;

namespace ActorPipeline.Tests.Engine.EventLake;

public class LakeCommitTextTests
{
    // What is stored: a change of it is a new version.
    private const string Stored =
        """{"version":1,"lake":"7f","partition":3,"source_epoch":7,"from":100,"to":250,"epoch":5,"files":[{"hour":"2017-01-25T14","rows":140,"bytes":2048},{"hour":"2017-01-25T15","rows":9,"bytes":512}]}""";

    private static readonly LakeCommit Commit = new(
        "7f", new LakeSpan(3, 7, 100, 250), 5, [new LakeFile(LakeHour.Of(1_485_352_952_000), 140, 2_048), new LakeFile(LakeHour.Of(1_485_356_400_000), 9, 512)]);

    [Fact]
    public void A_commit_is_stored_as_checked_in_and_read_again()
    {
        Assert.Equal(Stored, Encoding.UTF8.GetString(LakeCommitText.Write(Commit).Span));
        var read = LakeCommitText.Read(Encoding.UTF8.GetBytes(Stored));
        Assert.Equal((Commit.Span, Commit.Epoch), (read.Span, read.Epoch));
        Assert.Equal(Commit.Files, read.Files);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""{"version":1,"partition":"x"}""")]
    [InlineData("""{"version":1,"partition":3,"source_epoch":7,"from":100,"to":250,"epoch":5,"files":[{"hour":"soon","rows":1,"bytes":1}]}""")]
    public void What_is_no_commit_is_refused(string text) => Assert.Throws<FormatException>(() => LakeCommitText.Read(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_commit_of_a_version_to_come_is_named() => Assert.Equal(
        "lake commit of version 2: this build knows version 1; run the version that wrote it, or a newer one",
        Assert.Throws<UnknownFormatVersionException>(() => LakeCommitText.Read("{\"version\":2}"u8.ToArray())).Message);
}
