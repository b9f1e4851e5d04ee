using System.Diagnostics;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text;
using ActorPipeline.Pbm.Hosting;
using Xunit;

namespace ActorPipeline.Tests.Pbm.Hosting;

public sealed partial class StandardOutputTests
{
    private const int SetFlags = 4;
    private const int NonBlocking = 0x800;

    private static readonly string Tool = Path.Combine(AppContext.BaseDirectory, "pbm");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tail_whose_reader_has_gone_ends_with_the_next_record()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "its console takes such output for written");
        await using var node = await FakeNode.StartAsync();
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        node.Answer("GET /pbm/pipelines/csc8101/tail", async context =>
        {
            context.Response.ContentType = "application/x-ndjson";
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(SampleCluster.Tail));
            await context.Response.Body.FlushAsync();
            await gone.Task;
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(SampleCluster.Tail));
        });
        using var tail = Process.Start(new ProcessStartInfo(Tool, ["events", "tail", "csc8101", "--follow"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PBM_NODE"] = node.Address },
        })!;

        Assert.NotNull(await tail.StandardOutput.ReadLineAsync(Cancelled));
        tail.StandardOutput.Close();
        gone.SetResult();

        Assert.Equal("", await tail.StandardError.ReadToEndAsync(Cancelled));
        await tail.WaitForExitAsync(Cancelled);
        Assert.Equal(ExitCode.OutputClosed, tail.ExitCode);
    }

    [Theory]
    [InlineData(">", "")]
    [InlineData(">>", "before\n")]
    public async Task What_is_written_stands_where_programs_before_left_off_and_after_go_on(string redirection, string before)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no such shell");
        using var run = new PbmRun();
        await run.RunAsync("completion", "bash");
        var file = run.Write("out", "before\n");
        using var shell = Process.Start("/bin/sh", ["-c", $"{{ echo first; '{Tool}' completion bash; echo last; }} {redirection} '{file}'"]);
        await shell.WaitForExitAsync(Cancelled);

        Assert.Equal($"{before}first\n{run.Out.Text}last\n", await File.ReadAllTextAsync(file, Cancelled));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_pipe_takes_all_however_slow_its_reader_is(bool isNonBlocking)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the flag's number is Linux's");
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        await using var reader = new AnonymousPipeClientStream(PipeDirection.In, pipe.ClientSafePipeHandle);
        var descriptor = (int)pipe.SafePipeHandle.DangerousGetHandle();
        Assert.Equal(0, isNonBlocking ? Control(descriptor, SetFlags, NonBlocking) : 0);
        var sent = new byte[1 << 20];
        new Random(7).NextBytes(sent);
        var writing = Task.Run(() => FileDescriptor.Write(descriptor, sent), Cancelled);

        var received = new byte[sent.Length];
        await reader.ReadExactlyAsync(received, Cancelled);
        await writing;
        Assert.Equal(sent, received);
    }

    [Fact]
    public void A_pipe_that_nobody_reads_and_a_full_disk_are_told_apart()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "there is no /dev/full");
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        pipe.DisposeLocalCopyOfClientHandle();
        using var full = File.OpenHandle("/dev/full", FileMode.Open, FileAccess.Write);

        Assert.Throws<OutputClosedException>(() => FileDescriptor.Write((int)pipe.SafePipeHandle.DangerousGetHandle(), "x"u8));
        var failure = Assert.Throws<IOException>(() => FileDescriptor.Write((int)full.DangerousGetHandle(), "x"u8));
        Assert.Equal("No space left on device", failure.Message);
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command, int argument);
}
