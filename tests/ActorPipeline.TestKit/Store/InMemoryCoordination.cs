using ActorPipeline.Storage;

namespace ActorPipeline.TestKit.Store;

/// <summary>Contacts and leases of nodes in one process, by a clock that is given. Thread-safe.</summary>
/// <param name="time">The server's clock.</param>
public sealed class InMemoryCoordination(TimeProvider time) : IContactTable, ILeaseTable
{
    private static readonly TimeSpan ContactTimeToLive = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (Contact Contact, DateTimeOffset At)> _contacts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Owner, DateTimeOffset Until)> _leases = new(StringComparer.Ordinal);

    /// <summary>Thrown by every member while it is set: the server is away.</summary>
    public ViewStoreException? Failure { get; set; }

    /// <inheritdoc/>
    public ValueTask WriteContactAsync(Contact contact, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(contact);
        return Do(() => _contacts[contact.Address] = (contact, time.GetUtcNow()));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Contact>> ReadContactsAsync(CancellationToken cancellationToken) => Get<IReadOnlyList<Contact>>(() =>
    {
        var now = time.GetUtcNow();
        return [.. _contacts.Values.Where(entry => now - entry.At < ContactTimeToLive).Select(entry => entry.Contact with { Age = now - entry.At })];
    });

    /// <inheritdoc/>
    public ValueTask RemoveContactAsync(string address, CancellationToken cancellationToken) => Do(() => _contacts.Remove(address));

    /// <inheritdoc/>
    public ValueTask<bool> TryAcquireLeaseAsync(string name, string owner, TimeSpan timeToLive, CancellationToken cancellationToken) => Get(() =>
    {
        var now = time.GetUtcNow();
        var isFree = !_leases.TryGetValue(name, out var held) || held.Until <= now || held.Owner == owner;
        if (isFree)
        {
            _leases[name] = (owner, now + timeToLive);
        }

        return isFree;
    });

    /// <inheritdoc/>
    public ValueTask<string?> ReadLeaseAsync(string name, CancellationToken cancellationToken) =>
        Get(() => _leases.TryGetValue(name, out var held) && held.Until > time.GetUtcNow() ? held.Owner : null);

    /// <inheritdoc/>
    public ValueTask ReleaseLeaseAsync(string name, string owner, CancellationToken cancellationToken) => Do(() =>
    {
        if (_leases.TryGetValue(name, out var held) && held.Owner == owner)
        {
            _leases.Remove(name);
        }
    });

    private ValueTask Do(Action work)
    {
        lock (_gate)
        {
            Check();
            work();
            return ValueTask.CompletedTask;
        }
    }

    private ValueTask<T> Get<T>(Func<T> work)
    {
        lock (_gate)
        {
            Check();
            return ValueTask.FromResult(work());
        }
    }

    private void Check()
    {
        if (Failure is { } failure)
        {
            throw failure;
        }
    }
}
