namespace ActorPipeline.Cql;

/// <summary>Prepared statements by their text; too many drop the least recently asked for. Two who ask for one at once share the work; a failure is not
/// kept. Thread-safe.</summary>
internal sealed class PreparedCache(int most)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<(string Cql, Task<PreparedStatement> Statement)>> _byText = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Cql, Task<PreparedStatement> Statement)> _byUse = new();

    public Task<PreparedStatement> GetAsync(string cql, Func<string, Task<PreparedStatement>> prepare)
    {
        lock (_gate)
        {
            if (_byText.TryGetValue(cql, out var node) && !node.Value.Statement.IsFaulted && !node.Value.Statement.IsCanceled)
            {
                _byUse.Remove(node);
                _byUse.AddFirst(node);
                return node.Value.Statement;
            }

            if (node is not null)
            {
                Remove(node);
            }

            var added = _byUse.AddFirst((cql, prepare(cql)));
            _byText[cql] = added;
            if (_byUse.Count > most)
            {
                Remove(_byUse.Last!);
            }

            return added.Value.Statement;
        }
    }

    public IReadOnlyList<PreparedStatement> All()
    {
        lock (_gate)
        {
            return [.. _byUse.Where(entry => entry.Statement.IsCompletedSuccessfully).Select(entry => entry.Statement.Result)];
        }
    }

    private void Remove(LinkedListNode<(string Cql, Task<PreparedStatement> Statement)> node)
    {
        _byUse.Remove(node);
        _byText.Remove(node.Value.Cql);
    }
}
