using ActorPipeline.Node.Settings;
using Microsoft.Extensions.Logging.Console;

namespace ActorPipeline.Node.Hosting;

/// <summary>Logging to standard error, one line a message; standard output is for what the node was asked to print.</summary>
internal static class NodeLogging
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";

    public static ILoggerFactory Create(LoggingOptions options, TimeProvider clock)
    {
        var loggers = LoggerFactory.Create(logging => AddConsole(logging, options));
        return options.LinesPerSecond == 0 ? loggers : new LimitedLoggers(loggers, new LineLimit(options.LinesPerSecond, clock));
    }

    private static void AddConsole(ILoggingBuilder logging, LoggingOptions options)
    {
        // A listener that cannot start is said in one line by the host of the node; its web host would add a page.
        logging.SetMinimumLevel(LogLevel.Warning).AddFilter("ActorPipeline", options.Level).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (options.Json)
        {
            logging.AddJsonConsole(json => (json.TimestampFormat, json.UseUtcTimestamp) = (TimeFormat.TrimEnd(), true));
        }
        else
        {
            logging.AddSimpleConsole(text => (text.SingleLine, text.TimestampFormat, text.UseUtcTimestamp) = (true, TimeFormat, true));
        }
    }
}
