using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Dispatch;
using Akka.Event;
using Microsoft.Extensions.Logging;

namespace ActorPipeline.Actors.Telemetry;

/// <summary>Brings what Akka.NET logs to the node's log, under the name of the class that says it.</summary>
internal sealed partial class AkkaLogger : ReceiveActor, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    public AkkaLogger()
    {
        var loggers = Context.System.Settings.Setup.Get<LoggingSetup>().Value.Loggers;
        Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
        Receive<LogEvent>(said => Write(loggers.CreateLogger(CategoryOf(said)), said));
    }

    // What has no class, such as the cluster itself, logs under a class that stands for none.
    private static string CategoryOf(LogEvent said) => said.LogClass == typeof(DummyClassForStringSources) ? "Akka" : said.LogClass.FullName ?? "Akka";

    private static void Write(ILogger logger, LogEvent said)
    {
        if (TlsRefusals.IsHandshakeOf(said))
        {
            TlsRefusals.Write(logger, said);
            return;
        }

        var level = LevelOf(said);
        if (logger.IsEnabled(level))
        {
            Said(logger, level, said.Cause, said.LogSource, said.Message);
        }
    }

    [LoggerMessage(EventId = 90, Message = "{Source}: {Message}")]
    private static partial void Said(ILogger logger, Microsoft.Extensions.Logging.LogLevel level, Exception? exception, string source, object message);

    // A region that waits for its coordinator says so ten times a second while a cluster forms.
    private static Microsoft.Extensions.Logging.LogLevel LevelOf(LogEvent said) => said.LogLevel() switch
    {
        Akka.Event.LogLevel.ErrorLevel => Microsoft.Extensions.Logging.LogLevel.Error,
        Akka.Event.LogLevel.WarningLevel when said.LogClass == typeof(ShardRegion) => Microsoft.Extensions.Logging.LogLevel.Information,
        Akka.Event.LogLevel.WarningLevel => Microsoft.Extensions.Logging.LogLevel.Warning,
        Akka.Event.LogLevel.InfoLevel => Microsoft.Extensions.Logging.LogLevel.Information,
        _ => Microsoft.Extensions.Logging.LogLevel.Debug,
    };
}

/// <summary>Hands the node's log to an actor system.</summary>
internal sealed class LoggingSetup(ILoggerFactory loggers) : Akka.Actor.Setup.Setup
{
    public ILoggerFactory Loggers => loggers;
}
