namespace ActorPipeline.Node.Live;

/// <summary>What every feed and subscriber needs.</summary>
internal sealed record LiveContext(LiveReader Reader, LiveOptions Options, TimeProvider Time, LiveInstruments Instruments, ILoggerFactory Loggers);
