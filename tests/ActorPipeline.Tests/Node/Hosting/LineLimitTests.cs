using ActorPipeline.Node.Hosting;
using ActorPipeline.Node.Settings;
using ActorPipeline.TestKit;
using ActorPipeline.Tests.Security;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ActorPipeline.Tests.Node.Hosting;

public sealed partial class LineLimitTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly VirtualTimeProvider _clock = new();
    private readonly RecordedLog _log = new();
    private readonly LimitedLoggers _loggers;

    public LineLimitTests() => _loggers = new LimitedLoggers(_log, new LineLimit(2, _clock));

    public void Dispose() => _loggers.Dispose();

    [Fact]
    public void Of_one_kind_so_many_lines_are_written_in_a_second_and_then_how_many_more_there_were()
    {
        var logger = _loggers.CreateLogger("a");
        Write(logger, 1, "1", "2", "3", "4", "5");
        Assert.Equal(["one 1", "one 2"], _log.Warnings);

        _clock.Advance(Second);
        Assert.Equal(["one 1", "one 2", "3 more lines of this kind were left out: one {Text}"], _log.Warnings);
        Write(logger, 1, "6");
        _clock.Advance(Second);
        Assert.Equal("one 6", _log.Warnings[^1]);
    }

    [Fact]
    public void The_second_begins_with_the_first_line()
    {
        var logger = _loggers.CreateLogger("a");
        _clock.Advance(0.9 * Second);
        Write(logger, 1, "1", "2");
        _clock.Advance(0.9 * Second);
        Write(logger, 1, "3");
        Assert.Equal(["one 1", "one 2"], _log.Warnings);
        _clock.Advance(0.1 * Second);
        Write(logger, 1, "4");
        Assert.Equal(["one 1", "one 2", "1 more lines of this kind were left out: one {Text}", "one 4"], _log.Warnings);
    }

    [Fact]
    public void Another_message_class_or_level_is_another_kind()
    {
        var logger = _loggers.CreateLogger("a");
        Write(logger, 1, "1", "2", "3");
        Write(logger, 2, "1");
        Write(_loggers.CreateLogger("b"), 1, "1");
        logger.Log(LogLevel.Error, new EventId(1), "plain", null, (text, _) => text);
        logger.Log(LogLevel.Critical, new EventId(1), "plain", null, (text, _) => text);
        Assert.Equal(["one 1", "one 2", "two 1", "one 1", "plain", "plain"], _log.Warnings);
    }

    [Fact]
    public void Lines_without_a_template_are_told_apart_by_their_event()
    {
        var logger = _loggers.CreateLogger("a");
        for (var i = 0; i < 3; i++)
        {
            logger.Log(LogLevel.Error, new EventId(7, "Seven"), $"{i}", null, (text, _) => text);
            logger.Log(LogLevel.Error, new EventId(8), $"{i}", null, (text, _) => text);
        }

        _clock.Advance(Second);
        Assert.Equal(
            ["0", "0", "1", "1", "1 more lines of this kind were left out: Seven", "1 more lines of this kind were left out: event 8"], _log.Warnings);
    }

    [Fact]
    public void Errors_are_limited_at_their_level_and_keep_their_exceptions()
    {
        var logger = _loggers.CreateLogger("a");
        for (var i = 0; i < 3; i++)
        {
            Three(logger, i, new IOException("disk"));
        }

        _loggers.Dispose();
        Assert.Equal(3, _log.Warnings.Count);
        Assert.Contains("three 1 System.IO.IOException: disk", _log.Warnings[1], StringComparison.Ordinal);
        Assert.Equal("1 more lines of this kind were left out: three {Number}", _log.Warnings[2]);
    }

    [Fact]
    public void The_number_of_kinds_is_bounded()
    {
        for (var i = 0; i < LineLimit.MaxKinds; i++)
        {
            Write(_loggers.CreateLogger($"{i}"), 1, "1");
        }

        for (var i = 0; i < 5; i++)
        {
            Write(_loggers.CreateLogger($"further {i}"), 1, "1");
        }

        _clock.Advance(Second);
        Assert.Equal(LineLimit.MaxKinds + 2 + 1, _log.Warnings.Count);
        Assert.Equal("3 more lines of this kind were left out: lines of further kinds", _log.Warnings[^1]);
    }

    [Fact]
    public void A_log_that_is_silent_waits_for_nothing()
    {
        Write(_loggers.CreateLogger("a"), 1, "1");
        _clock.Advance(Second);
        Assert.Equal(0, _clock.PendingTimers);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(0, 3)]
    public void The_log_of_a_node_is_limited_as_it_is_configured(int linesPerSecond, int written)
    {
        using var provider = new RecordedProvider();
        using (var loggers = NodeLogging.Create(new LoggingOptions(LogLevel.Critical, Json: false, linesPerSecond), _clock))
        {
            loggers.AddProvider(provider);
            var logger = loggers.CreateLogger("ActorPipeline.Test");
            Write(logger, 1, "not written");
            for (var i = 0; i < 3; i++)
            {
                Four(logger, i);
            }

            Assert.Equal(written, provider.Log.Warnings.Count);
        }

        Assert.Equal(linesPerSecond == 0 ? 3 : 2, provider.Log.Warnings.Count);
    }

    private static void Write(ILogger logger, int template, params string[] texts)
    {
        foreach (var text in texts)
        {
            (template == 1 ? (Action<ILogger, string>)One : Two)(logger, text);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "one {Text}")]
    private static partial void One(ILogger logger, string text);

    [LoggerMessage(2, LogLevel.Warning, "two {Text}")]
    private static partial void Two(ILogger logger, string text);

    [LoggerMessage(3, LogLevel.Error, "three {Number}")]
    private static partial void Three(ILogger logger, int number, Exception exception);

    [LoggerMessage(4, LogLevel.Critical, "a line of a test of the log {Number}")]
    private static partial void Four(ILogger logger, int number);

    private sealed class RecordedProvider : ILoggerProvider
    {
        public RecordedLog Log { get; } = new();

        public ILogger CreateLogger(string categoryName) => Log;

        public void Dispose() => Log.Dispose();
    }
}
