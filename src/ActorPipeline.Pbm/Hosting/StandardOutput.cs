namespace ActorPipeline.Pbm.Hosting;

/// <summary>Standard output; what it cannot take ends the command as any other failure does. Not thread safe.</summary>
/// <param name="write">Writes all it is given.</param>
internal sealed class StandardOutput(Action<ReadOnlySpan<byte>> write) : Stream
{
    // Told once: what is still buffered then has nowhere to go.
    private bool _isBroken;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The process's own.</summary>
    public static StandardOutput Open() => OperatingSystem.IsWindows()
        ? new StandardOutput(Console.OpenStandardOutput().Write)
        : new StandardOutput(bytes => FileDescriptor.Write(FileDescriptor.StandardOutput, bytes));

    /// <exception cref="PbmException">It cannot be written, for example since the disk is full. Once; later calls do nothing.</exception>
    public override void Write(byte[] buffer, int offset, int count)
    {
        if (_isBroken)
        {
            return;
        }

        try
        {
            write(buffer.AsSpan(offset, count));
        }
        catch (OutputClosedException)
        {
            _isBroken = true;
            throw;
        }
        catch (IOException failure)
        {
            _isBroken = true;
            throw new PbmException(ExitCode.Failed, $"cannot write to standard output: {failure.Message}", failure);
        }
    }

    // Nothing is kept.
    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
