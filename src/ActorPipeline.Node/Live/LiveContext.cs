namespace ActorPipeline.Node.Live;

/// <summary>What every feed and subscriber needs.</summary>
/// <param name="Bytes">Compares keys and rows as bytes.</param>
internal sealed record LiveContext(
    LiveReader Reader, LiveOptions Options, TimeProvider Time, LiveInstruments Instruments, ILoggerFactory Loggers, BytesComparer Bytes);
