using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace ActorPipeline.Tests.Security;

/// <summary>Keeps what is logged, of every level. Safe to use from any thread.</summary>
internal sealed class RecordedLog : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _lines = [];

    // Unbounded: it holds what one test logs.
    private readonly Channel<string> _news = Channel.CreateUnbounded<string>();

    /// <summary>What an operator sees: warnings and errors.</summary>
    public IReadOnlyList<string> Warnings => [.. _lines.Where(line => line.Level >= LogLevel.Warning).Select(line => line.Text)];

    /// <summary>Waits until a line of any level holds a text.</summary>
    public async Task<string> AwaitAsync(string text, CancellationToken cancellationToken)
    {
        await foreach (var line in _news.Reader.ReadAllAsync(cancellationToken))
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"the log ended without '{text}'");
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var text = exception is null ? formatter(state, exception) : $"{formatter(state, exception)} {exception}";
        _lines.Enqueue((logLevel, text));
        _news.Writer.TryWrite(text);
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
        // Nothing to free; what was logged stays readable.
    }
}
