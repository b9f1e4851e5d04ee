import { HttpTransportType, HubConnectionBuilder, LogLevel, type HubConnection } from '@microsoft/signalr';
import { backoffMs } from './backoff';
import type { LiveMessage, LiveRequest } from './messages';
import { Replica } from './replica';

/** How the connection stands. */
export type ConnectionState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  | { readonly kind: 'reconnecting'; readonly atMs: number }
  | { readonly kind: 'offline' };

export interface LiveEvents {
  state(state: ConnectionState): void;
  message(message: LiveMessage): void;
  /** The node refused the request; null when one was accepted. */
  refused(reason: string | null): void;
}

// A store that was away comes back; what is wrong with a request stays wrong, and asking again costs nothing.
const retryRefusedMs = 5_000;

/** Watches one selection at a time and comes back by itself, for ever. */
export class LiveConnection {
  private hub: HubConnection | null = null;
  private request: LiveRequest | null = null;
  private replica: Replica;
  private attempt = 0;
  private timer = 0;

  constructor(private readonly url: string, private readonly events: LiveEvents) {
    this.replica = new Replica((message) => events.message(message));
  }

  /** Connects, and again whenever the browser says that there is a network. */
  start(): void {
    window.addEventListener('online', () => this.retryNow());
    void this.connect();
  }

  /** Watches something else from now on. */
  watch(request: LiveRequest): void {
    this.request = request;
    if (this.hub?.state === 'Connected') {
      window.clearTimeout(this.timer);
      void this.subscribe(this.hub);
    }
  }

  private async connect(): Promise<void> {
    this.events.state(this.attempt === 0 ? { kind: 'connecting' } : this.waiting(Date.now()));
    const hub = this.build();
    this.hub = hub;
    hub.on('frame', (message: LiveMessage) => this.frame(hub, message));
    hub.onclose(() => this.lost(hub));
    try {
      await hub.start();
    } catch {
      this.lost(hub);
      return;
    }
    this.attempt = 0;
    this.events.state({ kind: 'live' });
    await this.subscribe(hub);
  }

  // A WebSocket straight away needs no session affinity of a load balancer; where it does not get through, the other transports may.
  private build(): HubConnection {
    const direct = this.attempt % 2 === 0;
    const options = direct ? { transport: HttpTransportType.WebSockets, skipNegotiation: true } : {};
    return new HubConnectionBuilder().withUrl(this.url, options).configureLogging(LogLevel.None).build();
  }

  private lost(hub: HubConnection): void {
    if (hub !== this.hub) {
      return;
    }
    this.hub = null;
    this.replica = new Replica((message) => this.events.message(message));
    const wait = backoffMs(this.attempt++, Math.random);
    this.events.state(this.waiting(Date.now() + wait));
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.connect(), wait);
  }

  // Without a network it tries all the same: the node may be this very machine.
  private waiting(atMs: number): ConnectionState {
    return navigator.onLine ? { kind: 'reconnecting', atMs } : { kind: 'offline' };
  }

  private retryNow(): void {
    if (this.hub === null) {
      window.clearTimeout(this.timer);
      this.attempt = 0;
      void this.connect();
    }
  }

  private async subscribe(hub: HubConnection): Promise<void> {
    const request = this.request;
    if (!request) {
      return;
    }
    const previous = this.replica.subscription;
    const replica = new Replica((message) => this.events.message(message));
    this.replica = replica;
    try {
      if (previous) {
        await hub.invoke('Unsubscribe', previous);
      }
      const snapshot = await hub.invoke<LiveMessage>('Subscribe', request);
      if (replica !== this.replica) {
        await hub.invoke('Unsubscribe', snapshot.id);
        return;
      }
      this.events.refused(null);
      this.settle(hub, replica.snapshot(snapshot));
    } catch (error) {
      this.failed(hub, replica, error);
    }
  }

  private frame(hub: HubConnection, message: LiveMessage): void {
    if (hub === this.hub) {
      this.settle(hub, this.replica.frame(message));
    }
  }

  private settle(hub: HubConnection, outcome: 'applied' | 'ignored' | 'resync'): void {
    if (outcome === 'resync') {
      void this.resync(hub, this.replica);
    }
  }

  private async resync(hub: HubConnection, replica: Replica): Promise<void> {
    try {
      const snapshot = await hub.invoke<LiveMessage>('Snapshot', replica.subscription);
      if (replica === this.replica) {
        this.settle(hub, replica.snapshot(snapshot));
      }
    } catch (error) {
      this.failed(hub, replica, error);
    }
  }

  // While the connection stands, an error is the node's answer; else the reconnect takes care of it.
  private failed(hub: HubConnection, replica: Replica, error: unknown): void {
    if (hub === this.hub && hub.state === 'Connected' && replica === this.replica) {
      this.events.refused(reasonOf(error));
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.hub === hub && void this.subscribe(hub), retryRefusedMs);
    }
  }
}

/** SignalR puts words of its own in front of what the node said. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/^.*HubException: /, '');
}
