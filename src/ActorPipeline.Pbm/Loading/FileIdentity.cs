using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ActorPipeline.Pbm.Loading;

/// <summary>Which file a handle has open, whatever its name is by now. As long as the handle is open no other file has the same.</summary>
/// <remarks>.NET tells neither inodes nor file indexes.</remarks>
internal readonly partial record struct FileIdentity(ulong Volume, ulong Number)
{
    private const int EmptyPath = 0x1000;
    private const uint Inode = 0x100;

    /// <exception cref="IOException">The system does not say.</exception>
    public static FileIdentity Of(SafeFileHandle file)
    {
        if (OperatingSystem.IsWindows())
        {
            Check(AskWindows(file, out var info));
            return new FileIdentity(info.Volume, ((ulong)info.IndexHigh << 32) | info.IndexLow);
        }

        if (OperatingSystem.IsMacOS())
        {
            MacStatus status;
            Check((RuntimeInformation.ProcessArchitecture == Architecture.X64 ? AskMacX64(file, out status) : AskMac(file, out status)) == 0);
            return new FileIdentity(status.Device, status.Inode);
        }

        Check(AskLinux(file, "", EmptyPath, Inode, out var linux) == 0);
        return new FileIdentity(((ulong)linux.DeviceMajor << 32) | linux.DeviceMinor, linux.Inode);
    }

    private static void Check(bool isTold)
    {
        if (!isTold)
        {
            throw new IOException($"cannot tell which file it is: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    // The layout of stat differs between C libraries and processors, that of statx does not.
    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AskLinux(SafeFileHandle file, string path, int flags, uint wanted, out LinuxStatus status);

    [LibraryImport("libc", EntryPoint = "fstat", SetLastError = true)]
    private static partial int AskMac(SafeFileHandle file, out MacStatus status);

    [LibraryImport("libc", EntryPoint = "fstat$INODE64", SetLastError = true)]
    private static partial int AskMacX64(SafeFileHandle file, out MacStatus status);

    [LibraryImport("kernel32", EntryPoint = "GetFileInformationByHandle", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool AskWindows(SafeFileHandle file, out WindowsInformation information);

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct LinuxStatus
    {
        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }

    [StructLayout(LayoutKind.Explicit, Size = 144)]
    private struct MacStatus
    {
        [FieldOffset(0)]
        public uint Device;

        [FieldOffset(8)]
        public ulong Inode;
    }

    [StructLayout(LayoutKind.Explicit, Size = 52)]
    private struct WindowsInformation
    {
        [FieldOffset(28)]
        public uint Volume;

        [FieldOffset(44)]
        public uint IndexHigh;

        [FieldOffset(48)]
        public uint IndexLow;
    }
}
