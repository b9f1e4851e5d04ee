using ActorPipeline.Pbm.Hosting;
using ActorPipeline.Pbm.Nodes;

namespace ActorPipeline.Pbm.Contexts;

/// <summary>The node to ask and the token it gets.</summary>
/// <param name="Token">The token, or null.</param>
/// <param name="Origin">Where the address comes from, for people.</param>
internal sealed record NodeTarget(Uri Address, string? Token, string Origin)
{
    /// <summary>Option before environment before the selected context before the default.</summary>
    /// <remarks>A context's token goes to the context's node only: naming another node must not send it there.</remarks>
    /// <exception cref="PbmException">The address cannot be read.</exception>
    public static NodeTarget Resolve(string? node, string? token, PbmHost host, ContextStore contexts)
    {
        var explicitToken = token ?? host.Text("PBM_TOKEN");
        if (node is not null)
        {
            return new NodeTarget(NodeAddress.Parse(node), explicitToken, "--node");
        }

        if (host.Text("PBM_NODE") is { } variable)
        {
            return new NodeTarget(NodeAddress.Parse(variable), explicitToken, "PBM_NODE");
        }

        var file = contexts.Read();
        return file.Current is { } context
            ? new NodeTarget(NodeAddress.Parse(context.Node), explicitToken ?? context.Token, $"context {file.Selected}")
            : new NodeTarget(NodeAddress.Parse(NodeAddress.Default), explicitToken, "default");
    }
}
