using System.Text;
using ActorPipeline.Batches;
using ActorPipeline.Hashing;
using Xunit;

namespace ActorPipeline.Tests.Engine.Batches;

public class TextListTests
{
    [Fact]
    public void Hashes_are_those_of_the_strings_that_are_there_now() => Property.ForSeeds(random =>
    {
        var list = new TextList();
        for (var round = 0; round < 3; round++)
        {
            AddSome(list, random);
            AssertHashes(list, random);
            AddSome(list, random);
            AssertHashes(list, random);
            list.Clear();
        }
    });

    [Fact]
    public void Hashes_of_a_list_that_is_read_are_not_those_of_the_one_before() => Property.ForSeeds(random =>
    {
        var written = new TextList();
        AddSome(written, random);
        var writer = new ByteWriter();
        written.Write(writer);
        var list = new TextList();
        AddSome(list, random);
        AssertHashes(list, random);

        var reader = new ByteReader(writer.Written.Span);
        list.Read(ref reader);

        AssertHashes(list, random);
    });

    private static void AddSome(TextList list, Random random)
    {
        for (var i = random.Next(20); i > 0; i--)
        {
            list.Add(Encoding.UTF8.GetBytes($"text {random.Next()}"));
        }
    }

    private static void AssertHashes(TextList list, Random random)
    {
        var hash = new TableHash(random);
        var hashes = list.Hashes(hash);
        Assert.Equal(list.Count, hashes.Length);
        for (var index = 0; index < list.Count; index++)
        {
            Assert.Equal(hash.Of(list[index]), hashes[index]);
        }
    }
}
