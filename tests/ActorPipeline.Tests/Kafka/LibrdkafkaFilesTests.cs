using System.Runtime.InteropServices;
using ActorPipeline.Kafka.Binding;
using ActorPipeline.Tests.Embedded;
using Xunit;

namespace ActorPipeline.Tests.Kafka;

/// <summary>Which of librdkafka's builds is loaded, and what is said when none can be.</summary>
public sealed class LibrdkafkaFilesTests : IDisposable
{
    private static readonly string Extension = OperatingSystem.IsWindows() ? ".dll" : OperatingSystem.IsMacOS() ? ".dylib" : ".so";
    private readonly TemporaryFolder _temporary = new();
    private readonly string _folder;

    public LibrdkafkaFilesTests() => _folder = _temporary.Of("");

    [Fact]
    public void A_build_that_cannot_be_loaded_gives_way_to_the_next_one()
    {
        WriteBroken("librdkafka");
        File.CreateSymbolicLink(PathOf("centos8-librdkafka"), LoadableFile());

        var library = LibrdkafkaFiles.Load([_folder]);

        Assert.True(NativeLibrary.TryGetExport(library, "rd_kafka_version", out _));
        NativeLibrary.Free(library);
    }

    [Fact]
    public void The_message_names_every_file_tried_with_its_reason()
    {
        WriteBroken("librdkafka");
        WriteBroken("alpine-librdkafka");

        var failure = Assert.Throws<DllNotFoundException>(() => LibrdkafkaFiles.Load([_folder, "/nowhere"]));

        Assert.Contains($"looked for in {_folder}, /nowhere", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"tried {PathOf("librdkafka")} (", failure.Message, StringComparison.Ordinal);
        Assert.Contains($", {PathOf("alpine-librdkafka")} (", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(PathOf("centos8-librdkafka"), failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public void The_message_says_that_there_is_no_file_and_where_it_would_have_been()
    {
        var failure = Assert.Throws<DllNotFoundException>(() => LibrdkafkaFiles.Load([_folder]));

        Assert.Equal(
            $"librdkafka{Extension}, centos8-librdkafka{Extension}, alpine-librdkafka{Extension} were looked for in {_folder}: none is there",
            failure.Message);
    }

    [Fact]
    public void The_programs_folder_is_searched_once() =>
        Assert.Single(LibrdkafkaFiles.SearchedFolders(), folder => Path.GetFullPath(folder) == Path.GetFullPath(AppContext.BaseDirectory));

    public void Dispose() => _temporary.Dispose();

    private static string LoadableFile() => LibrdkafkaFiles.SearchedFolders()
        .SelectMany(folder => LibrdkafkaFiles.Builds.Select(build => Path.Combine(folder, build + Extension)))
        .First(file => File.Exists(file) && NativeLibrary.TryLoad(file, out _));

    private string PathOf(string build) => Path.Combine(_folder, build + Extension);

    private void WriteBroken(string build) => File.WriteAllText(PathOf(build), "no library");
}
