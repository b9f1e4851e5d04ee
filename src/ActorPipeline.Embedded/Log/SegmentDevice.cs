using FASTER.core;

namespace ActorPipeline.Embedded.Log;

/// <summary>FasterLog's view of the segment files. Disposing of it leaves the files open for readers.</summary>
internal sealed class SegmentDevice(SegmentFiles files) : StorageDeviceBase(files.Folder, sectorSize: 512, capacity: Devices.CAPACITY_UNSPECIFIED)
{
    private const uint Success = 0;
    private const uint Failure = 1;

    /// <summary>Why the last write or read failed: FasterLog itself only knows that it did.</summary>
    internal Exception? LastError { get; private set; }

    public override void WriteAsync(
        IntPtr sourceAddress, int segmentId, ulong destinationAddress, uint numBytesToWrite, DeviceIOCompletionCallback callback, object context) =>
        Run(numBytesToWrite, callback, context, () => files.Write(segmentId, (long)destinationAddress, Bytes(sourceAddress, numBytesToWrite)));

    public override void ReadAsync(
        int segmentId, ulong sourceAddress, IntPtr destinationAddress, uint readLength, DeviceIOCompletionCallback callback, object context) =>
        Run(readLength, callback, context, () => files.Read(files.StartOf(segmentId) + (long)sourceAddress, Bytes(destinationAddress, readLength)));

    public override void RemoveSegmentAsync(int segment, AsyncCallback callback, IAsyncResult result)
    {
        files.Remove(segment);
        callback(result);
    }

    public override void Dispose()
    {
    }

    private static unsafe Span<byte> Bytes(IntPtr address, uint length) => new((void*)address, (int)length);

    /// <summary>Off the calling thread, because FasterLog holds its epoch while it calls.</summary>
    private void Run(uint bytes, DeviceIOCompletionCallback callback, object context, Action action) => ThreadPool.UnsafeQueueUserWorkItem(
        _ =>
        {
            var outcome = Success;
            try
            {
                action();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
            {
                LastError = e;
                outcome = Failure;
            }

            callback(outcome, outcome == Success ? bytes : 0, context);
        },
        null);
}
