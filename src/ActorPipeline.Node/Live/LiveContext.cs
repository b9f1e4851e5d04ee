namespace ActorPipeline.Node.Live;

/// <summary>What every feed and subscriber needs.</summary>
/// <param name="Reader">Reads snapshots and rankings.</param>
/// <param name="Options">The limits.</param>
/// <param name="Time">The clock frames go by.</param>
/// <param name="Instruments">The counters.</param>
/// <param name="Loggers">Makes the loggers.</param>
internal sealed record LiveContext(LiveReader Reader, LiveOptions Options, TimeProvider Time, LiveInstruments Instruments, ILoggerFactory Loggers);
