using System.Runtime.InteropServices;

namespace ActorPipeline.Pbm.Hosting;

/// <summary>Writes to a descriptor that the process was given: a pipe, a file, a terminal. Unix only.</summary>
/// <remarks>The console's stream takes for written what goes into a pipe that nobody reads. A <see cref="FileStream"/> writes to a file at a place of its own
/// instead of the one that all programs share which the shell gave the file to.</remarks>
internal static partial class FileDescriptor
{
    public const int StandardOutput = 1;

    // The numbers that Linux and macOS agree on, and the one they do not.
    private const int Interrupted = 4;
    private const int BrokenPipe = 32;
    private const short ForWriting = 4;
    private const int Forever = -1;

    private static readonly int WouldBlock = OperatingSystem.IsMacOS() ? 35 : 11;

    /// <summary>Writes all of it; waits for a reader that is slow, also where the descriptor itself does not.</summary>
    /// <exception cref="OutputClosedException">It is a pipe, and nobody reads it any more.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(int descriptor, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var written = WriteSome(descriptor, bytes, (nuint)bytes.Length);
            if (written >= 0)
            {
                bytes = bytes[(int)written..];
            }
            else
            {
                Recover(descriptor, Marshal.GetLastPInvokeError());
            }
        }
    }

    private static void Recover(int descriptor, int error)
    {
        if (error == WouldBlock)
        {
            var asked = new Poll { Descriptor = descriptor, Events = ForWriting };
            _ = WaitFor(ref asked, 1, Forever);
        }
        else if (error == BrokenPipe)
        {
            throw new OutputClosedException();
        }
        else if (error != Interrupted)
        {
            throw new IOException(Marshal.GetPInvokeErrorMessage(error));
        }
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteSome(int descriptor, ReadOnlySpan<byte> bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int WaitFor(ref Poll descriptors, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct Poll
    {
        public int Descriptor;
        public short Events;
        public short Happened;
    }
}
