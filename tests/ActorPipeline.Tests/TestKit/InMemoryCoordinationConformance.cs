using ActorPipeline.Storage;
using ActorPipeline.TestKit;
using ActorPipeline.TestKit.Conformance;
using ActorPipeline.TestKit.Store;

namespace ActorPipeline.Tests.TestKit;

/// <inheritdoc cref="InMemoryEventLogConformance"/>
public sealed class InMemoryCoordinationConformance : CoordinationConformance
{
    private readonly VirtualTimeProvider _time = new();

    protected override ValueTask<(IContactTable Contacts, ILeaseTable Leases)> OpenAsync()
    {
        var tables = new InMemoryCoordination(_time);
        return ValueTask.FromResult<(IContactTable, ILeaseTable)>((tables, tables));
    }

    protected override Task PassAsync(TimeSpan span)
    {
        _time.Advance(span);
        return Task.CompletedTask;
    }
}
