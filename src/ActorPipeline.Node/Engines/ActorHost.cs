using ActorPipeline.Actors;
using ActorPipeline.Node.Settings;
using Akka.Actor;
using Akka.Hosting;

namespace ActorPipeline.Node.Engines;

/// <summary>Hosts the node's actor system. Its coordinated shutdown ends it; disposing of it ends it in haste where that has not run.</summary>
internal sealed class ActorHost : IAsyncDisposable
{
    private readonly IHost _host;

    private ActorHost(IHost host)
    {
        _host = host;
        System = host.Services.GetRequiredService<ActorSystem>();
    }

    public ActorSystem System { get; }

    /// <exception cref="NodeStartException">Akka.NET refuses a setting, or cannot listen.</exception>
    public static async Task<ActorHost> StartAsync(Action<AkkaConfigurationBuilder> configure, CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddAkka(ActorNode.SystemName, configure);
        var host = builder.Build();
        try
        {
            await host.StartAsync(cancellationToken);
            return new ActorHost(host);
        }
        catch (Exception failure)
        {
            host.Dispose();
            if (cancellationToken.IsCancellationRequested)
            {
                throw;
            }

            throw new NodeStartException(
                ExitCode.Configuration,
                $"the actor system does not start, its settings are in the section 'akka': {failure.GetBaseException().Message}",
                failure);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await System.Terminate();
        _host.Dispose();
    }
}
