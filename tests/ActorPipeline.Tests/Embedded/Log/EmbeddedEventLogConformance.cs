using ActorPipeline.Embedded;
using ActorPipeline.Log;
using ActorPipeline.TestKit.Conformance;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorPipeline.Tests.Embedded.Log;

public sealed class EmbeddedEventLogConformance : EventLogConformance, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DataFolder _data;

    public EmbeddedEventLogConformance() => _data = DataFolder.Open(_folder.Of("data"));

    protected override ValueTask<IEventLog> OpenAsync() => ValueTask.FromResult<IEventLog>(
        new EmbeddedEventLog(_data, EmbeddedLogs.Small, TimeProvider.System, new Random(1), NullLogger<EmbeddedEventLog>.Instance));

    public void Dispose()
    {
        _data.Dispose();
        _folder.Dispose();
    }
}
