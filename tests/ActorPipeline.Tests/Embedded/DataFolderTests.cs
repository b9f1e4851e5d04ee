using ActorPipeline.Embedded;
using Xunit;

namespace ActorPipeline.Tests.Embedded;

public sealed class DataFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_second_holder_is_refused_with_the_folder_and_the_process()
    {
        using var held = DataFolder.Open(_folder.Of("data"));

        var refused = Assert.Throws<DataFolderInUseException>(() => DataFolder.Open(_folder.Of("data")));

        Assert.Contains(_folder.Of("data"), refused.Message, StringComparison.Ordinal);
        Assert.Contains($"process {Environment.ProcessId}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_released_folder_can_be_opened_again()
    {
        DataFolder.Open(_folder.Of("data")).Dispose();

        using var again = DataFolder.Open(_folder.Of("data"));

        Assert.Equal(_folder.Of("data"), again.Path);
    }

    [Fact]
    public void Releasing_twice_does_not_take_the_lock_from_the_next_holder()
    {
        var first = DataFolder.Open(_folder.Of("data"));
        first.Dispose();
        using var second = DataFolder.Open(_folder.Of("data"));
        first.Dispose();

        Assert.Throws<DataFolderInUseException>(() => DataFolder.Open(_folder.Of("data")));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_named_with_the_reason()
    {
        File.WriteAllText(_folder.Of("file"), "");

        var refused = Assert.Throws<DataFolderException>(() => DataFolder.Open(Path.Combine(_folder.Of("file"), "data")));

        Assert.Contains("cannot be used", refused.Message, StringComparison.Ordinal);
        Assert.Contains(_folder.Of("file"), refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
