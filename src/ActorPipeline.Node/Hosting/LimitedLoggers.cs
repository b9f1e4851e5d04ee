namespace ActorPipeline.Node.Hosting;

/// <summary>Loggers whose lines of one kind are limited, over those of another factory, which it owns. The limit stands before all providers: whatever logs
/// through the factory, this product, Akka.NET or ASP.NET, goes through it.</summary>
internal sealed class LimitedLoggers(ILoggerFactory inner, LineLimit limit) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new LimitedLogger(categoryName, inner.CreateLogger(categoryName), limit);

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose()
    {
        limit.Dispose();
        inner.Dispose();
    }

    private sealed class LimitedLogger(string category, ILogger inner, LineLimit limit) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (inner.IsEnabled(logLevel) && limit.Admits(LineKind.Of(category, logLevel, eventId, state), inner))
            {
                inner.Log(logLevel, eventId, state, exception, formatter);
            }
        }
    }
}
