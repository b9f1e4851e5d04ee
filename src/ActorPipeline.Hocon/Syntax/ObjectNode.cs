using ActorPipeline.Hocon.Origins;

namespace ActorPipeline.Hocon.Syntax;

/// <summary>Fields in braces. Each name has a stack of values, first written first, from which resolving makes one.</summary>
internal sealed class ObjectNode(HoconOrigin origin) : Node(origin)
{
    public OrderedDictionary<string, List<Node>> Fields { get; } = [];

    public void Add(ReadOnlySpan<string> path, Node value)
    {
        var target = this;
        foreach (var name in path[..^1])
        {
            target = target.Child(name, value.Origin);
        }

        target.Add(path[^1], value);
    }

    public void AddAll(ObjectNode other)
    {
        foreach (var (name, values) in other.Fields)
        {
            foreach (var value in values)
            {
                Add(name, value);
            }
        }
    }

    private void Add(string name, Node value)
    {
        var stack = Stack(name);
        if (value is ObjectNode added && stack is [.., ObjectNode top])
        {
            top.AddAll(added);
            return;
        }

        if (value is Literal or ArrayNode)
        {
            stack.Clear(); // It neither merges with what is below nor refers to it.
        }

        stack.Add(value);
    }

    private ObjectNode Child(string name, HoconOrigin origin)
    {
        var stack = Stack(name);
        if (stack is not [.., ObjectNode top])
        {
            stack.Add(top = new ObjectNode(origin));
        }

        return top;
    }

    private List<Node> Stack(string name)
    {
        if (!Fields.TryGetValue(name, out var stack))
        {
            Fields.Add(name, stack = new List<Node>(1));
        }

        return stack;
    }
}
